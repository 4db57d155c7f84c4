"""What stands around works: libraries as a person sees them, facets, people, and the shelves of the home page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from medianest.repositories.database import Source
from medianest.repositories.media import CARD, FROM, SEEN_BY
from medianest.repositories.media_query import IN_PROGRESS
from medianest.repositories.sight import RATED, SEEN, Sight

Rows = Sequence[Any]

_MAY_SEE = "(%(allowed)s::uuid[] is null or l.id = any(%(allowed)s::uuid[]))"
# What a library's grid and its shelf show: a tile for each of these.
_TOP_TYPE = (
    "(case l.type when 'movies' then 'movie' when 'shows' then 'show' when 'music' then 'album' else 'video' end)"
)
_OWN_TYPE = (
    "(case l.type when 'movies' then 'movie' when 'shows' then 'episode' when 'music' then 'track' else 'video' end)"
)


class ShelfRepository:
    def __init__(self, source: Source) -> None:
        self._source = source

    def _rows(self, statement: str, values: dict[str, Any]) -> Rows:
        return self._source.fetch(statement, values)

    def libraries(self, seen: Sight) -> Rows:
        """Id, name, type, state, reason and how many works can be played."""
        shown = ""
        if seen.ceiling is not None:
            shown = f" and {RATED}"
        return self._rows(
            "".join(
                (
                    # Two counts that indexes answer by themselves, instead of one that looks at every row.
                    "select l.id, l.name, l.type, l.state, l.state_reason, (select count(*) from media_items m",
                    *(" where m.library_id = l.id and m.type = ", _TOP_TYPE, shown),
                    ") - (select count(*) from media_items m",
                    *(" where m.library_id = l.id and m.type = ", _TOP_TYPE, " and not m.available", shown, ")"),
                    *(" from libraries l where ", _MAY_SEE, " order by l.position, lower(l.name)"),
                )
            ),
            seen.values,
        )

    def has_library(self, library_id: UUID, seen: Sight) -> bool:
        if seen.libraries is not None and library_id not in seen.libraries:
            return False
        return bool(self._rows("select 1 from libraries where id = %(id)s", {"id": library_id}))

    def facets(self, library_id: UUID, seen: Sight) -> tuple[list[str], list[int], list[int], list[str]]:
        """Genres, years (newest first), heights and content ratings of a library's available works."""
        row = self._rows(
            "".join(
                (
                    "with here as materialized (select genres, year, height, content_rating from media_items m"
                    " where library_id = %(id)s and available and ",
                    RATED,
                    ") select array(select distinct unnest(genres) from here order by 1),"
                    " array(select distinct year from here where year is not null order by year desc),"
                    " array(select distinct height from here where height is not null),"
                    " array(select distinct content_rating from here where content_rating is not null order by 1)",
                )
            ),
            {"id": library_id, **seen.values},
        )[0]
        return row[0], row[1], row[2], row[3]

    def person(self, person_id: UUID) -> str | None:
        """A person's name."""
        rows = self._rows("select name from people where id = %(id)s", {"id": person_id})
        return rows[0][0] if rows else None

    def works_of(self, person_id: UUID, person: UUID | None, seen: Sight) -> Rows:
        """Card rows of the works somebody is credited on, newest first."""
        condition = " where m.id in (select item_id from credits where person_id = %(credited)s) and m.available"
        order = " order by m.year desc nulls last, m.sort_title, m.id limit 500"
        return self._rows(
            "".join((CARD, FROM, condition, SEEN_BY, order)),
            {"credited": person_id, "person": person, **seen.values},
        )

    def roles_of(self, person_id: UUID, seen: Sight) -> list[str]:
        """What somebody does most, first."""
        rows = self._rows(
            "".join(
                (
                    "select c.role from credits c join media_items m on m.id = c.item_id",
                    *(" where c.person_id = %(id)s", SEEN_BY, " group by c.role order by count(*) desc, c.role"),
                )
            ),
            {"id": person_id, **seen.values},
        )
        return [row[0] for row in rows]

    def begun(self, person: UUID, seen: Sight, limit: int) -> Rows:
        """Card rows of films and episodes left in the middle, the latest first."""
        condition = (
            *(" where p.user_id = %(person)s and ", IN_PROGRESS, " and m.available"),
            " and m.type in ('movie', 'episode', 'video')",
            " and m.library_id = any(array(select o.id from libraries o where o.state = 'online'))",
        )
        order = " order by p.updated_at desc, m.id limit %(limit)s"
        return self._rows(
            "".join((CARD, FROM, *condition, SEEN_BY, order)), {"person": person, **seen.values, "limit": limit}
        )

    def following(self, person: UUID, seen: Sight, limit: int) -> list[tuple[UUID, UUID]]:
        """For each show lately watched: the show and the first unwatched episode after the last one watched.

        Specials (season 0) are offered only to those who have watched nothing else of the show. Only the thousand
        latest watched works are looked at: a show untouched for longer than that is no longer being watched.
        """
        rows = self._rows(
            "".join(
                (
                    "with lately as (select p.media_item_id, p.last_watched_at from playback_positions p"
                    " where p.user_id = %(person)s and p.watched order by p.updated_at desc limit 1000),"
                    " last as (select distinct on (m.grandparent_id) m.grandparent_id as show,"
                    " s.index_number as season,"
                    " coalesce(m.index_end, m.index_number) as number, y.last_watched_at as at from lately y"
                    " join media_items m on m.id = y.media_item_id and m.type = 'episode'"
                    " join media_items s on s.id = m.parent_id where ",
                    SEEN,
                    " order by m.grandparent_id, s.index_number = 0,"
                    " y.last_watched_at desc nulls last, s.index_number desc, m.index_number desc)"
                    " select last.show, n.id from last cross join lateral (select m.id from media_items m"
                    " join media_items s on s.id = m.parent_id left join playback_positions q on q.media_item_id = m.id"
                    " and q.user_id = %(person)s where m.grandparent_id = last.show and m.type = 'episode'"
                    " and m.available"
                    " and m.library_id = any(array(select o.id from libraries o where o.state = 'online'))"
                    " and q.watched is not true and (s.index_number <> 0 or last.season = 0)"
                    " and (s.index_number, m.index_number) > (last.season, last.number) and ",
                    RATED,
                    " order by s.index_number, m.index_number, m.id limit 1) n"
                    " order by last.at desc nulls last, last.show limit %(limit)s",
                )
            ),
            {"person": person, **seen.values, "limit": limit},
        )
        return [(row[0], row[1]) for row in rows]

    def recent(self, seen: Sight) -> Rows:
        """What was added last to each library that is there: library, its name, and per season or album (or work
        without one) its parent, grandparent, how many works and one of them."""
        return self._rows(
            "".join(
                (
                    "select l.id, l.name, l.type, r.parent_id, r.grandparent_id, r.many, r.one from libraries l",
                    " cross join lateral (select a.parent_id, a.grandparent_id, count(*) as many,",
                    " (array_agg(a.id order by a.added_at desc, a.id))[1] as one, max(a.added_at) as at from (",
                    "select m.id, m.parent_id, m.grandparent_id, m.added_at from media_items m",
                    *(" where m.library_id = l.id and m.type = ", _OWN_TYPE, " and m.available and ", RATED),
                    " order by m.added_at desc, m.id desc",
                    " limit (case when l.type in ('movies', 'videos') then 20 else 400 end)) a",
                    " group by a.parent_id, a.grandparent_id, case when a.parent_id is null then a.id end) r",
                    *(" where l.state = 'online' and ", _MAY_SEE),
                    " order by l.position, lower(l.name), r.at desc, r.one",
                )
            ),
            seen.values,
        )

    def newest(self, seen: Sight, limit: int) -> Rows:
        """The newest films, shows, albums or videos of each library that is there, by year and then by title."""
        part = (
            *("select m.id from media_items m where m.library_id = l.id and m.available and m.type = ", _TOP_TYPE),
            *(" and ", RATED),
        )
        return self._rows(
            "".join(
                (
                    "select l.id, l.name, r.id from libraries l cross join lateral ((",
                    *(*part, " and m.year is not null order by m.year desc, m.id desc limit %(limit)s) union all ("),
                    *(*part, " and m.year is null order by m.sort_title, m.id limit %(limit)s) limit %(limit)s) r"),
                    *(" where l.state = 'online' and ", _MAY_SEE, " order by l.position, lower(l.name)"),
                )
            ),
            {**seen.values, "limit": limit},
        )
