"""What lies beside the media of one folder, indexed once so that a folder of ten thousand films costs no square."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping

from medianest.providers.described import Refusal
from medianest.providers.local import sidecars
from medianest.providers.local.nfo import Nfo, UnreadableNfo, parse
from medianest.providers.local.suffixes import stem, suffix
from medianest.providers.local.walk import Folder
from medianest.providers.works import CreditNote, Pictures, Work

_PLAIN = frozenset(
    (
        *sidecars.POSTER_NAMES,
        *sidecars.BACKDROP_NAMES,
        *sidecars.LOGO_NAMES,
        *sidecars.THUMB_NAMES,
        *sidecars.COVER_NAMES,
        *sidecars.ARTIST_NAMES,
        *("tvshow", "season"),
    )
)
_PLAIN_NFO = frozenset(("movie", "tvshow", "season", "artist", "album"))


class Beside:
    """The names beside a folder's media."""

    def __init__(self, folder: Folder | None, path: str) -> None:
        self.path = path
        self.names = [entry[0] for entry in folder.beside] if folder else []
        self.times = {entry[0]: (entry[1], entry[2]) for entry in folder.beside} if folder else {}
        self.plain = [
            name for name in self.names if stem(name).lower() in (_PLAIN_NFO if suffix(name) == "nfo" else _PLAIN)
        ]

    def of(self, media_stem: str) -> list[str]:
        """Names that begin with a media file's stem (sorted names: a bisection)."""
        at = bisect_left(self.names, media_stem)
        found = []
        while at < len(self.names) and self.names[at].startswith(media_stem):
            found.append(self.names[at])
            at += 1
        return found


class NfoReader:
    """Reads each NFO once; what cannot be read is noted and left out."""

    def __init__(self, read: Callable[[str], bytes]) -> None:
        self._read = read
        self._cache: dict[str, tuple[Nfo, ...]] = {}
        self.refused: list[Refusal] = []

    def all(self, path: str, times: Mapping[str, tuple[int, int]]) -> tuple[Nfo, ...]:
        known = self._cache.get(path)
        if known is None:
            try:
                known = tuple(parse(self._read(path)))
            except (UnreadableNfo, OSError) as problem:
                sentence = str(problem) if isinstance(problem, UnreadableNfo) else "The NFO file cannot be read"
                size, mtime_ns = times.get(path.rpartition("/")[2], (0, 0))
                self.refused.append(Refusal(path, "unreadable_nfo", sentence, size, mtime_ns))
                known = ()
            self._cache[path] = known
        return known

    def one(self, beside: Beside, names: list[str], *stems: str) -> Nfo | None:
        """The first NFO of these stems in a folder."""
        path = sidecars.nfo(beside.path, names, *stems) if names else None
        return next(iter(self.all(path, beside.times)), None) if path else None


def apply(work: Work, nfo: Nfo | None) -> Work:
    """Let an NFO's words win over the name's; what it leaves out stays. Numbers stay the file's own."""
    if nfo is None:
        return work
    work.title = nfo.title or work.title
    work.sort_title = nfo.sort_title or work.sort_title
    work.original_title = nfo.original_title if nfo.original_title != work.title else None
    work.year = nfo.year or work.year
    work.released_on = nfo.released_on or work.released_on
    work.overview = nfo.overview or work.overview
    work.tagline = nfo.tagline or work.tagline
    work.content_rating = nfo.content_rating or work.content_rating
    work.rating = nfo.rating if nfo.rating is not None else work.rating
    work.genres = nfo.genres or work.genres
    work.tags = nfo.tags or work.tags
    work.studios = nfo.studios or work.studios
    work.external_ids = {**work.external_ids, **nfo.external_ids}
    if nfo.credits:
        work.credits = tuple(CreditNote(one.name, one.role, one.character) for one in nfo.credits)
    return work


def as_pictures(files: Mapping[str, str]) -> Pictures:
    return {kind: [{"from": "file", "path": path}] for kind, path in files.items()}


def subtitle_notes(files: list[sidecars.SubtitleFile]) -> list[dict[str, object]]:
    """As ``MediaSource.sidecars`` keeps them."""
    return [
        {
            "kind": "subtitle",
            "path": file.path,
            "language": file.language,
            "forced": file.forced,
            "hearing_impaired": file.hearing_impaired,
            "default": file.default,
            "title": file.title,
        }
        for file in files
    ]
