"""Works as a person browses them: pages, cards by id, what stands above and beneath them.

Reads only. Plain statements and plain rows: a page of fifty is asked for hundreds of times a second.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from medianest.repositories import media_query
from medianest.repositories.database import Source
from medianest.repositories.media_query import MediaQuery
from medianest.repositories.sight import SEEN, Sight

Rows = Sequence[Any]
Values = dict[str, Any]

# One row of a card, in the order in which services/cards.py reads it.
CARD = (
    "select m.id, m.type, m.title, m.year, m.duration, m.artwork,"
    " m.available and m.library_id = any(array(select o.id from libraries o where o.state = 'online')),"
    " m.library_id, m.parent_id, m.parent_title, m.grandparent_id, m.grandparent_title,"
    " m.index_number, m.index_end, m.part_number, m.child_count, m.height, m.added_at,"
    " p.position, p.duration, p.watched, p.play_count, p.last_watched_at,"
    " m.id in (select v.media_item_id from favourites v where v.user_id = %(person)s)"
)
FROM = " from media_items m left join playback_positions p on p.media_item_id = m.id and p.user_id = %(person)s"
SEEN_BY = f" and {SEEN}"

# A show's episodes and an album's tracks in the order in which they are played; specials (season 0) come last.
_PLAY_ORDER = (
    " order by coalesce(nullif(s.index_number, 0), 1000000), s.year nulls last, s.sort_title,"
    " m.part_number nulls first, m.index_number nulls last, m.sort_title, m.id"
)


class MediaRepository:
    """``person`` is whose progress is told; ``seen`` what they may see."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def _rows(self, statement: str, values: Values) -> Rows:
        return self._source.fetch(statement, values)

    def page(
        self,
        query: MediaQuery,
        person: UUID | None,
        seen: Sight,
        *,
        limit: int,
        after: Sequence[Any] | None = None,
        start: int = 0,
    ) -> Rows:
        """Card rows, each with the value it was sorted by at its end."""
        parts, values = media_query.where(query, seen)
        key, direction, beyond = media_query.order(query)
        values |= {"person": person, "limit": limit, "start": start}
        if after is not None:
            cast = media_query.SORTS[query.sort].cast
            parts.append("".join(("(", key, ", m.id) ", beyond, " (%(after)s::", cast, ", %(after_id)s)")))
            values |= {"after": after[0], "after_id": after[1]}
        order = (" order by ", key, " ", direction, ", m.id ", direction)
        end = (" where ", " and ".join(parts), *order, " limit %(limit)s offset %(start)s")
        if not start:
            return self._rows("".join((CARD, ", ", key, FROM, *end)), values)
        # What is skipped needs no card.
        skipping = (" where m.id in (select m.id", FROM, *end, ")", *order)
        return self._rows("".join((CARD, ", ", key, FROM, *skipping)), values)

    def count(self, query: MediaQuery, person: UUID | None, seen: Sight) -> int:
        parts, values = media_query.where(query, seen)
        values["person"] = person
        return self._rows("".join(("select count(*)", FROM, " where ", " and ".join(parts))), values)[0][0]

    def letters(self, query: MediaQuery, person: UUID | None, seen: Sight) -> Rows:
        """First characters of the sort titles in the order of the list, and how many titles begin with each."""
        parts, values = media_query.where(query, seen)
        values["person"] = person
        end = (
            " group by 1 order by max(m.sort_title) desc"
            if query.backwards
            else " group by 1 order by min(m.sort_title)"
        )
        return self._rows(
            "".join(("select left(m.sort_title, 1), count(*)", FROM, " where ", " and ".join(parts), end)), values
        )

    def cards(self, ids: Iterable[UUID], person: UUID | None, seen: Sight) -> dict[UUID, Any]:
        """Card rows by id; those that do not exist or may not be seen are left out."""
        values = {"ids": list(ids), "person": person, **seen.values}
        if not values["ids"]:
            return {}
        rows = self._rows("".join((CARD, FROM, " where m.id = any(%(ids)s::uuid[])", SEEN_BY)), values)
        return {row[0]: row for row in rows}

    def families(self, ids: Iterable[UUID]) -> dict[UUID, Any]:
        """Of shows, seasons, artists and albums: id, number, artwork."""
        rows = self._rows(
            "select id, index_number, artwork from media_items where id = any(%(ids)s::uuid[])", {"ids": list(ids)}
        )
        return {row[0]: row for row in rows}

    def unwatched(self, ids: Iterable[UUID], person: UUID | None) -> dict[UUID, int]:
        """How many available playable works beneath each container its viewer has not seen."""
        rows = self._rows(
            "select k.id, count(*) from ("
            "select m.id as item, m.parent_id as id from media_items m where m.parent_id = any(%(ids)s::uuid[])"
            " and m.type in ('episode', 'track') and m.available"
            " union all select m.id, m.grandparent_id from media_items m where m.grandparent_id = any(%(ids)s::uuid[])"
            " and m.type in ('episode', 'track') and m.available) k"
            " left join playback_positions p on p.media_item_id = k.item and p.user_id = %(person)s"
            " where p.watched is not true group by k.id",
            {"ids": list(ids), "person": person},
        )
        return {row[0]: row[1] for row in rows}

    def detail(self, media_id: UUID) -> Any | None:
        """What a work's own page shows beyond its card."""
        rows = self._rows(
            "select m.library_id, m.original_title, m.overview, m.tagline, m.content_rating, m.rating, m.released_on,"
            " m.genres, m.tags, m.studios, m.external_ids, m.metadata, m.type from media_items m where m.id = %(id)s",
            {"id": media_id},
        )
        return rows[0] if rows else None

    def credits(self, media_id: UUID) -> Rows:
        return self._rows(
            "select c.person_id, n.name, c.role, c.character from credits c"
            " join people n on n.id = c.person_id where c.item_id = %(id)s order by c.position, n.name",
            {"id": media_id},
        )

    def sources(self, media_id: UUID, seen: Sight) -> Rows:
        """Where a work can be had, the best that is there first."""
        return self._rows(
            "select s.id, s.provider, s.file_name, l.path, s.remote_id, s.container, s.size, s.duration, s.bitrate,"
            " s.edition, s.state, s.streams, s.chapters, l.state = 'online'"
            " from media_sources s left join libraries l on l.id = s.library_id"
            " where s.item_id = %(id)s and (%(allowed)s::uuid[] is null or s.library_id = any(%(allowed)s::uuid[]))"
            " order by s.state = 'available' desc, s.edition nulls first, s.bitrate desc nulls last,"
            " s.created_at, s.id",
            {"id": media_id, **seen.values},
        )

    def children(self, parent_id: UUID, person: UUID | None, seen: Sight) -> Rows:
        """Direct children: seasons and episodes by number, albums by year, tracks by disc and number."""
        return self._rows(
            "".join(
                (
                    *(CARD, FROM, " where m.parent_id = %(parent)s", SEEN_BY, " order by"),
                    " case when m.type = 'season' then coalesce(nullif(m.index_number, 0), 1000000) end,",
                    " case when m.type = 'album' then coalesce(m.year, 9999) end,",
                    " m.part_number nulls first, m.index_number nulls last, m.sort_title, m.id",
                )
            ),
            {"parent": parent_id, "person": person, **seen.values},
        )

    def works_beneath(self, container_id: UUID, person: UUID | None, seen: Sight) -> Rows:
        """Card rows of all playable works beneath a container in playing order, specials last, each with the time at
        which its viewer last touched it at its end."""
        condition = (
            " where (m.parent_id = %(parent)s or m.grandparent_id = %(parent)s)"
            " and m.type in ('movie', 'episode', 'track', 'video')"
        )
        join = " left join media_items s on s.id = m.parent_id"
        return self._rows(
            "".join((CARD, ", p.updated_at", FROM, join, condition, SEEN_BY, _PLAY_ORDER)),
            {"parent": container_id, "person": person, **seen.values},
        )
