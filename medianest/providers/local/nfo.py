"""Read NFO files as Kodi and Jellyfin write them: movie, tvshow, season, episodedetails, artist, album, musicvideo.

An NFO file is hostile input: no entities, no document types, a size limit, and every text cut to a bearable length.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

MAX_BYTES = 1024 * 1024
MAX_ACTORS = 200
MAX_LISTED = 50
MAX_LINE = 500
MAX_PLOT = 20_000

_ROOTS = ("movie", "tvshow", "season", "episodedetails", "artist", "album", "musicvideo")
_IMDB = re.compile(r"imdb\.com/title/(tt\d{5,10})")
_TMDB = re.compile(r"themoviedb\.org/(?:movie|tv)/(\d{1,10})")
_TVDB = re.compile(r"thetvdb\.com/\S*?(?:id=|series/)(\d{1,10})")
_ID_FIELDS = {
    "imdbid": "imdb", "imdb_id": "imdb", "tmdbid": "tmdb", "tvdbid": "tvdb",
    "musicbrainzartistid": "musicbrainz_artist", "musicbrainzalbumid": "musicbrainz_album",
    "musicbrainzreleasegroupid": "musicbrainz_release_group",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class NfoCredit:
    name: str
    role: str  # actor, director, writer, composer, guest
    character: str = ""


@dataclass(frozen=True, slots=True)
class Nfo:
    """What an NFO says; None and empty for what it leaves out. ``rating`` is 0 to 10."""

    kind: str
    title: str | None = None
    original_title: str | None = None
    sort_title: str | None = None
    show_title: str | None = None
    year: int | None = None
    released_on: date | None = None
    overview: str | None = None
    tagline: str | None = None
    content_rating: str | None = None
    rating: float | None = None
    season: int | None = None
    episode: int | None = None
    genres: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    studios: tuple[str, ...] = ()
    external_ids: dict[str, str] = field(default_factory=dict)
    credits: tuple[NfoCredit, ...] = ()


class UnreadableNfo(ValueError):
    """Not an NFO that can be read; the message says why."""


def parse(data: bytes) -> list[Nfo]:
    """Read a file; several for an NFO that describes several episodes one after the other.

    Raises:
        UnreadableNfo: too large, not XML, with entities, or about nothing we know.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableNfo("The NFO file is larger than 1 MiB")
    text = _decode(data)
    links = _links(text)
    found = [_read(element, links) for element in _elements(text)]
    if not found and links:
        return [Nfo("link", external_ids=links)]
    if not found:
        raise UnreadableNfo("The NFO file describes nothing that is known here")
    return found


