"""Put read files on the shelf: decide for each which work it is and gather the rows of one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from medianest.providers.described import Described, FoundFile
from medianest.providers.works import Work
from medianest.services.folding import fold
from medianest.services.scans import rows
from medianest.services.scans.identity import identities
from medianest.services.scans.keys import Keys
from medianest.services.scans.place import KnownWork, Shelf
from medianest.services.scans.plan import KnownSource

Rows = list[tuple[Any, ...]]


@dataclass(slots=True)
class Batch:
    """The rows of one transaction."""

    new_items: Rows = field(default_factory=list)
    items: dict[UUID, tuple[Any, ...]] = field(default_factory=dict)
    new_sources: Rows = field(default_factory=list)
    sources: Rows = field(default_factory=list)
    beside: Rows = field(default_factory=list)
    broken: list[tuple[UUID, int, int, str]] = field(default_factory=list)
    issues: list[tuple[str, int, int, str, str]] = field(default_factory=list)
    mended: list[str] = field(default_factory=list)
    credits: list[tuple[UUID, Work]] = field(default_factory=list)
    credited: list[UUID] = field(default_factory=list)  # works whose credits are replaced

    def people(self) -> dict[str, str]:
        """Everybody who is credited, by folded name."""
        return {fold(note.name) or note.name.casefold(): note.name for _, work in self.credits for note in work.credits}

    def credit_rows(self, people: Mapping[str, UUID]) -> list[tuple[UUID, UUID, str, str, int]]:
        return [
            (item_id, people[fold(note.name) or note.name.casefold()], note.role, note.character, position)
            for item_id, work in self.credits
            for position, note in enumerate(work.credits)
        ]


class Shelving:
    """One scan's view of the library; ``batch`` is what has been decided since the last transaction."""

    def __init__(
        self,
        library_id: UUID,
        shelf: Shelf,
        known: Mapping[str, KnownSource],
        changing: Iterable[KnownSource],
        gone: Iterable[KnownSource],
        now: datetime,
        *,
        first_scan: bool,
        provider: str = "local",
        account_id: UUID | None = None,
    ) -> None:
        self._library_id = library_id
        self._origin = (library_id, provider, account_id)
        self._shelf = shelf
        self._known = known
        self._now = now
        self._first_scan = first_scan
        self._holders: dict[tuple[str, str], tuple[UUID, str]] = {}
        self._refreshed: set[UUID] = set()
        self._leads: dict[UUID, str] = {}
        lost = list(gone)
        in_flux = [*changing, *lost]
        away = {source.id for source in lost}
        self._flux = Counter(above for source in in_flux for above in shelf.above(source.item_id))
        self._held = Counter(
            above for source in known.values() if source.state != "missing" for above in shelf.above(source.item_id)
        )
        for source in known.values():
            there = source.state == "available" and source.id not in away
            if there and source.path <= self._leads.get(source.item_id, source.path):
                self._leads[source.item_id] = source.path
        self._keys = Keys()
        self.moved: set[UUID] = set()
        self.added = 0
        self.refused = 0
        self.batch = Batch()

    def take(self, file: FoundFile, described: Described, facts: Mapping[str, Any], tags: Mapping[str, Any]) -> None:
        """Shelve a file that was opened."""
        keys = identities(described, file.path)
        duration, fingerprint = float(facts["duration"]), facts["fingerprint"]
        known = self._known.get(file.path)
        height = rows.lines(facts)
        self.batch.mended.append(file.path)
        if known is not None:
            self._change(known.item_id, file.path, described, keys, duration, height)
            self.batch.sources.append(rows.source_row(known.id, known.item_id, file, described, facts, tags))
            return
        placed = self._shelf.place(described, keys[-1], file.path, fingerprint, duration)
        keys = (*keys[:-1], placed.identity)
        item_id = placed.item_id
        if placed.source is not None:
            self.moved.add(placed.source.id)
            self._change(placed.source.item_id, file.path, described, keys, duration, height)
            self._shelf.put_source(placed.source.item_id, file.path, fingerprint, duration)
            source = rows.source_row(placed.source.id, placed.source.item_id, file, described, facts, tags)
            self.batch.sources.append(source)
            return
        if item_id is None:
            item_id = self._add(file, described, keys, duration, height)
        elif not placed.version:
            self._change(item_id, file.path, described, keys, duration, height)
        self._shelf.put_source(item_id, file.path, fingerprint, duration)
        row = rows.source_row(self._keys.new(), item_id, file, described, facts, tags)
        self.batch.new_sources.append((*row, *self._origin))

    def describe(
        self, file: FoundFile, described: Described, duration: float, height: int | None, metadata: Mapping[str, Any]
    ) -> None:
        """Shelve a file that is as it was while something beside it changed."""
        known = self._known[file.path]
        self._change(known.item_id, file.path, described, identities(described, file.path), duration, height)
        details = {**metadata, "beside": file.beside}
        self.batch.beside.append((known.id, file.path, described.sidecars, described.edition, details))

    def refuse(self, file: FoundFile, reason: str, message: str) -> None:
        """Note a file that cannot be used. What was known of it stays, without a file to play."""
        known = self._known.get(file.path)
        if known is not None:
            self.batch.broken.append((known.id, file.size, file.mtime_ns, "broken"))
        self.refused += 1
        self.batch.issues.append((file.path, file.size, file.mtime_ns, reason, message))

    def start_batch(self) -> Batch:
        """Hand over what has been gathered."""
        batch, self.batch = self.batch, Batch()
        return batch

    def _add(
        self, file: FoundFile, described: Described, keys: tuple[str, ...], duration: float, height: int | None
    ) -> UUID:
        item_id = self._keys.new()
        came = rows.added_at(file, self._now, self._first_scan, described.added_at)
        above = self._above(described.holders, keys, came, None)
        row = rows.item_row(
            item_id, described.work, keys[-1], above, duration=duration, height=height, also=described.search
        )
        self.batch.new_items.append((*row, self._library_id, came))
        self._shelf.put_work(KnownWork(item_id, described.work.type, keys[-1], described.work.external_ids))
        self._leads[item_id] = file.path
        self._credit(item_id, described.work, new=True)
        self.added += 1
        return item_id

    def _change(
        self,
        item_id: UUID,
        path: str,
        described: Described,
        keys: tuple[str, ...],
        duration: float,
        height: int | None,
    ) -> None:
        """Write a work anew, if this file is the one that describes it: of several versions the first by path. A work
        of another library is described there."""
        if not self._shelf.owns(item_id) or path > self._leads.setdefault(item_id, path):
            return
        identity = self._shelf.rename_work(item_id, keys[-1])
        above = self._above(described.holders, keys, self._now, item_id)
        self.batch.items[item_id] = rows.item_row(
            item_id, described.work, identity, above, duration=duration, height=height, also=described.search
        )
        self._credit(item_id, described.work, new=False)

    def _above(
        self, holders: tuple[Work, ...], keys: tuple[str, ...], came: datetime, changed: UUID | None
    ) -> tuple[tuple[UUID, str], ...]:
        """Ids and titles of what holds a work, the nearest first; made where they are not there yet.

        ``changed``: the work that is written anew, which lets what holds it be written anew, too.
        """
        above: tuple[tuple[UUID, str], ...] = ()
        before = self._shelf.above(changed) if changed is not None else ()
        for level, holder in enumerate(holders):
            place = (holder.type, keys[level])
            known = self._holders.get(place)
            if known is None:
                old = before[level] if level < len(before) else None
                known = self._holders[place] = (self._holder(holder, keys[level], above, came, old), holder.title)
            if changed is not None and known[0] not in self._refreshed:
                self._refreshed.add(known[0])
                identity = self._shelf.rename_work(known[0], keys[level])
                self.batch.items[known[0]] = rows.item_row(known[0], holder, identity, above)
                self._credit(known[0], holder, new=False)
            above = (known, *above)
        return above

    def _holder(
        self, holder: Work, key: str, above: tuple[tuple[UUID, str], ...], came: datetime, old: UUID | None
    ) -> UUID:
        found = self._shelf.find(holder.type, key)
        if found is None and holder.type == "show":
            found = self._shelf.find_external("show", holder.external_ids)
        if found is None and old is not None and self._flux[old] >= self._held[old] and old not in self._refreshed:
            found = old  # everything in it is on the move: it goes along under its new name
        if found is not None:
            return found
        holder_id = self._keys.new()
        self.batch.new_items.append((*rows.item_row(holder_id, holder, key, above), self._library_id, came))
        self._shelf.put_work(KnownWork(holder_id, holder.type, key, holder.external_ids))
        self._refreshed.add(holder_id)
        self._credit(holder_id, holder, new=True)
        return holder_id

    def _credit(self, item_id: UUID, work: Work, *, new: bool) -> None:
        if not new:
            self.batch.credited.append(item_id)
        if work.credits:
            self.batch.credits.append((item_id, work))
