"""What a client asks and gets: tasks, outcomes, and the frames they travel in."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from medianest.errors import MediaRefused, SourceUnavailable
from medianest.mediapool import wire
from medianest.mediapool.beneath import open_beneath
from medianest.providers.base import LocalFile


@dataclass(frozen=True, slots=True)
class Task:
    """Operations, by name with their arguments, to run on one file in one go."""

    file: LocalFile
    operations: Mapping[str, Mapping[str, Any]]

    @property
    def key(self) -> str:
        """Requests with the same key go to the worker that has the file open."""
        return f"{self.file.root}/{self.file.relative_path}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one task. ``results`` has an entry for every operation unless the file could not be opened."""

    results: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    blob: bytes | bytearray = b""
    problem: MediaRefused | SourceUnavailable | None = None

    def value(self, operation: str) -> Any:
        """What the operation answered.

        Raises:
            MediaRefused: it refused, with its reason.
            SourceUnavailable: the file could not be opened.
        """
        return self._result(operation)["value"]

    def bytes_of(self, operation: str) -> bytes:
        """The operation's blob; empty when it had none. Raises as ``value`` does."""
        where = self._result(operation).get("blob")
        return bytes(memoryview(self.blob)[where[0] : where[0] + where[1]]) if where else b""

    def refusal(self, operation: str) -> MediaRefused | SourceUnavailable | None:
        """Why the operation has no value; None when it has one."""
        if self.problem is not None:
            return self.problem
        result = self.results[operation]
        return MediaRefused(result["message"], result["refused"]) if "refused" in result else None

    def _result(self, operation: str) -> Mapping[str, Any]:
        refusal = self.refusal(operation)
        if refusal is not None:
            raise refusal
        return self.results[operation]


def open_all(tasks: Sequence[Task]) -> tuple[list[int], list[int], dict[int, Outcome]]:
    """Open each task's file: descriptors, which tasks they are for, and outcomes of those that cannot be opened."""
    fds: list[int] = []
    which: list[int] = []
    failed: dict[int, Outcome] = {}
    for index, task in enumerate(tasks):
        try:
            fds.append(open_beneath(task.file.root, task.file.relative_path))
            which.append(index)
        except (MediaRefused, SourceUnavailable) as problem:
            failed[index] = Outcome(problem=problem)
        except BaseException:
            close_all(fds)
            raise
    return fds, which, failed


def close_all(fds: Sequence[int]) -> None:
    for fd in fds:
        os.close(fd)


def request(tasks: Sequence[Task], limit: float, background: bool) -> bytes:
    """The header for tasks whose files are open."""
    return wire.encode(
        {
            "tasks": [{"key": task.key, "operations": task.operations} for task in tasks],
            "limit": limit,
            "background": background,
        }
    )


def outcome(frame: wire.Frame) -> Outcome:
    return Outcome(frame.json()["results"], frame.blob)
