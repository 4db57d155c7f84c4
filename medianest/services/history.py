"""What a person played, play by play. It is theirs alone: to read, and to forget."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from medianest.errors import Invalid, NotFound
from medianest.repositories.unit_of_work import Transactions
from medianest.services import cards, cursors
from medianest.services.browse import sight
from medianest.services.viewer import Viewer
from medianest.services.views import HistoryEntry, HistoryPage


class History:
    def __init__(self, transactions: Transactions) -> None:
        self._uow = transactions

    def list(
        self, viewer: Viewer, limit: int = 50, cursor: str | None = None, media_id: UUID | None = None
    ) -> HistoryPage:
        """The viewer's plays, the latest first. A play whose work is gone or closed to them keeps its title."""
        person, seen = viewer.person(), sight(viewer)
        after = _after(cursor) if cursor else None
        with self._uow() as work:
            rows = work.history.page(person, limit + 1, after, media_id)
            shown = rows[:limit]
            found = work.media.cards(dict.fromkeys(row[1] for row in shown if row[1]), person, seen)
            media = {card.id: card for card in cards.dress(list(found.values()), work.media, person)}
        items = tuple(HistoryEntry(row[0], media.get(row[1]), *row[2:]) for row in shown)
        return HistoryPage(items, cursors.seal((shown[-1][3], shown[-1][0])) if len(rows) > limit else None)

    def forget(self, viewer: Viewer, entry_id: UUID) -> None:
        """Take one play out of the ledger. Where one is in the work, and whether it was seen, stays.

        Raises:
            NotFound: no such play of the viewer's.
        """
        with self._uow() as work:
            if not work.history.delete(viewer.person(), entry_id):
                raise NotFound("There is no such entry in your history.", entry=entry_id)
            work.commit()

    def clear(self, viewer: Viewer, before: datetime | None = None) -> int:
        """Forget every play, or those that began before a time; how many."""
        if before is not None and before.tzinfo is None:
            raise Invalid("This time cannot be used.", {"before": "say its time zone: 2026-01-31T00:00:00Z"})
        with self._uow() as work:
            forgotten = work.history.clear(viewer.person(), before)
            work.commit()
        return forgotten


def _after(cursor: str) -> tuple[datetime, UUID]:
    started, entry = cursors.unseal(cursor, 2)
    try:
        at = datetime.fromisoformat(started)
        if at.tzinfo is None:
            raise ValueError(started)
        return at, UUID(entry)
    except (ValueError, TypeError, AttributeError):
        raise Invalid("This cursor belongs to another list.", {"cursor": "Take next_cursor as it was given."}) from None
