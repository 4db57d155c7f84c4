"""The shelves of the home page: what was left in the middle, what comes next, what is new, what each library holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from medianest.repositories.unit_of_work import Readings
from medianest.services import cards
from medianest.services.browse import sight
from medianest.services.viewer import Viewer
from medianest.services.views import MediaCard, Row

SHELF = 20  # tiles on one shelf


class Home:
    def __init__(self, reading: Readings) -> None:
        self._reading = reading

    def rows(self, viewer: Viewer) -> tuple[Row, ...]:
        """Shelves from top to bottom; one with nothing on it is left out.

        Works whose files or whose library are away are not shown here.
        """
        seen = sight(viewer)
        person = viewer.user_id
        with self._reading() as work:
            begun = _one_per_show(work.shelves.begun(person, seen, SHELF * 4)) if person else []
            shows = {row[10] for row in begun}
            following = work.shelves.following(person, seen, SHELF * 2) if person else []
            upcoming = [episode for show, episode in following if show not in shows][:SHELF]
            dear = work.favourites.newest(person, seen, SHELF) if person else []
            recent = [(*first, _grouped(rows)) for first, rows in _by_library(work.shelves.recent(seen), 3)]
            newest = [
                (*first, [row[2] for row in rows]) for first, rows in _by_library(work.shelves.newest(seen, SHELF), 2)
            ]
            wanted = [row[0] for row in begun] + upcoming + dear
            wanted += [each for *_, ids in recent for each in ids] + [each for *_, ids in newest for each in ids]
            found = work.media.cards(dict.fromkeys(wanted), person, seen)
            dressed = {card.id: card for card in cards.dress(list(found.values()), work.media, person)}

        def shelf(ids: Iterable[UUID]) -> tuple[MediaCard, ...]:
            return tuple(dressed[each] for each in ids if each in dressed)

        rows = [
            Row("continue", "Continue watching", None, shelf(row[0] for row in begun)),
            Row("next_up", "Next up", None, shelf(upcoming)),
            Row("favourites", "Favourites", None, shelf(dear)),
            *(Row("recent", name, library, shelf(ids)) for library, name, _, ids in recent),
            *(Row("library", name, library, shelf(ids)) for library, name, ids in newest),
        ]
        return tuple(row for row in rows if row.items)


def _one_per_show(rows: Sequence[Any]) -> list[Any]:
    """The latest of each show: three half-seen episodes are one thing to go on with."""
    kept: dict[UUID, Any] = {}
    for row in rows:
        kept.setdefault(row[10] or row[0], row)
    return list(kept.values())[:SHELF]


def _by_library(rows: Sequence[Any], width: int) -> Iterator[tuple[tuple[Any, ...], list[Any]]]:
    for first, group in groupby(rows, key=lambda row: tuple(row[:width])):
        yield first, list(group)


def _grouped(rows: Sequence[Any]) -> list[UUID]:
    """What was added together as one tile: an episode, else its season, else the whole show; tracks as their album."""
    seasons: dict[UUID, int] = {}
    for row in rows:
        if row[2] == "shows" and row[4] is not None:
            seasons[row[4]] = seasons.get(row[4], 0) + 1
    tiles: dict[UUID, None] = {}
    for _, _, kind, parent, grandparent, many, one in rows:
        if kind == "shows" and grandparent is not None and seasons[grandparent] > 1:
            tiles.setdefault(grandparent)
        elif kind == "shows" and many == 1:
            tiles.setdefault(one)
        elif kind in ("shows", "music") and parent is not None:
            tiles.setdefault(parent)
        else:
            tiles.setdefault(one)
    return list(tiles)[:SHELF]
