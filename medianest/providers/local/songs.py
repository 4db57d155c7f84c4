"""What a path says about a track, for what its tags leave out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from medianest.providers.local.marks import tidy_title

_DISC_FOLDER = re.compile(r"^(?:cd|dis[ck]|disque|volume|vol)[ ._-]*(\d{1,2})\b", re.I)
_NUMBERED = re.compile(
    r"^(?:(?P<disc>\d{1,2})[-.](?=\d{2}\b))?(?P<track>\d{1,2}(?=[ ._-]|$)|\d{3}(?=\s*[._-]))[ ._-]*(?P<title>.*)$"
)
_DATED_ALBUM = re.compile(r"^(?:(?P<before>\d{4})\s*-\s*)?(?P<title>.*?\S)\s*(?:[(\[](?P<after>\d{4})[)\]])?$")


@dataclass(frozen=True, slots=True)
class SongName:
    title: str
    artist: str | None = None
    album: str | None = None
    year: int | None = None
    track: int | None = None
    disc: int | None = None


def song(folders: tuple[str, ...], stem: str) -> SongName:
    """``Artist/Album (Year)/Disc 1/01 - Title``, with any of the folders missing."""
    names = list(folders)
    disc = None
    if names and (found := _DISC_FOLDER.match(names[-1])):
        disc = int(found[1])
        names.pop()
    album = names[-1] if names else None
    artist = names[-2] if len(names) > 1 else None
    year = None
    if album and (found := _DATED_ALBUM.match(album)):
        written = found["before"] or found["after"]
        year = int(written) if written else None
        album = tidy_title(found["title"])
    track = None
    title = stem
    if found := _NUMBERED.match(stem):
        track = int(found["track"])
        disc = int(found["disc"]) if found["disc"] else disc
        title = found["title"] or stem
    if " - " in title:
        first, _, rest = title.partition(" - ")
        if artist is None or first.casefold() == artist.casefold():
            artist, title = artist or tidy_title(first), rest
    return SongName(tidy_title(title) or stem, artist and tidy_title(artist), album, year, track, disc)


def is_disc_folder(name: str) -> bool:
    return _DISC_FOLDER.match(name) is not None
