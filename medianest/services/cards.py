"""From rows to tiles: the picture to show, what stands under the title, and how far one is.

Pure: rows come in with what was fetched about their families, views go out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from medianest import routes
from medianest.models.resolutions import resolution
from medianest.services.views import MediaCard, Picture, Progress

if TYPE_CHECKING:
    from medianest.repositories.media import MediaRepository

UNSEEN = Progress()
# Types whose tile is a still of the picture; everything else shows a poster or a cover.
_STILLS = ("thumb", "poster")
_POSTERS = ("poster", "thumb")
_KINDS = {"episode": _STILLS, "video": _STILLS}
# What a tile without a picture of its own borrows: (0 parent, 1 grandparent) and the kind.
_BORROWED: dict[str, tuple[tuple[int, str], ...]] = {
    "episode": ((1, "backdrop"), (0, "poster"), (1, "poster")),
    "track": ((0, "poster"), (1, "poster")),
    "season": ((0, "poster"),),
}
_COUNTED = ("show", "season")

Families = Mapping[UUID, Any]  # id -> (id, number, artwork)
Row = Sequence[Any]


def picture(media_id: UUID, kind: str, artwork: Mapping[str, Any]) -> Picture | None:
    """The address of a picture carries its content's name, so a browser may keep it for ever."""
    found = artwork.get(kind)
    if not found:
        return None
    return Picture(
        "".join((routes.artwork(media_id, kind), "?v=", found["key"][:16])),
        found.get("width") or 0,
        found.get("height") or 0,
        found.get("color") or "",
    )


def subtitle(
    type_: str,
    year: int | None,
    parent_title: str | None,
    grandparent_title: str | None,
    season: int | None,
    number: int | None,
    number_end: int | None,
) -> str:
    """What stands under the title: a year, ``S2 E5 · The Show``, an artist."""
    if type_ == "episode":
        place = f"S{season} " if season is not None else ""
        if number is not None:
            place += f"E{number}" + (f"-{number_end}" if number_end and number_end != number else "")
        return " · ".join(part for part in (place.strip(), grandparent_title) if part)
    if type_ == "track":
        return " · ".join(part for part in (grandparent_title, parent_title) if part)
    if type_ in ("season", "album"):
        return parent_title or (str(year) if year else "")
    return str(year) if year else ""


def _pictures(
    media_id: UUID, type_: str, artwork: Mapping[str, Any], above: tuple[UUID | None, UUID | None], families: Families
) -> tuple[Picture | None, Picture | None]:
    """Poster and backdrop, borrowed from the family where the work has none."""
    poster = None
    for kind in _KINDS.get(type_, _POSTERS):
        if kind in artwork and (poster := picture(media_id, kind, artwork)):
            break
    backdrop = picture(media_id, "backdrop", artwork) if "backdrop" in artwork else None
    if families and above[0] is not None:
        if poster is None:
            poster = _borrow(_BORROWED.get(type_, ()), above, families)
        if backdrop is None:
            backdrop = _borrow(((0, "backdrop"), (1, "backdrop")), above, families)
    return poster, backdrop


def _borrow(
    wanted: Iterable[tuple[int, str]], above: tuple[UUID | None, UUID | None], families: Families
) -> Picture | None:
    for generation, kind in wanted:
        relative = above[generation]
        if relative is not None and relative in families and kind in families[relative][2]:
            return picture(relative, kind, families[relative][2])
    return None


def card(row: Row, families: Families, counts: Mapping[UUID, int]) -> MediaCard:
    """One row of ``repositories.media.CARD`` as a view."""
    media_id, type_, title, year, duration, artwork, available, library_id, parent_id, parent_title = row[:10]
    grandparent_id, grandparent_title, number, number_end, part, child_count, height, added_at = row[10:18]
    position, played, watched, play_count, last_watched_at, favourite = row[18:24]
    poster, backdrop = _pictures(media_id, type_, artwork, (parent_id, grandparent_id), families)
    if type_ == "episode" and part is None and parent_id in families:
        part = families[parent_id][1]
    return MediaCard(
        media_id,
        type_,
        title,
        subtitle(type_, year, parent_title, grandparent_title, part, number, number_end),
        year,
        duration,
        poster,
        backdrop,
        bool(available),
        library_id,
        parent_id,
        parent_title,
        grandparent_id,
        grandparent_title,
        number,
        number_end,
        part,
        child_count,
        counts.get(media_id, 0) if type_ in _COUNTED else None,
        height,
        resolution(height),
        added_at,
        UNSEEN if position is None else Progress(position, played, watched, play_count, last_watched_at),
        bool(favourite),
    )


def dress(rows: Sequence[Row], media: MediaRepository, person: UUID | None) -> tuple[MediaCard, ...]:
    """Rows as cards, with what their families lend them: at most two more statements, however many rows."""
    relatives = {relative for row in rows if row[8] is not None for relative in (row[8], row[10]) if relative}
    counted = [row[0] for row in rows if row[1] in _COUNTED]
    families = media.families(relatives) if relatives else {}
    counts = media.unwatched(counted, person) if counted else {}
    return tuple([card(row, families, counts) for row in rows])
