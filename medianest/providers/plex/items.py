"""What Plex says of a film, an episode or a track, as works. plexapi's objects go in, plain values come out.

Everything may be missing or strange: an item without a key or a title is passed over, a strange value is left out.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import unquote

from medianest.providers.base import RemoteItem, RemotePart, RemotePlay
from medianest.providers.plex.facts import facts_of, number, plain, seconds
from medianest.providers.works import CreditNote, Pictures, Work

_ID = re.compile(r"(imdb|tmdb|tvdb|mbid)://([A-Za-z0-9-]{1,64})")
# Of agents that Plex has retired, which many servers still have.
_OLD_ID = re.compile(r"com\.plexapp\.agents\.(imdb|themoviedb|thetvdb)://([A-Za-z0-9]{1,64})(?:\?|$)")
_OLD_NAMES = {"imdb": "imdb", "themoviedb": "tmdb", "thetvdb": "tvdb"}
_PATH = re.compile(r"/(?!/)[\x21-\x5b\x5d-\x7e]{1,500}")
MOST_TAGS = 40


def key_of(item: Any) -> str | None:
    """An item's own id, which stands in addresses."""
    key = number(item.ratingKey)
    return str(key) if key is not None and key > 0 else None


def path_of(text: Any) -> str | None:
    """A path on the server itself. Anything else could send the token elsewhere."""
    return text if isinstance(text, str) and _PATH.fullmatch(text) and ".." not in text and "@" not in text else None


def _told(item: Any, name: str) -> str | None:
    """An attribute as it was told: plexapi's own property of an episode asks the server for the season."""
    return item._data.get(name)


def holder_keys(item: Any) -> list[str]:
    """Ids of what holds an item, outermost first: a show, or an artist and an album."""
    names = {"episode": ("grandparentRatingKey",), "track": ("grandparentRatingKey", "parentRatingKey")}
    found = [number(_told(item, name)) for name in names.get(item.type, ())]
    return [str(key) for key in found if key]


def remote_items(item: Any, holders: Mapping[str, Work], machine: str, *, own: bool = False) -> list[RemoteItem]:
    """What can be played of a Plex item: one, or one for each file of a film that lies in several.

    ``holders`` are the works that hold it, by key; ``own`` recordings are works without a catalogue.
    """
    key, work = key_of(item), work_of(item, own=own)
    if key is None or work is None:
        return []
    above = _above(item, holders)
    if work.type in ("episode", "track") and len(above) != 2:
        return []
    together: list[RemotePart] = []
    apart: list[tuple[int, RemotePart]] = []
    for media in item.media or ():
        parts = [part for part in media.parts or () if _usable(part)]
        made = [_part(key, media, part, machine) for part in parts]
        if len(made) == 1:
            together.append(made[0])
        else:
            apart += list(enumerate(made, 1))
    played, added = _played(item), _moment(item.addedAt)
    items = [RemoteItem(key, "", work, above, tuple(together), added, played)] if together else []
    for place, part in apart:
        items.append(RemoteItem(key, "", replace(work, part_number=place), above, (part,), added, played))
    if not items:
        items = [RemoteItem(key, "", work, above, (), added, played, "gone")]
    return [replace(one, version=_version(one)) for one in items]


def work_of(item: Any, *, own: bool = False) -> Work | None:
    """A work of anything with a title: a film, an episode, a track, or what holds such."""
    title = plain(item.title, 500)
    if title is None:
        return None
    type = "video" if own and item.type == "movie" else item.type
    work = Work(type, title, sort_title=plain(getattr(item, "titleSort", None), 500))
    work.year = _year(getattr(item, "year", None))
    work.overview = _text(item.summary)
    work.index_number = _index(getattr(item, "index", None)) if item.type != "movie" else None
    work.genres = _tags(getattr(item, "genres", None))
    work.external_ids = {} if own else external_ids(item)
    work.pictures = _pictures(item)
    if item.type in ("movie", "show", "episode"):
        _about_picture(work, item)
    if item.type == "track":
        work.part_number = _index(_told(item, "parentIndex"))
        work.index_number = _index(item.index)
        if artist := plain(item.originalTitle, 500):
            work.details["artist"] = artist
    if item.type == "album":
        work.studios = tuple(one for one in (plain(item.studio),) if one)
    if item.type in ("show", "artist", "album", "movie"):
        work.index_number = None
    return work


def external_ids(item: Any) -> dict[str, str]:
    """Ids of other catalogues by their names, as local files name them."""
    found: dict[str, str] = {}
    for guid in list(getattr(item, "guids", None) or ())[:MOST_TAGS]:
        if match := _ID.fullmatch(str(guid.id)):
            if match[1] != "mbid":
                found.setdefault(match[1], match[2])
            elif item.type == "artist":
                found.setdefault("musicbrainz_artist", match[2])
    old = _OLD_ID.match(str(item.guid or ""))
    if old and not found and item.type in ("movie", "show"):
        found[_OLD_NAMES[old[1]]] = old[2]
    return found


