"""Hearts: given, taken away, and the latest of them that can be played."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from medianest.repositories.database import Source
from medianest.repositories.media import SEEN_BY
from medianest.repositories.sight import Sight

Values = dict[str, Any]


class FavouriteRepository:
    def __init__(self, source: Source) -> None:
        self._source = source

    def add(self, person: UUID, media_id: UUID) -> None:
        """Given twice, it is as old as the first."""
        self._source.fetch(
            "insert into favourites (user_id, media_item_id) values (%(person)s, %(id)s) on conflict do nothing"
            " returning 1",
            {"person": person, "id": media_id},
        )

    def remove(self, person: UUID, media_id: UUID) -> None:
        self._source.fetch(
            "delete from favourites where user_id = %(person)s and media_item_id = %(id)s returning 1",
            {"person": person, "id": media_id},
        )

    def newest(self, person: UUID, seen: Sight, limit: int) -> list[UUID]:
        """The latest of somebody's hearts among works that are there and may be seen."""
        rows = self._source.fetch(
            "".join(
                (
                    "select m.id from favourites v join media_items m on m.id = v.media_item_id",
                    " where v.user_id = %(person)s and m.available",
                    " and m.library_id = any(array(select o.id from libraries o where o.state = 'online'))",
                    *(SEEN_BY, " order by v.added_at desc, m.id limit %(limit)s"),
                )
            ),
            {"person": person, **seen.values, "limit": limit},
        )
        return [row[0] for row in rows]
