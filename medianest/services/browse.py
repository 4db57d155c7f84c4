"""Browsing: libraries, pages of works, a work's own page, people.

What may not be seen is not there: every statement is narrowed to the viewer's libraries, and the answer to a look
at anything else is the same ``NotFound`` as for what never was.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from medianest.errors import Invalid, NotFound
from medianest.models import resolutions
from medianest.models.media import CONTAINER_TYPES, PLAYABLE_TYPES
from medianest.repositories.media_query import SORTS, MediaQuery
from medianest.repositories.sight import Sight
from medianest.repositories.unit_of_work import Reading, Readings
from medianest.services import cards, cursors, details, next_up
from medianest.services.viewer import Viewer
from medianest.services.views import (
    Facets,
    Letter,
    LibraryCard,
    MediaCard,
    MediaDetail,
    Page,
    PersonDetail,
)

__all__ = ["Browse", "MediaQuery"]

LARGEST_PAGE = 200
LARGEST_JUMP = 1_000_000


def sight(viewer: Viewer) -> Sight:
    """What a statement is narrowed to.

    Raises:
        NotSignedIn: nobody is asking.
    """
    viewer.require_signed_in()
    libraries = None if viewer.library_ids is None else tuple(sorted(viewer.library_ids))
    return Sight(libraries, viewer.max_rating, viewer.shows_unrated)


class Browse:
    def __init__(self, reading: Readings) -> None:
        self._reading = reading

    def libraries(self, viewer: Viewer) -> tuple[LibraryCard, ...]:
        """The viewer's libraries in the order in which they are shown."""
        seen = sight(viewer)
        with self._reading() as work:
            return tuple(LibraryCard(*row) for row in work.shelves.libraries(seen))

    def page(
        self,
        viewer: Viewer,
        query: MediaQuery,
        *,
        limit: int = 50,
        cursor: str | None = None,
        start: int = 0,
        total: bool = False,
    ) -> Page:
        """A stretch of a list, after a cursor or from a place counted from 0.

        Raises:
            NotFound: the library, the parent or the person is not the viewer's to see.
            Invalid: a filter, a sort, the cursor or the size makes no sense.
        """
        seen = sight(viewer)
        query = _checked(query, limit, start)
        after = None
        if cursor:
            *after, seed = _after(query, cursor)
            query = replace(query, seed=seed)
        elif query.sort == "random" and not query.seed:
            query = replace(query, seed=secrets.token_hex(4))
        with self._reading() as work:
            rows = work.media.page(query, viewer.user_id, seen, limit=limit + 1, after=after, start=start)
            if not rows:
                _must_exist(work, query, seen)
            count = work.media.count(query, viewer.user_id, seen) if total else None
            items = cards.dress(rows[:limit], work.media, viewer.user_id)
        more = _cursor(query, rows[limit - 1]) if len(rows) > limit else None
        return Page(items, more, count)

    def letters(self, viewer: Viewer, query: MediaQuery) -> tuple[Letter, ...]:
        """First letters of the list in its order by title, each with the place of its first work."""
        seen = sight(viewer)
        query = replace(_checked(query, 1, 0), sort="title")
        with self._reading() as work:
            rows = work.media.letters(query, viewer.user_id, seen)
            if not rows:
                _must_exist(work, query, seen)
        return _letters(rows)

    def facets(self, viewer: Viewer, library_id: UUID) -> Facets:
        """What the filters of a library may offer, taken from what is in it."""
        seen = sight(viewer)
        with self._reading() as work:
            _must_exist(work, MediaQuery(library=library_id), seen)
            genres, years, heights, ratings = work.shelves.facets(library_id, seen)
        return Facets(tuple(genres), tuple(years), resolutions.present(heights), tuple(ratings))

    def detail(self, viewer: Viewer, media_id: UUID) -> MediaDetail:
        """A work's own page.

        Raises:
            NotFound: no such work, or not the viewer's to see.
        """
        seen = sight(viewer)
        with self._reading() as work:
            rows = work.media.cards([media_id], viewer.user_id, seen)
            row = work.media.detail(media_id)
            if media_id not in rows or row is None:
                raise NotFound("There is no such title.", media=media_id)
            (own,) = cards.dress([rows[media_id]], work.media, viewer.user_id)
            below, upcoming = self._beneath(work, own, viewer, seen)
            return details.detail(
                own,
                row,
                work.media.credits(media_id),
                work.media.sources(media_id, seen),
                below,
                upcoming,
                with_paths=viewer.is_admin,
            )

    def children(self, viewer: Viewer, media_id: UUID) -> tuple[MediaCard, ...]:
        """Seasons of a show, episodes of a season, albums of an artist, tracks of an album."""
        seen = sight(viewer)
        with self._reading() as work:
            if not work.media.cards([media_id], viewer.user_id, seen):
                raise NotFound("There is no such title.", media=media_id)
            return cards.dress(work.media.children(media_id, viewer.user_id, seen), work.media, viewer.user_id)

    def cards(self, viewer: Viewer, ids: Sequence[UUID]) -> tuple[MediaCard, ...]:
        """Cards of works in the order asked for; what may not be seen is left out."""
        seen = sight(viewer)
        with self._reading() as work:
            rows = work.media.cards(ids, viewer.user_id, seen)
            return cards.dress([rows[each] for each in ids if each in rows], work.media, viewer.user_id)

    def person(self, viewer: Viewer, person_id: UUID) -> PersonDetail:
        """Somebody and the works they are credited on that the viewer may see.

        Raises:
            NotFound: nobody by that id, or nobody credited on what the viewer may see.
        """
        seen = sight(viewer)
        with self._reading() as work:
            found = work.shelves.person(person_id)
            rows = work.shelves.works_of(person_id, viewer.user_id, seen)
            if found is None or not rows:
                raise NotFound("There is no such person.", person=person_id)
            roles = work.shelves.roles_of(person_id, seen)
            items = cards.dress(rows, work.media, viewer.user_id)
        return PersonDetail(person_id, found, None, tuple(roles), items)

    @staticmethod
    def _beneath(
        work: Reading, own: MediaCard, viewer: Viewer, seen: Sight
    ) -> tuple[tuple[MediaCard, ...], MediaCard | None]:
        if own.type not in CONTAINER_TYPES:
            return (), None
        below = cards.dress(work.media.children(own.id, viewer.user_id, seen), work.media, viewer.user_id)
        rows = work.media.works_beneath(own.id, viewer.user_id, seen)
        # Only the chosen one needs its pictures.
        bare = [cards.card(row, {}, {}) for row in rows]
        place = next_up.choose(bare, [row[-1] for row in rows])
        if place is None:
            return below, None
        return below, cards.dress([rows[place]], work.media, viewer.user_id)[0]