def _about_picture(work: Work, item: Any) -> None:
    work.original_title = plain(getattr(item, "originalTitle", None), 500)
    work.tagline = _text(getattr(item, "tagline", None))
    work.content_rating = plain(getattr(item, "contentRating", None), 40)
    work.released_on = _day(item.originallyAvailableAt)
    rating = item.audienceRating if isinstance(item.audienceRating, float) else getattr(item, "rating", None)
    if isinstance(rating, int | float) and 0 <= rating <= 10:
        work.rating = float(rating)
    studio = plain(getattr(item, "studio", None))
    work.studios = (studio,) if studio else ()
    credited = []
    for role, people in (("director", "directors"), ("writer", "writers")):
        credited += [CreditNote(name, role) for name in _tags(getattr(item, people, None))]
    for actor in list(getattr(item, "roles", None) or getattr(item, "actors", None) or ())[:MOST_TAGS]:
        if name := plain(actor.tag):
            credited.append(CreditNote(name, "actor", plain(actor.role) or ""))
    work.credits = tuple(dict.fromkeys(credited))


def _above(item: Any, holders: Mapping[str, Work]) -> tuple[Work, ...]:
    """Show and season, or artist and album, outermost first; as far as the server tells."""
    if item.type not in ("episode", "track"):
        return ()
    outer_type, inner_type = ("show", "season") if item.type == "episode" else ("artist", "album")
    outer = holders.get(str(number(_told(item, "grandparentRatingKey"))))
    inner = holders.get(str(number(_told(item, "parentRatingKey"))))
    if outer is None or outer.type != outer_type:
        title = plain(_told(item, "grandparentTitle"), 500)
        outer = Work(outer_type, title) if title else None
    if inner_type == "season":
        inner = _season(item)
    elif inner is None or inner.type != "album":
        title = plain(_told(item, "parentTitle"), 500)
        inner = Work("album", title) if title else None
    return (outer, inner) if outer is not None and inner is not None else ()


def _season(item: Any) -> Work:
    told = _index(_told(item, "parentIndex"))
    season = 1 if told is None else told
    work = Work("season", plain(_told(item, "parentTitle"), 500) or f"Season {season}", index_number=season)
    if thumb := path_of(_told(item, "parentThumb")):
        work.pictures = {"poster": [{"from": "remote", "path": thumb}]}
    return work


def _usable(part: Any) -> bool:
    return number(part.id) is not None and path_of(part.key) is not None


def _part(key: str, media: Any, part: Any, machine: str) -> RemotePart:
    name = plain(part.file, 1000) or plain(part.key, 1000) or key
    number_of = number(part.id)
    return RemotePart(
        remote_id=f"{key}/{number_of}",
        file_name=re.split(r"[/\\]", unquote(name) if name.startswith("/library/") else name)[-1][:255] or key,
        facts=facts_of(media, part, f"plex:{machine}:{number_of}:{number(part.size) or 0}"),
        edition=None,
    )


def _played(item: Any) -> RemotePlay | None:
    count, position = number(getattr(item, "viewCount", None)) or 0, seconds(getattr(item, "viewOffset", None))
    if not count and not position:
        return None
    return RemotePlay(position, count > 0, _moment(getattr(item, "lastViewedAt", None)))


def _version(item: RemoteItem) -> str:
    """Everything about it but what was played and how often its server says it has looked."""
    shown = repr((item.work, item.holders, item.parts, item.unavailable)).encode("utf-8", "replace")
    return hashlib.blake2b(shown, digest_size=8).hexdigest()


def _pictures(item: Any) -> Pictures:
    kinds = {"poster": item.thumb, "backdrop": getattr(item, "art", None)}
    found = {kind: path_of(path) for kind, path in kinds.items()}
    if item.type in ("episode", "track"):
        found["backdrop"] = None
    return {kind: [{"from": "remote", "path": path}] for kind, path in found.items() if path}


def _tags(found: Iterable[Any] | None) -> tuple[str, ...]:
    names = [plain(one.tag) for one in list(found or ())[:MOST_TAGS]]
    return tuple(dict.fromkeys(name for name in names if name))


def _text(value: Any, longest: int = 10_000) -> str | None:
    if not isinstance(value, str):
        return None
    return "".join(one for one in value if one.isprintable() or one in "\n\t").strip()[:longest] or None


def _index(value: Any) -> int | None:
    found = number(value)
    return found if found is not None and 0 <= found < 100_000 else None


def _year(value: Any) -> int | None:
    found = number(value)
    return found if found is not None and 1800 <= found <= 2200 else None


def _day(value: Any) -> date | None:
    return value.date() if isinstance(value, datetime) else None


def _moment(value: Any) -> datetime | None:
    """plexapi makes times of this machine's zone, without saying so."""
    if not isinstance(value, datetime):
        return None
    try:
        return value.astimezone(UTC) if value.year > 1970 else None
    except (OverflowError, OSError, ValueError):
        return None
