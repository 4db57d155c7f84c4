"""Files beside a media file: its subtitles, pictures, lyrics and NFO, chosen by name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from medianest.providers.local.marks import plain
from medianest.providers.local.suffixes import IMAGE, LYRICS, SUBTITLE, stem, suffix

POSTER_NAMES = ("poster", "folder", "cover", "movie", "show", "default")
BACKDROP_NAMES = ("fanart", "backdrop", "background", "backdrop1", "art", "extrafanart")
LOGO_NAMES = ("logo", "clearlogo")
THUMB_NAMES = ("landscape", "thumb")
COVER_NAMES = ("cover", "folder", "front", "album", "albumart", "poster", "thumb")
ARTIST_NAMES = ("artist", "folder", "poster", "thumb", "cover")

_FORCED = frozenset(("forced", "foreign"))
_HEARING = frozenset(("sdh", "cc", "hi", "hearing"))
_SEASON_PICTURE = re.compile(
    r"^season(?:[ ._-]?(\d{1,4})|-(specials|all))(?:-(poster|fanart|banner|landscape))?$", re.I
)


@dataclass(frozen=True, slots=True)
class SubtitleFile:
    """A subtitle beside a film. ``path`` is relative to the library's root; ``language`` is ISO 639 or None."""

    path: str
    language: str | None = None
    forced: bool = False
    hearing_impaired: bool = False
    default: bool = False
    title: str | None = None


def subtitles(
    folder: str, media_stem: str, names: Iterable[str], *, in_folder: str | None = None
) -> list[SubtitleFile]:
    """Those of ``names`` (in ``in_folder``, else in ``folder``) that belong to ``media_stem``.

    In a folder ``Subs`` a file need not repeat the film's name; the caller says so with ``media_stem=""``.
    """
    where = folder if in_folder is None else in_folder
    prefix = f"{where}/" if where else ""
    found = []
    listed = list(names)
    for name in listed:
        if suffix(name) not in SUBTITLE or (suffix(name) == "sub" and f"{stem(name)}.idx" in listed):
            continue
        bare = stem(name)
        if media_stem and not (
            bare == media_stem or bare.startswith((f"{media_stem}.", f"{media_stem}-", f"{media_stem} "))
        ):
            continue
        found.append(_marked(prefix + name, bare[len(media_stem) :]))
    return found


def _marked(path: str, rest: str) -> SubtitleFile:
    language, title, forced, hearing, default = None, [], False, False, False
    for token in (part for part in re.split(r"[.\s_()\[\]]+|-(?=[A-Za-z]{3,})", rest) if part):
        lowered = token.lower()
        if lowered in _FORCED:
            forced = True
        elif lowered in _HEARING and (language or lowered != "hi"):
            hearing = True
        elif lowered == "default":
            default = True
        elif language is None and (code := language_code(token)):
            language = code
        elif not lowered.isdigit() and lowered != "impaired":
            title.append(token)
    return SubtitleFile(path, language, forced, hearing, default, " ".join(title)[:100].strip(" -") or None)


@lru_cache(maxsize=512)
def language_code(token: str) -> str | None:
    """``en``, ``eng``, ``English`` and ``pt-BR`` as ISO 639-2/B or BCP 47; None for what is no language."""
    from babelfish import Language, LanguageReverseError

    base, _, country = token.replace("_", "-").partition("-")
    if not base.isalpha() or (country and not country.isalnum()):
        return None
    for read in (Language.fromalpha2, Language.fromalpha3b, Language.fromalpha3t, Language.fromname):
        try:
            language = read(base.capitalize() if read == Language.fromname else base.lower())
            if country:
                return f"{language.alpha2}-{country.upper()}" if len(country) in (2, 3) else None
            return language.alpha3b
        except (LanguageReverseError, ValueError, KeyError, AttributeError):
            continue
    return None


