"""One scan: walk, plan, read, store, tidy. It can be stopped at any point and started again.

Every transaction first makes sure that this worker still holds the job: one that lost its lease stores nothing more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Protocol
from uuid import UUID

from medianest.errors import NotFound, SourceUnavailable
from medianest.models import Library
from medianest.models.media import PLAYABLE_TYPES
from medianest.providers.described import FoundFile, Origin, Telling, Tree, Trees
from medianest.repositories.unit_of_work import Transactions, UnitOfWork
from medianest.services import events, ratings
from medianest.services.scans.happenings import tell_ended, tell_offline
from medianest.services.scans.place import KnownWork, Shelf
from medianest.services.scans.plan import KnownIssue, KnownSource, Plan, plan
from medianest.services.scans.progress import ScanProgress
from medianest.services.scans.reading import Answer, Opener, Reader, told
from medianest.services.scans.reuniting import reunite
from medianest.services.scans.shelving import Batch, Shelving

BATCH = 512  # files in one transaction
# Reading these again may go better, though the file is as it was: rights and disks mend without a new mtime.
RETRIED = frozenset(("unreadable", "unreadable_folder"))


class Lease(Protocol):
    """The right to work on a job, until somebody else has it."""

    def hold(self, work: UnitOfWork) -> None:
        """Raises LostLease when this worker may store nothing any more, Cancelled when nobody wants it to."""
        ...


@dataclass(frozen=True, slots=True)
class ScanOrder:
    """``below`` narrows a scan to these entries of the root; ``accept_gone`` says that what is gone is gone."""

    library_id: UUID
    below: tuple[str, ...] = ()
    accept_gone: bool = False


@dataclass(slots=True)
class _Known:
    sources: dict[str, KnownSource]
    issues: dict[str, KnownIssue]
    first_scan: bool


class Scanner:
    def __init__(self, transactions: Transactions, trees: Trees, pool: Opener, threads: int) -> None:
        self._uow = transactions
        self._trees = trees
        self._pool = pool
        self._threads = threads

    def run(self, order: ScanOrder, lease: Lease) -> Iterator[ScanProgress]:
        """Scan, telling how far it is. The last one told is the result.

        Raises:
            NotFound: there is no such library.
            LostLease, Cancelled: as ``lease`` says.
            SourceUnavailable: the media pool cannot be reached; try again later.
        """
        with self._uow() as work:
            library = work.libraries.get(order.library_id)
            if library is None:
                raise NotFound("There is no such library.")
            origin, first = _origin(library), library.last_scan_at is None
            accept = order.accept_gone or bool(library.settings.get("accept_missing"))
        progress = ScanProgress()
        yield progress
        try:
            tree = self._trees(origin)
            found = list(tree.files(order.below))
        except SourceUnavailable as problem:
            yield self._offline(order, lease, progress, problem.message)
            return
        known = self._load(order.library_id, first)
        decided = plan(
            found,
            known.sources,
            known.issues,
            unreadable=tree.unreadable,
            below=order.below,
            accept_gone=accept,
            emptied=tree.emptied,
        )
        progress = replace(progress, phase="read", found=len(found), total=len(decided.opened) + len(decided.described))
        if decided.offline:
            yield self._offline(order, lease, progress, decided.offline)
            return
        yield from self._store(order, lease, origin, tree, known, decided, progress)

    def _load(self, library_id: UUID, first_scan: bool) -> _Known:
        with self._uow() as work:
            sources = {row[0]: KnownSource(*row) for row in work.scans.sources(library_id)}
            issues = {row[0]: KnownIssue(*row) for row in work.scans.issues(library_id) if row[3] not in RETRIED}
        return _Known(sources, issues, first_scan)

    def _store(
        self,
        order: ScanOrder,
        lease: Lease,
        origin: Origin,
        tree: Tree,
        known: _Known,
        decided: Plan,
        progress: ScanProgress,
    ) -> Iterator[ScanProgress]:
        now = datetime.now(UTC)
        moved: set[UUID] = set()
        if not decided.nothing:
            shelving = self._shelving(order, origin, known, decided, now)
            yield progress
            pending = 0
            for answers in self._read(tree, decided.opened):
                for answer in answers:
                    _shelve(tree, shelving, answer)
                pending += len(answers)
                progress.done += len(answers)
                if pending >= BATCH:
                    self._commit(order, lease, shelving.start_batch(), now)
                    pending = 0
                    yield replace(progress, added=shelving.added)
            progress.done += self._describe(tree, shelving, known, decided.described)
            self._commit(order, lease, shelving.start_batch(), now)
            moved = shelving.moved
            progress = replace(progress, phase="tidy", added=shelving.added)
            progress.changed = len(decided.opened) + len(decided.described) - shelving.added - shelving.refused
            yield progress
        yield self._tidy(order, lease, tree, decided, moved, now, progress)

    def _read(self, tree: Tree, files: list[FoundFile]) -> Iterator[list[Answer]]:
        if isinstance(tree, Telling):
            return told(tree, files)
        reader = Reader(self._pool, tree.type, self._threads)
        return reader.read((file, tree.file(file)) for file in files)

    def _shelving(self, order: ScanOrder, origin: Origin, known: _Known, decided: Plan, now: datetime) -> Shelving:
        with self._uow() as work:
            works = [
                KnownWork(row[0], row[1], row[2], row[3], tuple(one for one in (row[5], row[4]) if one is not None))
                for row in work.scans.works(order.library_id)
            ]
            elsewhere = [
                (row[0], row[1], row[2]) for row in work.scans.works_elsewhere(order.library_id, origin.provider)
            ]
        gone = [source.id for source in decided.gone]
        shelf = Shelf(works, known.sources.values(), gone, decided.seen, elsewhere)
        busy = [*decided.opened, *decided.described]
        in_flux = [known.sources[file.path] for file in busy if file.path in known.sources]
        return Shelving(
            order.library_id,
            shelf,
            known.sources,
            in_flux,
            decided.gone,
            now,
            first_scan=known.first_scan,
            provider=origin.provider,
            account_id=origin.account_id,
        )

    def _describe(self, tree: Tree, shelving: Shelving, known: _Known, files: list[FoundFile]) -> int:
        remaining = iter(files)
        done = 0
        while chunk := list(islice(remaining, BATCH)):
            with self._uow() as work:
                ids = [known.sources[file.path].id for file in chunk]
                stored = {row[0]: row for row in work.scans.stored_facts(ids)}
            for file in chunk:
                row = stored.get(known.sources[file.path].id)
                if row is None:
                    continue  # somebody removed it meanwhile
                _, duration, height, metadata, _ = row
                described = tree.describe(file.path, metadata.get("tags") or {})
                shelving.describe(file, described, duration, height, metadata)
            done += len(chunk)
        return done

    def _commit(self, order: ScanOrder, lease: Lease, batch: Batch, now: datetime) -> None:
        """Store one batch in one transaction."""
        with self._uow() as work:
            lease.hold(work)
            work.scans.hurry()
            work.scans.add_items(batch.new_items)
            work.scans.change_items(list(batch.items.values()))
            work.scans.add_sources(batch.new_sources)
            work.scans.change_sources(batch.sources)
            work.scans.change_beside(batch.beside)
            work.scans.break_sources(batch.broken)
            work.scans.clear_issues(order.library_id, batch.mended)
            work.scans.put_issues(order.library_id, batch.issues, now)
            if batch.credits or batch.credited:
                people = work.people.ids(batch.people())
                work.people.set_credits(batch.credited, batch.credit_rows(people))
            added = [row[0] for row in batch.new_items if row[1] in PLAYABLE_TYPES]
            events.tell(work, *events.works(work, events.MEDIA_ADDED, added))
            work.commit()

    def _tidy(
        self,
        order: ScanOrder,
        lease: Lease,
        tree: Tree,
        decided: Plan,
        moved: set[UUID],
        now: datetime,
        progress: ScanProgress,
    ) -> ScanProgress:
        """What is gone, what is back, what is in the way; then everything that follows from it."""
        gone = [source.id for source in decided.gone if source.id not in moved]
        refused = [(one.path, one.size, one.mtime_ns, one.reason, one.message) for one in tree.refused]
        with self._uow() as work:
            lease.hold(work)
            if gone:
                work.scans.mark(gone, "missing", now)
            if decided.back:
                work.scans.mark([source.id for source in decided.back], "available", None)
            work.scans.put_issues(order.library_id, refused, now)
            listed = {row[0]: (row[1], row[2]) for row in work.scans.issues(order.library_id)}
            if not order.below:
                stale = _stale(listed, tree, decided, [one[0] for one in refused])
                work.scans.clear_issues(order.library_id, stale)
            else:
                stale = []
            others = reunite(work, order.library_id)
            if others or not decided.nothing:
                for library_id in {order.library_id, *others, *work.scans.neighbours(order.library_id)}:
                    work.scans.settle(library_id)
                    work.scans.rate(library_id, ratings.table(work.scans.content_ratings(library_id)))
            done = replace(progress, phase="done", gone=len(gone), issues=len(listed) - len(stale), done=progress.total)
            tell_ended(work, order.library_id, done, gone, [source.id for source in decided.back])
            work.scans.finish(order.library_id, now)
            work.commit()
        return done

    def _offline(self, order: ScanOrder, lease: Lease, progress: ScanProgress, reason: str) -> ScanProgress:
        """Nothing changes but the library's state."""
        with self._uow() as work:
            lease.hold(work)
            if work.scans.take_offline(order.library_id, reason):
                tell_offline(work, order.library_id, reason)
            work.commit()
        return replace(progress, phase="offline", note=reason)


def _origin(library: Library) -> Origin:
    return Origin(
        library.type, Path(library.path), library.provider, library.provider_account_id, library.remote_id or ""
    )


def _shelve(tree: Tree, shelving: Shelving, answer: Answer) -> None:
    if answer.facts is None:
        shelving.refuse(answer.file, answer.reason, answer.message)
        return
    tags = answer.tags or {}
    shelving.take(answer.file, tree.describe(answer.file.path, tags), answer.facts, tags)


def _stale(listed: dict[str, tuple[int, int]], tree: Tree, decided: Plan, refused: list[str]) -> list[str]:
    """Listed paths that are gone, or have changed and are no longer complained about."""
    if not listed:
        return []
    there = decided.seen | set(refused)
    beside = {path: (size, mtime_ns) for path, size, mtime_ns in tree.beside()}
    return [path for path, version in listed.items() if path not in there and beside.get(path) != version]
