"""Candidates of a search, bounded however many works would match: how good they are is for the service to say.

The embedded PostgreSQL has no pg_trgm: words come from a ``tsvector`` under GIN, whole titles from the index that
browsing uses, and what is misspelt from arrays of trigrams under GIN.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from medianest.repositories.database import Source
from medianest.repositories.sight import RATED, SEEN, Sight

Rows = Sequence[Any]

WIDEST = 1000  # matches of a common word that are looked at
MOST = 160  # candidates that are handed on
ALIKE = 60  # of those that are misspelt: they come sorted by likeness
NAMES = 40  # people who are handed on

_SEEN = (
    " and m.available and m.type <> 'season' and (%(types)s::text[] is null or m.type = any(%(types)s::text[]))"
    f" and {SEEN}"
)

# The first titles under each beginning, of each type in each library: an index probe for each, whatever the size.
_BEGINNINGS = "".join((
    "(select r.* from libraries l cross join lateral unnest(case l.type when 'movies' then array['movie']"
    " when 'shows' then array['show', 'episode'] when 'music' then array['artist', 'album', 'track']"
    " else array['video'] end) t(type) cross join unnest(%(lows)s::text[], %(highs)s::text[]) k(low, high)"
    " cross join lateral (select m.id, m.type, m.title, m.sort_title, m.search_text"
    " from media_items m where m.library_id = l.id and m.type = t.type"
    " and m.sort_title >= k.low and m.sort_title < k.high and m.available and ", RATED,
    " order by m.sort_title, m.id limit %(each)s) r"
    " where (%(types)s::text[] is null or t.type = any(%(types)s::text[]))"
    " and (%(allowed)s::uuid[] is null or l.id = any(%(allowed)s::uuid[])))",
))  # fmt: skip
# Episodes and tracks match by their show's or artist's name as well: films and shows go before them.
_WORDS = (
    " union all (select * from (select m.id, m.type, m.title, m.sort_title, m.search_text from media_items m"
    " where m.search_vector @@ %(words)s::tsquery"
)
_WORDS_END = " limit %(widest)s) h order by h.type in ('episode', 'track') limit %(most)s)"
_NAMES = "".join((
    " union all (select n.id, 'person', n.name, n.identity, n.identity from people n"
    " where to_tsvector('simple'::regconfig, n.identity) @@ %(words)s::tsquery"
    " and exists (select from credits c join media_items m on m.id = c.item_id where c.person_id = n.id and m.available"
    " and ", SEEN, ") limit %(names)s)",
))  # fmt: skip
_ALIKE = "select h.* from (select m.id, m.type, m.title, m.sort_title, m.search_text from media_items m where "
_ALIKE_END = (
    " limit %(widest)s) h order by (select count(*) from unnest(%(pieces)s::text[]) piece"
    " where strpos(' ' || h.search_text || ' ', piece) > 0) desc, length(h.search_text), h.id limit %(most)s"
)


class SearchRepository:
    """Rows are (id, type, title, sort title, search text); a person's type is ``person``."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def _rows(self, statement: str, values: dict[str, Any]) -> Rows:
        return self._source.fetch(statement, values)

    def found(
        self,
        beginnings: Sequence[tuple[str, str]],
        words: str | None,
        letters: Sequence[str],
        types: list[str] | None,
        seen: Sight,
        each: int,
    ) -> Rows:
        """Titles between each pair of ``beginnings``, and works and people with all ``words`` (a ``tsquery``).

        ``letters`` are words of one letter: too many works have them for an index to help.
        """
        values: dict[str, Any] = {
            "lows": [low for low, _ in beginnings],
            "highs": [high for _, high in beginnings],
            "each": each,
            "types": types,
            **seen.values,
        }
        parts = [_BEGINNINGS]
        if words:
            values |= {"words": words, "widest": WIDEST, "most": MOST, "names": NAMES}
            parts += [_WORDS, _SEEN]
            for place, letter in enumerate(letters):
                parts.append("".join((" and (' ' || m.search_text) like %(letter", str(place), ")s")))
                values[f"letter{place}"] = f"% {letter}%"
            parts.append(_WORDS_END)
            if types is None:
                parts.append(_NAMES)
        return self._rows("".join(parts), values)

    def alike(
        self,
        halves: Sequence[Sequence[Sequence[str]]],
        pieces: Sequence[str],
        types: list[str] | None,
        seen: Sight,
    ) -> Rows:
        """Works that for every word hold one of its ``halves`` (trigrams of a part of it), most alike first."""
        values: dict[str, Any] = {
            "pieces": [piece.replace("  ", " ") for piece in pieces],
            "types": types,
            **seen.values,
            "widest": WIDEST,
            "most": ALIKE,
        }
        conditions = []
        for word, parts in enumerate(halves):
            options = []
            for place, part in enumerate(parts):
                name = f"half{word}_{place}"
                values[name] = list(part)
                options.append("".join(("m.trigrams @> %(", name, ")s::text[]")))
            conditions.append("".join(("(", " or ".join(options), ")")))
        return self._rows("".join((_ALIKE, " and ".join(conditions), _SEEN, _ALIKE_END)), values)

    def names_beginning(self, letters: Sequence[str]) -> Rows:
        """People with a name that begins with one of ``letters``, seen or not: ``credits_of`` tells which."""
        words = " | ".join(f"'{letter}':*" for letter in letters)
        return self._rows(
            "select n.id, 'person', n.name, n.identity, n.identity from people n"
            " where to_tsvector('simple'::regconfig, n.identity) @@ %(words)s::tsquery limit %(widest)s",
            {"words": words, "widest": WIDEST},
        )

    def credits_of(self, people: Sequence[UUID], seen: Sight) -> dict[UUID, int]:
        """On how many works each person is credited that may be seen."""
        rows = self._rows(
            "".join(
                (
                    "select c.person_id, count(distinct c.item_id) from credits c join media_items m"
                    " on m.id = c.item_id where c.person_id = any(%(people)s::uuid[]) and m.available and ",
                    *(SEEN, " group by c.person_id"),
                )
            ),
            {"people": list(people), **seen.values},
        )
        return {row[0]: row[1] for row in rows}

    def genres(self, seen: Sight) -> list[str]:
        """Every genre of a work that may be seen. Reads all of them: to be asked rarely."""
        rows = self._rows(
            "".join(
                ("select distinct unnest(m.genres) from media_items m where m.available and ", SEEN, " order by 1")
            ),
            seen.values,
        )
        return [row[0] for row in rows]
