"""From a track's tags, and its path where they are silent, to the track, its album and its artist."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from medianest.providers.local.songs import song

VARIOUS = "Various Artists"
UNKNOWN_ARTIST = "Unknown Artist"
UNKNOWN_ALBUM = "Unknown Album"

_GENRE_SEPARATORS = re.compile(r"\s*(?:;|/(?=\s)|\0|\|)\s*")


@dataclass(frozen=True, slots=True)
class Track:
    """A track with its place. ``disc`` is 0 when nothing says which one."""

    title: str
    artist: str
    album: str
    album_artist: str
    track: int | None = None
    track_total: int | None = None
    disc: int = 0
    year: int | None = None
    genres: tuple[str, ...] = ()
    composers: tuple[str, ...] = ()
    artists: tuple[str, ...] = ()
    compilation: bool = False
    lyrics: str | None = None
    sort_title: str | None = None
    artist_sort: str | None = None
    album_sort: str | None = None
    label: str | None = None
    replay_gain: dict[str, float] = field(default_factory=dict)
    external_ids: dict[str, str] = field(default_factory=dict)
    album_ids: dict[str, str] = field(default_factory=dict)
    artist_ids: dict[str, str] = field(default_factory=dict)
    has_cover: bool = False


def track(folders: tuple[str, ...], stem: str, tags: dict[str, Any]) -> Track:
    """Read one track. ``tags`` are those of the media pool's operation ``track``."""
    said = tags.get
    named = None if said("title") and said("album") and said("artist") and said("track") else song(folders, stem)
    artists = tuple(said("artists") or ())
    artist = said("artist") or ", ".join(artists) or (named and named.artist) or UNKNOWN_ARTIST
    compilation = bool(said("compilation"))
    album_artist = said("albumartist") or ", ".join(said("albumartists") or ())
    if not album_artist:
        album_artist = VARIOUS if compilation else artist
    number, total = _numbers(said("track"))
    disc, _ = _numbers(said("disc"))
    loose = not said("album") and not folders
    return Track(
        title=said("title") or (named.title if named else stem),
        artist=artist,
        album=said("album") or (named and named.album) or UNKNOWN_ALBUM,
        album_artist=artist if loose else album_artist,
        track=number if number is not None else named.track if named else None,
        track_total=total or _numbers(said("tracktotal"))[0],
        disc=disc if disc is not None else (named.disc if named else None) or 0,
        year=_year(said("originaldate")) or _year(said("date")) or (named.year if named else None),
        genres=_genres(said("genres") or ()),
        composers=tuple(said("composers") or ())[:10],
        artists=artists,
        compilation=compilation,
        lyrics=said("lyrics"),
        sort_title=said("titlesort"),
        artist_sort=said("albumartistsort") or (said("artistsort") if album_artist == artist else None),
        album_sort=said("albumsort"),
        label=said("label"),
        replay_gain=_replay_gain(tags),
        external_ids=_ids(tags, {"musicbrainz_track": "musicbrainz_track", "isrc": "isrc"}),
        album_ids=_ids(
            tags,
            {"musicbrainz_album": "musicbrainz_album", "musicbrainz_release_group": "musicbrainz_release_group"},
        ),
        artist_ids=_ids(tags, {"musicbrainz_albumartist": "musicbrainz_artist"}),
        has_cover=bool(said("cover")),
    )


def _numbers(value: object) -> tuple[int | None, int | None]:
    """``3``, ``3/12`` and ``A3`` as number and total."""
    found = re.match(r"\D?(\d{1,4})(?:\s*/\s*(\d{1,4}))?", str(value or ""))
    if not found:
        return None, None
    number = int(found[1])
    return number or None, int(found[2]) if found[2] else None


def _year(value: object) -> int | None:
    found = re.search(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)", str(value or ""))
    return int(found[1]) if found else None


def _genres(values: Any) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for value in values:
        for part in _GENRE_SEPARATORS.split(value):
            if part:
                found.setdefault(part.casefold(), part[:100])
    return tuple(found.values())[:20]


def _replay_gain(tags: dict[str, Any]) -> dict[str, float]:
    """Gains in dB and peaks. Opus' R128 figures are Q7.8 towards -23 LUFS; ReplayGain's target lies 5 dB higher."""
    gains: dict[str, float] = {}
    if not any(name.startswith(("replaygain", "r128")) for name in tags):
        return gains
    for scope in ("track", "album"):
        for what, limit in (("gain", 60.0), ("peak", 100.0)):
            number = _decimal(tags.get(f"replaygain_{scope}_{what}"))
            if number is not None and abs(number) <= limit:
                gains[f"{scope}_{what}"] = number
        r128 = _decimal(tags.get(f"r128_{scope}_gain"))
        if f"{scope}_gain" not in gains and r128 is not None and abs(r128) <= 32768:
            gains[f"{scope}_gain"] = round(r128 / 256 + 5, 2)
    return gains


def _decimal(value: object) -> float | None:
    found = re.match(r"\s*([+-]?\d{1,6}(?:[.,]\d{1,10})?)", str(value or ""))
    return float(found[1].replace(",", ".")) if found else None


def _ids(tags: dict[str, Any], names: dict[str, str]) -> dict[str, str]:
    return {ours: str(tags[theirs])[:64] for theirs, ours in names.items() if tags.get(theirs)}