def pictures(folder: str, names: Iterable[str], wanted: dict[str, tuple[str, ...]]) -> dict[str, str]:
    """``{kind: path}`` for the first name of each kind that is there. ``wanted``: kind -> stems, best first."""
    by_stem: dict[str, str] = {}
    for name in names:
        if suffix(name) in IMAGE:
            by_stem.setdefault(stem(name).lower(), name)
    prefix = f"{folder}/" if folder else ""
    found = {}
    for kind, stems in wanted.items():
        name = next((by_stem[candidate.lower()] for candidate in stems if candidate.lower() in by_stem), None)
        if name:
            found[kind] = prefix + name
    return found


def film_pictures(folder: str, media_stem: str, names: list[str], *, own_folder: bool) -> dict[str, str]:
    """A film's pictures. Plain names (``poster.jpg``) count only in a folder that holds just this film."""
    own = {
        "poster": (f"{media_stem}-poster", f"{media_stem}-cover", media_stem),
        "backdrop": (f"{media_stem}-fanart", f"{media_stem}-backdrop"),
        "logo": (f"{media_stem}-logo", f"{media_stem}-clearlogo"),
        "thumb": (f"{media_stem}-thumb", f"{media_stem}-landscape"),
    }
    plain_names = {"poster": POSTER_NAMES, "backdrop": BACKDROP_NAMES, "logo": LOGO_NAMES, "thumb": THUMB_NAMES}
    return pictures(folder, names, {kind: own[kind] + (plain_names[kind] if own_folder else ()) for kind in own})


def show_pictures(folder: str, names: list[str]) -> dict[str, str]:
    wanted = {"poster": POSTER_NAMES, "backdrop": BACKDROP_NAMES, "logo": LOGO_NAMES, "thumb": THUMB_NAMES}
    return pictures(folder, names, wanted)


def season_pictures(folder: str, names: Iterable[str]) -> dict[int, dict[str, str]]:
    """Pictures of seasons that lie in the show's folder: ``season01-poster.jpg``, ``season-specials-poster.jpg``."""
    prefix = f"{folder}/" if folder else ""
    found: dict[int, dict[str, str]] = {}
    for name in names:
        match = _SEASON_PICTURE.match(stem(name)) if suffix(name) in IMAGE else None
        if match is None or (match[2] or "").lower() == "all":
            continue
        kind = {"fanart": "backdrop", "landscape": "thumb"}.get(
            (match[3] or "poster").lower(), (match[3] or "poster").lower()
        )
        found.setdefault(int(match[1]) if match[1] else 0, {}).setdefault(kind, prefix + name)
    return found


def episode_pictures(folder: str, media_stem: str, names: Iterable[str]) -> dict[str, str]:
    return pictures(folder, names, {"poster": (f"{media_stem}-thumb", media_stem, f"{media_stem}-poster")})


def album_pictures(folder: str, names: Iterable[str]) -> dict[str, str]:
    return pictures(folder, names, {"poster": COVER_NAMES, "backdrop": BACKDROP_NAMES})


def artist_pictures(folder: str, names: Iterable[str]) -> dict[str, str]:
    return pictures(folder, names, {"poster": ARTIST_NAMES, "backdrop": BACKDROP_NAMES, "logo": LOGO_NAMES})


def nfo(folder: str, names: Iterable[str], *stems: str) -> str | None:
    """The first of ``<stem>.nfo`` that is there."""
    lowered = {name.lower(): name for name in names if suffix(name) == "nfo"}
    found = next((lowered[f"{one.lower()}.nfo"] for one in stems if f"{one.lower()}.nfo" in lowered), None)
    return found and (f"{folder}/{found}" if folder else found)


def lyrics(folder: str, media_stem: str, names: Iterable[str]) -> str | None:
    found = next((name for name in names if suffix(name) in LYRICS and stem(name) == media_stem), None)
    return found and (f"{folder}/{found}" if folder else found)


def is_subtitle_folder(name: str) -> bool:
    return plain(name) in ("subs", "subtitles", "sub", "subtitle")
