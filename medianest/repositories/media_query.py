"""What a browse asks for, and its SQL: filters, sorts that a cursor can go on from, pages.

Statements are put together from constant fragments only; every value travels as a parameter.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from medianest.models.resolutions import RESOLUTIONS
from medianest.repositories.sight import RATED, Sight


@dataclass(frozen=True, slots=True)
class MediaQuery:
    """Filters of a list of works. Within one field any value may match, except ``genres``: all of them must.

    Without ``types`` only playable works are listed. ``parent`` reaches children and grandchildren.
    ``available`` None lists works whose files are gone as well. ``seed`` makes a random order repeatable.
    """

    library: UUID | None = None
    types: tuple[str, ...] = ()
    parent: UUID | None = None
    genres: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    decade: int | None = None
    unwatched: bool | None = None
    in_progress: bool = False
    favourite: bool | None = None
    resolutions: tuple[str, ...] = ()
    content_ratings: tuple[str, ...] = ()
    person: UUID | None = None
    available: bool | None = True
    sort: str = "title"
    descending: bool | None = None  # None: the sort's own direction
    seed: str = ""

    @property
    def backwards(self) -> bool:
        return SORTS[self.sort].descending if self.descending is None else self.descending


@dataclass(frozen=True, slots=True)
class Sort:
    """An order. ``rising`` and ``falling`` put works without a value last whichever way one looks."""

    rising: str
    falling: str
    parse: Callable[[str], Any]
    cast: str = "text"
    descending: bool = False


def _plain(column: str, parse: Callable[[str], Any] = str, cast: str = "text", *, descending: bool = False) -> Sort:
    return Sort(column, column, parse, cast, descending)


SORTS: dict[str, Sort] = {
    "title": _plain("m.sort_title"),
    "added": _plain("m.added_at", datetime.fromisoformat, "timestamptz", descending=True),
    "year": Sort("coalesce(m.year, 9999)", "coalesce(m.year, 0)", int, "int", True),
    "rating": Sort("coalesce(m.rating, 1e9)", "coalesce(m.rating, -1)", float, "float8", True),
    "duration": Sort("coalesce(m.duration, 1e9)", "coalesce(m.duration, -1)", float, "float8", True),
    "release": Sort(
        "coalesce(m.released_on, make_date(m.year, 1, 1), date '9999-12-31')",
        "coalesce(m.released_on, make_date(m.year, 1, 1), date '0001-01-01')",
        date.fromisoformat,
        "date",
        True,
    ),
    "random": _plain("md5(m.id::text || %(seed)s)"),
    "watched": _plain("p.updated_at", datetime.fromisoformat, "timestamptz", descending=True),
}

# The one type of playable work in each kind of library: with one type an index already has the order.
_OWN_TYPE = (
    "m.type = (select case l.type when 'movies' then 'movie' when 'shows' then 'episode'"
    " when 'music' then 'track' else 'video' end from libraries l where l.id = %(library)s)"
)

# Nothing beneath a container is left to watch; a playable work was not watched to its end.
_UNWATCHED = (
    "case when m.type in ('show', 'season', 'artist', 'album') then exists ("
    "select from media_items e left join playback_positions q on q.media_item_id = e.id and q.user_id = %(person)s"
    " where (e.parent_id = m.id or e.grandparent_id = m.id) and e.type in ('movie', 'episode', 'track', 'video')"
    " and e.available and q.watched is not true) else p.watched is not true end"
)

_FAVOURITE = "(m.id in (select v.media_item_id from favourites v where v.user_id = %(person)s))"

# Begun and not yet so far that it counts as watched (services/plays.py).
IN_PROGRESS = "p.position > 1 and (p.duration <= 0 or p.position < p.duration * 0.9)"


def where(query: MediaQuery, seen: Sight) -> tuple[list[str], dict[str, Any]]:
    """Conditions and their parameters."""
    parts: list[str] = []
    values: dict[str, Any] = {"library": query.library, "seed": query.seed, **seen.values}
    if query.library is not None:
        parts.append("m.library_id = %(library)s")
    if seen.libraries is not None:
        parts.append("m.library_id = any(%(allowed)s::uuid[])")
    elif query.library is None:
        parts.append("m.library_id is not null")
    if seen.ceiling is not None:
        parts.append(RATED)
    parts.append(_types(query, values))
    if query.available is not None:
        parts.append("m.available" if query.available else "not m.available")
    _narrow(query, parts, values)
    return parts, values


def _types(query: MediaQuery, values: dict[str, Any]) -> str:
    if len(query.types) == 1:
        values["type"] = query.types[0]
        return "m.type = %(type)s"
    if query.types:
        values["types"] = list(query.types)
        return "m.type = any(%(types)s)"
    if query.library is not None and query.parent is None:
        return _OWN_TYPE
    # Spelt like the partial indexes' own condition, so that the planner can prove that they serve.
    return "m.type in ('movie', 'episode', 'track', 'video')"


def _narrow(query: MediaQuery, parts: list[str], values: dict[str, Any]) -> None:
    """Add the filters that a person chooses."""

    def add(condition: str, **more: Any) -> None:
        parts.append(condition)
        values.update(more)

    if query.parent is not None:
        add("(m.parent_id = %(parent)s or m.grandparent_id = %(parent)s)", parent=query.parent)
    if query.genres:
        add("m.genres @> %(genres)s::text[]", genres=list(query.genres))
    if query.years:
        add("m.year = any(%(years)s)", years=list(query.years))
    if query.decade is not None:
        add("m.year between %(decade)s and %(decade)s + 9", decade=query.decade)
    if query.content_ratings:
        add("m.content_rating = any(%(ratings)s)", ratings=list(query.content_ratings))
    if query.person is not None:
        add("m.id in (select item_id from credits where person_id = %(credited)s)", credited=query.person)
    if query.resolutions:
        spans = [RESOLUTIONS[name] for name in query.resolutions]
        add(
            "exists (select from unnest(%(lows)s::int[], %(highs)s::int[]) as r(low, high)"
            " where m.height between r.low and r.high)",
            lows=[low for low, _ in spans],
            highs=[high for _, high in spans],
        )
    if query.unwatched is not None:
        add(_UNWATCHED if query.unwatched else " ".join(("not", "(", _UNWATCHED, ")")))
    if query.in_progress:
        add(IN_PROGRESS)
    if query.favourite is not None:
        add(_FAVOURITE if query.favourite else " ".join(("not", _FAVOURITE)))
    if query.sort == "watched":
        add("p.user_id is not null")


def order(query: MediaQuery) -> tuple[str, str, str]:
    """The sort's expression, its direction and the comparison that goes on after a cursor."""
    sort = SORTS[query.sort]
    return (sort.falling, "desc", "<") if query.backwards else (sort.rising, "asc", ">")
