"""Decide which work a read file is: rule 7 of the design, in its order. Pure apart from the shelf it keeps.

By path first (the caller knows that one), then by fingerprint when the old path is gone, then to its work by external
id, or by its natural key. Versions become one work only on an explicit marker or an external id.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from uuid import UUID

from medianest.providers.described import Described
from medianest.services.scans.identity import SEPARATOR, bounded
from medianest.services.scans.plan import KnownSource

# Two encodes of one recording differ by a little padding.
SAME_DURATION = 2.0


@dataclass(frozen=True, slots=True)
class KnownWork:
    id: UUID
    type: str
    identity: str
    external_ids: dict[str, str]
    above: tuple[UUID, ...] = ()  # ids of what holds it, outermost first


@dataclass(slots=True)
class Placed:
    """``source`` is the known file that moved here; ``item_id`` None asks for a new work with key ``identity``."""

    identity: str
    item_id: UUID | None = None
    source: KnownSource | None = None
    version: bool = False  # joins a work that has other files


@dataclass(slots=True)
class _OnShelf:
    """A work's files that are there now."""

    folders: set[str] = field(default_factory=set)
    stems: set[str] = field(default_factory=set)
    fingerprints: set[str] = field(default_factory=set)
    durations: list[float] = field(default_factory=list)
    count: int = 0


class Shelf:
    """What the library holds while a scan goes on: works by key and id, files by fingerprint."""

    def __init__(
        self,
        works: Iterable[KnownWork],
        sources: Iterable[KnownSource],
        gone: Iterable[UUID],
        seen: Container[str] = frozenset(),
        elsewhere: Iterable[tuple[UUID, str, dict[str, str]]] = (),
    ) -> None:
        """``elsewhere``: id, type and external ids of works of other libraries, which files here may be sources of."""
        self._elsewhere: dict[tuple[str, str, str], UUID] = {}
        for item_id, type, ids in elsewhere:
            for kind, value in ids.items():
                self._elsewhere.setdefault((type, kind, str(value)), item_id)
        self._by_identity: dict[tuple[str, str], UUID] = {}
        self._by_external: dict[tuple[str, str, str], UUID] = {}
        self._identity_of: dict[UUID, tuple[str, str]] = {}
        self._above: dict[UUID, tuple[UUID, ...]] = {}
        self._there: dict[UUID, _OnShelf] = defaultdict(_OnShelf)
        self._lost: dict[str, list[KnownSource]] = defaultdict(list)
        vanished = set(gone)
        for work in works:
            self.put_work(work)
        for source in sources:
            if source.id in vanished or (source.state == "missing" and source.path not in seen):
                if source.fingerprint:
                    self._lost[source.fingerprint].append(source)
            else:
                self.put_source(source.item_id, source.path, source.fingerprint, source.duration)

    def put_work(self, work: KnownWork) -> None:
        self._by_identity.setdefault((work.type, work.identity), work.id)
        self._identity_of[work.id] = (work.type, work.identity)
        self._above[work.id] = work.above
        for kind, value in work.external_ids.items():
            self._by_external.setdefault((work.type, kind, str(value)), work.id)

    def rename_work(self, item_id: UUID, identity: str) -> str:
        """Give a work its new key if nobody has it; the key it has in the end."""
        type, old = self._identity_of[item_id]
        if identity == old or (type, identity) in self._by_identity:
            return old
        self._by_identity.pop((type, old), None)
        self._by_identity[(type, identity)] = item_id
        self._identity_of[item_id] = (type, identity)
        return identity

    def put_source(self, item_id: UUID, path: str, fingerprint: str, duration: float) -> None:
        shelf = self._there[item_id]
        folder, _, name = path.rpartition("/")
        shelf.folders.add(folder)
        shelf.stems.add(name.rpartition(".")[0])
        shelf.fingerprints.add(fingerprint)
        shelf.durations.append(duration)
        shelf.count += 1

    def owns(self, item_id: UUID) -> bool:
        """Whether a work is this library's own, to be described by it."""
        return item_id in self._identity_of

    def find_elsewhere(self, type: str, ids: dict[str, str]) -> UUID | None:
        """The one work of another library that these ids name; none when they name two, for that is a doubt."""
        found = {one for kind, value in ids.items() if (one := self._elsewhere.get((type, kind, str(value))))}
        return found.pop() if len(found) == 1 else None

    def has_files(self, item_id: UUID) -> bool:
        return item_id in self._there

    def above(self, item_id: UUID) -> tuple[UUID, ...]:
        """What held a work when the scan began, outermost first."""
        return self._above.get(item_id, ())

    def find(self, type: str, identity: str) -> UUID | None:
        return self._by_identity.get((type, identity))

    def find_external(self, type: str, ids: dict[str, str]) -> UUID | None:
        for kind, value in ids.items():
            if found := self._by_external.get((type, kind, str(value))):
                return found
        return None

    def moved(self, path: str, fingerprint: str, duration: float) -> KnownSource | None:
        """The lost file that this one is: same bytes, same length, and no doubt which. It is taken off the list."""
        lost = [one for one in self._lost.get(fingerprint, ()) if abs(one.duration - duration) < SAME_DURATION]
        if len(lost) > 1:
            name = path.rpartition("/")[2]
            lost = [one for one in lost if one.path.rpartition("/")[2] == name] or [
                one for one in lost if one.item_id == lost[0].item_id
            ]
            if len({one.item_id for one in lost}) != 1:
                return None
        if not lost:
            return None
        self._lost[fingerprint].remove(lost[0])
        return lost[0]

    def place(self, described: Described, identity: str, path: str, fingerprint: str, duration: float) -> Placed:
        """Where a file belongs that is not known by its path."""
        if (source := self.moved(path, fingerprint, duration)) is not None:
            return Placed(identity, source.item_id, source)
        type = described.work.type
        if type in ("movie", "episode", "track") and (
            item := self.find_external(type, _telling(described.work.external_ids, type))
        ):
            return Placed(identity, item, version=self.has_files(item))
        if type in ("movie", "episode") and (item := self.find_elsewhere(type, described.work.external_ids)):
            return Placed(identity, item, version=True)
        for key in _keys(identity, path):
            item = self.find(type, key)
            if item is None:
                return Placed(key)
            there = self._there.get(item)
            if there is None:
                return Placed(key, item)
            if self._same(described, there, path, fingerprint, duration):
                return Placed(key, item, version=True)
        return Placed(bounded(f"{identity}{SEPARATOR}{path}{SEPARATOR}{fingerprint}"))

    def _same(self, described: Described, there: _OnShelf, path: str, fingerprint: str, duration: float) -> bool:
        """Whether a file with a work's key is another version or copy of it, and not a work that is called the same."""
        type = described.work.type
        folder, _, name = path.rpartition("/")
        copy = fingerprint in there.fingerprints
        if type == "episode":
            return True
        if type == "movie":
            return copy or (described.marked and folder in there.folders)
        if type == "track":
            numbered = described.work.index_number is not None
            return copy or (numbered and any(abs(duration - other) <= SAME_DURATION for other in there.durations))
        return copy and name.rpartition(".")[0] in there.stems


def _telling(ids: dict[str, str], type: str) -> dict[str, str]:
    """Ids that tell one work from another. A recording's id is on every compilation it is on."""
    return {} if type == "track" else ids


def _keys(identity: str, path: str) -> tuple[str, ...]:
    """The plain key first; then one with the folder, for a work that is called like another; then the whole path."""
    folder = path.rpartition("/")[0]
    return (identity, bounded(f"{identity}{SEPARATOR}{folder}"), bounded(f"{identity}{SEPARATOR}{path}"))