def _checked(query: MediaQuery, limit: int, start: int) -> MediaQuery:
    """Raises Invalid, naming each field, for what no list understands."""
    wrong: dict[str, str] = {}
    if query.sort not in SORTS:
        wrong["sort"] = "one of " + ", ".join(SORTS)
    if unknown := [name for name in query.types if name not in PLAYABLE_TYPES + CONTAINER_TYPES]:
        wrong["type"] = f"unknown: {', '.join(unknown)}"
    if any(name not in resolutions.RESOLUTIONS for name in query.resolutions):
        wrong["resolution"] = "one of " + ", ".join(resolutions.RESOLUTIONS)
    if not 1 <= limit <= LARGEST_PAGE:
        wrong["limit"] = f"from 1 to {LARGEST_PAGE}"
    if not 0 <= start <= LARGEST_JUMP:
        wrong["start"] = f"from 0 to {LARGEST_JUMP}"
    numbers = (*query.years, query.decade or 0)
    if any(not 0 <= number <= 9999 for number in numbers):
        wrong["year"] = "from 0 to 9999"
    if any("\0" in text for text in (*query.genres, *query.content_ratings, query.seed)):
        wrong["genre"] = "holds a character that no title has"
    if wrong:
        raise Invalid("This list cannot be made.", wrong)
    return query


def _letters(rows: Sequence[tuple[str, int]]) -> tuple[Letter, ...]:
    """First characters in their order as letters: what is none, a digit or a sign, stands together under "#"."""
    starts: dict[str, tuple[int, int]] = {}
    place = 0
    for character, count in rows:
        letter = character.upper() if character.isalpha() else "#"
        start, many = starts.get(letter, (place, 0))
        starts[letter] = (start, many + count)
        place += count
    return tuple(Letter(letter, many, start) for letter, (start, many) in starts.items())


def _cursor(query: MediaQuery, row: Sequence[Any]) -> str:
    return cursors.seal((query.sort, query.backwards, query.seed, row[-1], row[0]))


def _after(query: MediaQuery, cursor: str) -> tuple[Any, UUID, str]:
    """The value and the id to go on after, and the seed of a random order."""
    sort, backwards, seed, value, media_id = cursors.unseal(cursor, 5)
    if sort != query.sort or backwards != query.backwards:
        raise _refused()
    try:
        parsed = SORTS[sort].parse(value)
        if "\0" in f"{parsed}{seed}" or not isinstance(seed, str):
            raise ValueError(cursor)
        return parsed, UUID(media_id), seed
    except (ValueError, TypeError, AttributeError, OverflowError):
        raise _refused() from None


def _refused() -> Invalid:
    return Invalid("This cursor belongs to another list.", {"cursor": "Take next_cursor as it was given."})


def _must_exist(work: Reading, query: MediaQuery, seen: Sight) -> None:
    """An empty list of what is there is empty; a list of what is not there is not found."""
    if query.library is not None and not work.shelves.has_library(query.library, seen):
        raise NotFound("There is no such library.", library=query.library)
    if query.parent is not None and not work.media.cards([query.parent], None, seen):
        raise NotFound("There is no such title.", media=query.parent)