def _decode(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    declared = re.search(rb"<\?xml[^>]{0,100}encoding=[\"']([A-Za-z0-9._-]{1,20})", data[:200])
    try:
        return data.decode(declared[1].decode() if declared else "utf-8-sig")
    except (UnicodeDecodeError, LookupError):
        return data.decode("cp1252", "replace")


def _elements(text: str) -> list[Element]:
    """The root elements of the file. Kodi allows several, and a link after the last."""
    if "<!DOCTYPE" in text.upper() or "<!ENTITY" in text.upper():
        raise UnreadableNfo("The NFO file holds entities, which are not allowed")
    elements = []
    at = 0
    while len(elements) < MAX_LISTED:
        start = re.compile(rf"<({'|'.join(_ROOTS)})(?=[\s>])").search(text, at)
        if start is None:
            break
        closing = f"</{start[1]}>"
        end = text.find(closing, start.end())
        if end < 0:
            raise UnreadableNfo("The NFO file is cut short")
        at = end + len(closing)
        try:
            elements.append(fromstring(text[start.start() : at], forbid_dtd=True))
        except (ParseError, DefusedXmlException, ValueError, RecursionError) as problem:
            raise UnreadableNfo("The NFO file is not well-formed XML") from problem
    return elements


def _links(text: str) -> dict[str, str]:
    ids = {}
    for name, pattern in (("imdb", _IMDB), ("tmdb", _TMDB), ("tvdb", _TVDB)):
        if found := pattern.search(text):
            ids[name] = found[1]
    return ids


def _read(root: Element, links: dict[str, str]) -> Nfo:
    released = next(
        (day for name in ("premiered", "aired", "releasedate", "formed") if (day := _day(root, name))), None
    )
    year = _integer(root, "year")
    return Nfo(
        kind=root.tag,
        title=_text(root, "title") or (_text(root, "name") if root.tag == "artist" else None),
        original_title=_text(root, "originaltitle"),
        sort_title=_text(root, "sorttitle") or _text(root, "sortname"),
        show_title=_text(root, "showtitle"),
        year=year if year and 1800 <= year <= 2200 else released.year if released else None,
        released_on=released,
        overview=_long(root, "plot", "biography", "review", "outline"),
        tagline=_text(root, "tagline"),
        content_rating=_content_rating(_text(root, "mpaa") or _text(root, "certification")),
        rating=_rating(root),
        season=_integer(root, "season") if root.tag == "episodedetails" else _integer(root, "seasonnumber"),
        episode=_integer(root, "episode") if root.tag == "episodedetails" else None,
        genres=_list(root, "genre", "style"),
        tags=_list(root, "tag"),
        studios=_list(root, "studio", "label"),
        external_ids={**(links if root.tag in ("movie", "tvshow") else {}), **_ids(root)},
        credits=tuple(_credits(root)),
    )


def _text(root: Element, name: str) -> str | None:
    return _clean(root.findtext(name), MAX_LINE)


def _clean(value: str | None, limit: int) -> str | None:
    if not value:
        return None
    kept = "".join(letter for letter in value[: limit * 2] if letter in "\n\t" or letter.isprintable()).strip()
    return kept[:limit] or None


def _long(root: Element, *names: str) -> str | None:
    return next((text for name in names if (text := _clean(root.findtext(name), MAX_PLOT))), None)


def _integer(root: Element, name: str) -> int | None:
    found = re.match(r"\s*(-?\d{1,6})", root.findtext(name) or "")
    return int(found[1]) if found and int(found[1]) >= 0 else None


def _number(value: str | None) -> float | None:
    try:
        return float((value or "").strip().replace(",", "."))
    except ValueError:
        return None


def _day(root: Element, name: str) -> date | None:
    try:
        return date.fromisoformat((root.findtext(name) or "").strip()[:10])
    except ValueError:
        return None


def _rating(root: Element) -> float | None:
    best: float | None = None
    for rating in root.findall("ratings/rating")[:20]:
        value, most = _number(rating.findtext("value")), _number(rating.get("max")) or 10
        if value is not None and 0 <= value <= most and (best is None or rating.get("default") == "true"):
            best = value * 10 / most
    if best is None:
        value = _number(root.findtext("rating"))
        best = value if value is not None and 0 <= value <= 10 else None
    return round(best, 2) if best else None


def _content_rating(value: str | None) -> str | None:
    """``Rated PG-13``, ``US:PG-13`` and ``us:PG-13 / de:12`` as ``PG-13``."""
    if not value:
        return None
    first = value.split("/")[0].strip()
    first = re.sub(r"^rated\s+", "", first, flags=re.I)
    return re.sub(r"^[A-Za-z]{2,3}:\s*", "", first).strip()[:32] or None


def _list(root: Element, *names: str) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for name in names:
        for element in root.findall(name)[:MAX_LISTED]:
            for part in re.split(r"\s+/\s+|\|", element.text or ""):
                if text := _clean(part, 100):
                    found.setdefault(text.casefold(), text)
    return tuple(found.values())[:MAX_LISTED]


def _ids(root: Element) -> dict[str, str]:
    ids: dict[str, Any] = {}
    for element in root.findall("uniqueid")[:20]:
        kind, value = (element.get("type") or "").strip().lower(), _clean(element.text, 64)
        if kind and value and re.fullmatch(r"[a-z0-9_]{2,32}", kind):
            ids[kind] = value
    for name, kind in _ID_FIELDS.items():
        if value := _clean(root.findtext(name), 64):
            ids.setdefault(kind, value)
    if (plain := _clean(root.findtext("id"), 64)) and plain.startswith("tt"):
        ids.setdefault("imdb", plain)
    return ids


def _credits(root: Element) -> list[NfoCredit]:
    credits: dict[tuple[str, str, str], NfoCredit] = {}
    for actor in root.findall("actor")[:MAX_ACTORS]:
        if name := _clean(actor.findtext("name"), 200):
            role = "guest" if (actor.findtext("type") or "").strip().lower() == "gueststar" else "actor"
            character = _clean(actor.findtext("role"), 200) or ""
            credits.setdefault((name, role, character), NfoCredit(name, role, character))
    for tag, role in (("director", "director"), ("credits", "writer"), ("writer", "writer"), ("composer", "composer")):
        for element in root.findall(tag)[:MAX_LISTED]:
            for part in re.split(r"\s+/\s+", element.text or ""):
                if name := _clean(part, 200):
                    credits.setdefault((name, role, ""), NfoCredit(name, role))
    return list(credits.values())
