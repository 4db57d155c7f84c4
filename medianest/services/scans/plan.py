"""Decide, from what was found and what is known, what a scan has to do. Pure: no disk, no database.

A scan never deletes (rule 6 of the design): what is not seen is *gone*, and when too much is gone at once the whole
library is taken to be offline and nothing changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from medianest.providers.described import FoundFile

# More than this share of a library and more than this many files gone at once: the library is offline.
GONE_SHARE = 0.1
GONE_COUNT = 20


@dataclass(frozen=True, slots=True)
class KnownSource:
    """A file as the database knows it."""

    path: str
    size: int
    mtime_ns: int
    beside: int
    state: str  # available, missing, broken
    id: UUID
    item_id: UUID
    fingerprint: str
    duration: float


@dataclass(frozen=True, slots=True)
class KnownIssue:
    path: str
    size: int
    mtime_ns: int
    reason: str


@dataclass(slots=True)
class Plan:
    """``opened`` files must be read; ``described`` ones only described anew, because something beside them changed."""

    opened: list[FoundFile] = field(default_factory=list)
    described: list[FoundFile] = field(default_factory=list)
    back: list[KnownSource] = field(default_factory=list)  # were missing, are there again as they were
    gone: list[KnownSource] = field(default_factory=list)
    unchanged: int = 0
    seen: set[str] = field(default_factory=set)
    offline: str | None = None  # why the library is taken to be offline

    @property
    def nothing(self) -> bool:
        return not (self.opened or self.described or self.back or self.gone)


def plan(
    found: Iterable[FoundFile],
    known: Mapping[str, KnownSource],
    issues: Mapping[str, KnownIssue],
    *,
    unreadable: Iterable[str] = (),
    below: tuple[str, ...] = (),
    accept_gone: bool = False,
    emptied: str = "The folder is empty. Is its disk mounted?",
) -> Plan:
    """Compare. ``below`` are the only entries of the root that were walked, when not all were."""
    result = Plan()
    seen = result.seen
    for file in found:
        seen.add(file.path)
        _sort(result, file, known.get(file.path), issues.get(file.path))
    unread = tuple(f"{path}/" for path in unreadable)
    walked = tuple(f"{path}/" for path in below)
    available = 0
    for source in known.values():
        if source.state == "missing":
            continue
        available += 1
        if source.path in seen or source.path.startswith(unread):
            continue
        if below and not (source.path in below or source.path.startswith(walked)):
            continue
        result.gone.append(source)
    if not accept_gone:
        result.offline = _offline(result, seen, available, below, emptied)
    return result


def _sort(result: Plan, file: FoundFile, source: KnownSource | None, issue: KnownIssue | None) -> None:
    if source is not None and source.size == file.size and source.mtime_ns == file.mtime_ns:
        if source.state == "missing":
            result.back.append(source)
        if source.state == "broken":
            result.unchanged += 1
        elif source.beside != file.beside:
            result.described.append(file)
        else:
            result.unchanged += 1
    elif issue is not None and issue.size == file.size and issue.mtime_ns == file.mtime_ns:
        result.unchanged += 1
    else:
        result.opened.append(file)


def _offline(result: Plan, seen: set[str], available: int, below: tuple[str, ...], emptied: str) -> str | None:
    if not below and not seen and available:
        return emptied
    lost = len(result.gone)
    if lost > GONE_COUNT and lost > available * GONE_SHARE:
        lost -= _moved(result)
        if lost > GONE_COUNT and lost > available * GONE_SHARE:
            return f"{lost} of {available} files are gone at once. Is a disk missing?"
    return None


def _moved(result: Plan) -> int:
    """How many of the gone files are plainly elsewhere: a new file has the size and the time, or the size and name."""
    arrived: dict[tuple[int, object], int] = {}
    for file in result.opened:
        for mark in (file.mtime_ns, file.path.rpartition("/")[2]):
            arrived[(file.size, mark)] = arrived.get((file.size, mark), 0) + 1
    moved = 0
    for source in result.gone:
        for mark in (source.mtime_ns, source.path.rpartition("/")[2]):
            if arrived.get((source.size, mark), 0) > 0:
                arrived[(source.size, mark)] -= 1
                moved += 1
                break
    return min(moved, len(result.opened))
