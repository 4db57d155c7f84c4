"""Have the media pool open files, many at once over all its workers, and hand the answers back in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any, Protocol

from medianest.errors import MediaRefused, SourceUnavailable
from medianest.providers.base import LocalFile
from medianest.providers.described import FoundFile, Telling

# Files in one message; as many as a message may carry.
CHUNK = 64
# Seconds that one file may take.
LIMIT = 20.0


class Outcome(Protocol):
    def value(self, operation: str) -> Any: ...


class Opener(Protocol):
    """The media pool."""

    def read(self, files: Sequence[LocalFile], operation: str, limit: float) -> Sequence[Outcome]: ...


@dataclass(frozen=True, slots=True)
class Answer:
    """What reading one file told: facts and tags, or why there are none."""

    file: FoundFile
    facts: Mapping[str, Any] | None = None
    tags: Mapping[str, Any] | None = None
    reason: str = ""
    message: str = ""


class Reader:
    """Reads the files of one library."""

    def __init__(self, pool: Opener, library_type: str, threads: int) -> None:
        self._pool = pool
        self._operation = "track" if library_type == "music" else "probe"
        self._threads = threads

    def read(self, files: Iterable[tuple[FoundFile, LocalFile]]) -> Iterator[list[Answer]]:
        """Answers in the order of ``files``, a message's worth at a time.

        Raises:
            SourceUnavailable: the pool itself cannot be reached.
        """
        remaining = iter(files)
        waiting: deque[Future[list[Answer]]] = deque()
        with ThreadPoolExecutor(self._threads, thread_name_prefix="reading") as executor:
            try:
                while True:
                    while len(waiting) < self._threads + 2 and (chunk := list(islice(remaining, CHUNK))):
                        waiting.append(executor.submit(self._ask, chunk))
                    if not waiting:
                        return
                    yield waiting.popleft().result()
            finally:
                for future in waiting:
                    future.cancel()

    def _ask(self, chunk: list[tuple[FoundFile, LocalFile]]) -> list[Answer]:
        outcomes = self._pool.read([local for _, local in chunk], self._operation, LIMIT)
        return [self._answer(found, outcome) for (found, _), outcome in zip(chunk, outcomes, strict=True)]

    def _answer(self, file: FoundFile, outcome: Outcome) -> Answer:
        try:
            value = outcome.value(self._operation)
        except MediaRefused as refused:
            return Answer(file, reason=refused.reason, message=refused.message)
        except SourceUnavailable as gone:
            return Answer(file, reason="unreadable", message=gone.message)
        if self._operation == "track":
            return Answer(file, value["facts"], value["tags"])
        return Answer(file, value, _worth_keeping(value["tags"]))


def told(tree: Telling, files: Iterable[FoundFile]) -> Iterator[list[Answer]]:
    """The same from a tree that needs no pool."""
    remaining = iter(files)
    while chunk := list(islice(remaining, CHUNK)):
        yield [Answer(file, asdict(tree.facts(file.path)), {}) for file in chunk]


def _worth_keeping(tags: Mapping[str, str]) -> dict[str, str]:
    return {name: tags[name] for name in ("creation_time", "date", "title") if name in tags}
