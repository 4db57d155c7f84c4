"""What others are told of a scan, in the transaction that ends it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from medianest.repositories.unit_of_work import UnitOfWork
from medianest.services import events
from medianest.services.scans.progress import ScanProgress


def tell_ended(
    work: UnitOfWork, library_id: UUID, done: ScanProgress, gone: Sequence[UUID], back: Sequence[UUID]
) -> None:
    """The scan itself; works whose last file of ``gone`` went; works that a file of ``back`` has brought back."""
    library = work.libraries.get(library_id)
    if library is None:
        return
    if library.state == "offline":
        events.tell(work, events.library_state(library_id, library.name, online=True))
    if gone:
        lost = work.events.works_of(gone, available=False)
        events.tell(work, *events.works(work, events.MEDIA_UNAVAILABLE, lost))
    if back:
        found = work.events.works_of(back, available=True)
        events.tell(work, *events.works(work, events.MEDIA_AVAILABLE, found))
    figures = {name: getattr(done, name) for name in ("found", "added", "changed", "gone", "issues")}
    events.tell(work, events.scanned(library_id, library.name, figures))


def tell_offline(work: UnitOfWork, library_id: UUID, reason: str) -> None:
    """A library whose folder is not there, or of which too much is gone at once."""
    if (library := work.libraries.get(library_id)) is not None:
        events.tell(work, events.library_state(library_id, library.name, online=False, reason=reason))
