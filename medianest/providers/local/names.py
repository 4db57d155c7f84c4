"""What a path says about a film, an episode, a track or a video.

Conventional names are read here with a few expressions, in microseconds. Only a name they are unsure of goes to
guessit, which knows far more and takes milliseconds (``docs/decisions/006-scan-names.md``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date

from medianest.providers.local.marks import cut_release_tags, plain, split_ids, tidy_title

YEAR = r"(?:18[89]\d|19\d\d|20\d\d)"
_TITLED = re.compile(rf"^(?P<title>.*\S)\s*[(\[](?P<year>{YEAR})[)\]](?P<rest>.*)$")
_RELEASE = re.compile(
    rf"^(?P<title>[^.\s].*)[. _](?P<year>{YEAR})[. _](?=.*?\b(?:480|576|720|1080|2160)[ip]\b)(?P<rest>.*)$", re.I
)
_EDITION_MARK = re.compile(r"\{edition[-\s]+(?P<name>[^{}]+)\}", re.I)
_EDITION_WORDS = re.compile(
    r"\b(director'?s\.?[ ._]cut|extended(?:[ ._](?:cut|edition))?|unrated|theatrical(?:[ ._]cut)?|remastered|"
    r"final[ ._]cut|ultimate[ ._](?:cut|edition)|special[ ._]edition|imax|criterion|redux|uncut)\b",
    re.I,
)
_PART = re.compile(r"(?:^|[ ._\-(\[])(?:cd|dis[ck]|part|pt|dvd)[ ._-]?(\d{1,2})(?=$|[ ._\-)\]])", re.I)
_LABEL = re.compile(r"^\s+-\s+(?P<label>[^-].*)$")
_BRACKETED = re.compile(r"\[[^\[\]]*\]|\{[^{}]*\}")


@dataclass(frozen=True, slots=True)
class FilmName:
    """``marked`` says that "Title (Year)" is written out, which lets versions in one folder be one work."""

    title: str
    year: int | None = None
    edition: str | None = None
    part: int | None = None
    marked: bool = False
    ids: dict[str, str] = field(default_factory=dict)


def film(folders: tuple[str, ...], stem: str, *, alone: bool = True) -> FilmName:
    """Read a film's path. ``alone``: no other video lies in its folder, so the folder's name is the film's."""
    own = _read_film(stem)
    for_folder = _read_film(folders[-1]) if folders else None
    if for_folder is None or not for_folder.marked:
        return own if own.title else replace(own, title=stem)
    related = _related(for_folder.title, own.title or stem)
    if own.marked and not (related and own.year == for_folder.year):
        return replace(own, ids=own.ids)
    if not (own.marked or related or alone):
        return own
    label = own.edition or _label(for_folder.title, stem)
    return FilmName(
        title=for_folder.title,
        year=for_folder.year,
        edition=label or for_folder.edition,
        part=own.part,
        marked=True,
        ids={**for_folder.ids, **own.ids},
    )


def _read_film(name: str) -> FilmName:
    bare, ids = split_ids(name)
    edition = None
    if mark := _EDITION_MARK.search(bare):
        edition = mark["name"].strip()
        bare = bare[: mark.start()] + bare[mark.end() :]
    bare = bare.strip()
    if found := _TITLED.match(bare):
        rest = found["rest"]
        return FilmName(
            title=tidy_title(found["title"]),
            year=int(found["year"]),
            edition=edition or _edition(rest),
            part=_part(rest),
            marked=True,
            ids=ids,
        )
    if found := _RELEASE.match(bare):
        rest = found["rest"]
        return FilmName(
            title=tidy_title(found["title"].replace(".", " ")),
            year=int(found["year"]),
            edition=edition or _edition(rest),
            part=_part(rest),
            marked=bool(edition),
            ids=ids,
        )
    return _guess_film(bare, edition, ids)


def _guess_film(bare: str, edition: str | None, ids: dict[str, str]) -> FilmName:
    if re.fullmatch(r"[^\W\d_]+(?:[ '\u2019,!&-]+[^\W\d_]+)*[.!?]?", bare):
        return FilmName(bare, edition=edition, marked=bool(edition), ids=ids)  # words only: nothing to guess
    from medianest.providers.local.guessing import guess

    found = guess(bare, "movie")
    title = str(found.get("title") or tidy_title(bare))
    year = found.get("year")
    part = found.get("cd") or found.get("part")
    return FilmName(
        title=title,
        year=year if isinstance(year, int) and 1880 <= year <= 2100 and str(year) != title else None,
        edition=edition or _first_text(found.get("edition")),
        part=part if isinstance(part, int) else None,
        marked=bool(edition),
        ids=ids,
    )


def _first_text(value: object) -> str | None:
    first = value[0] if isinstance(value, list) and value else value
    return str(first) if first else None


def _edition(rest: str) -> str | None:
    """What stands after "Title (Year)": "- Director's Cut", or known words among release tags."""
    bare = _PART.sub(" ", _BRACKETED.sub(" ", rest)).rstrip(" -")
    if label := _LABEL.match(bare):
        return label["label"].strip() or None
    found = _EDITION_WORDS.search(rest)
    return found[0].replace(".", " ").replace("_", " ").strip().title().replace("'S", "'s") if found else None


def _label(title: str, stem: str) -> str | None:
    """The label of a version whose file is named after its folder without the year: "Film - 4K"."""
    _, _, label = stem.partition(" - ")
    return label.strip() or None if plain(stem).startswith(plain(title)) else None


def _part(rest: str) -> int | None:
    found = _PART.search(rest)
    return int(found[1]) if found else None


def _related(folder_title: str, own_title: str) -> bool:
    folder, own = plain(folder_title), plain(own_title)
    return bool(own) and (own.startswith(folder) or folder.startswith(own))


@dataclass(frozen=True, slots=True)
class ShowName:
    title: str
    year: int | None = None
    ids: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EpisodeName:
    """``season`` 0 holds the specials. A file with several episodes reaches to ``episode_end``."""

    show: ShowName
    season: int
    episode: int | None
    episode_end: int | None = None
    title: str | None = None
    aired: date | None = None


_SEASON_FOLDER = re.compile(
    r"^(?:season|series|staffel|saison|temporada|stagione|sæson|säsong|sezon|seizoen|s)[ ._-]*(\d{1,4})\b", re.I
)
_SPECIALS_FOLDER = re.compile(r"^(?:specials?|extras? episodes)$", re.I)
_NUMBERED = re.compile(
    r"(?:^|[ ._\-\[(])s(?P<season>\d{1,4})[ ._-]?e[ ._]?(?P<first>\d{1,4})"
    r"(?P<more>(?:(?:[ ._]?-?[ ._]?e|-)\d{1,4}(?![\dip]))*)(?![\d])",
    re.I,
)
_CROSSED = re.compile(
    r"(?:^|[ ._\-\[(])(?P<season>\d{1,2})x(?P<first>\d{2,3})(?P<more>(?:-?x?\d{2,3}(?!\d))*)(?!\d)", re.I
)
_DATED = re.compile(rf"(?:^|[ ._\-(\[])(?P<y>{YEAR})[-. _](?P<m>[01]\d)[-. _](?P<d>[0-3]\d)(?=$|[ ._\-)\]])")
_BARE_NUMBER = re.compile(
    r"^(?:e|ep|episode|folge)?[ ._]?(?P<first>\d{1,3})(?:-(?P<last>\d{1,3}))?(?:[ ._-]+(?P<rest>\D.*))?$", re.I
)
_ABSOLUTE = re.compile(r"^(?P<show>.*?\S)\s+-\s+(?P<first>\d{1,4})(?:v\d)?(?:\s+-\s+(?P<rest>.*)|\s*(?:[\[(].*)?)$")


def episode(folders: tuple[str, ...], stem: str) -> EpisodeName:
    """Read an episode's path. ``episode`` is None when nothing tells which one it is."""
    named_season = next((number for name in reversed(folders) if (number := season_of(name)) is not None), None)
    show = show_name(folders[0]) if folders and season_of(folders[0]) is None else None
    season = 1 if named_season is None else named_season
    bare, _ = split_ids(stem)
    if found := _NUMBERED.search(bare) or _CROSSED.search(bare):
        last = max((int(number) for number in re.findall(r"\d+", found["more"])), default=None)
        first = int(found["first"])
        return EpisodeName(
            show=show or show_name(bare[: found.start()]),
            season=int(found["season"]),
            episode=first,
            episode_end=last if last and last > first else None,
            title=_episode_title(bare[found.end() :]),
        )
    if (found := _DATED.search(bare)) and (aired := _date(found)):
        return EpisodeName(
            show=show or show_name(bare[: found.start()]),
            season=aired.year if named_season is None else named_season,
            episode=None,
            title=_episode_title(bare[found.end() :]),
            aired=aired,
        )
    return _loosely(show, season, named_season is not None, bare)


def _loosely(show: ShowName | None, season: int, in_season: bool, bare: str) -> EpisodeName:
    number = _BARE_NUMBER.match(bare) if show and in_season else None
    number = number or _ABSOLUTE.match(re.sub(r"^\[[^\]]*\]\s*", "", bare))
    if number:
        last = number.groupdict().get("last")
        named = number.groupdict().get("show")
        return EpisodeName(
            show=show or show_name(named or bare),
            season=season,
            episode=int(number["first"]),
            episode_end=int(last) if last and int(last) > int(number["first"]) else None,
            title=_episode_title(number["rest"] or ""),
        )
    from medianest.providers.local.guessing import guess

    found = guess(bare, "episode")
    first, last = _span(found.get("episode"))
    guessed_season = found.get("season")
    return EpisodeName(
        show=show or show_name(str(found.get("title") or bare)),
        season=guessed_season if isinstance(guessed_season, int) and not in_season else season,
        episode=first,
        episode_end=last,
        title=_first_text(found.get("episode_title")) or (None if first else tidy_title(bare)),
    )


def _span(value: object) -> tuple[int | None, int | None]:
    numbers = sorted(number for number in (value if isinstance(value, list) else [value]) if isinstance(number, int))
    if not numbers:
        return None, None
    return numbers[0], numbers[-1] if numbers[-1] > numbers[0] else None


def show_name(folder: str) -> ShowName:
    """A show's folder: "The Show (2005) {tvdb-123}"."""
    bare, ids = split_ids(folder)
    if found := _TITLED.match(bare.strip()):
        return ShowName(tidy_title(found["title"]), int(found["year"]), ids)
    return ShowName(tidy_title(bare) or folder, None, ids)


def season_of(folder: str) -> int | None:
    """The season a folder holds, 0 for specials, None when it is no season's folder."""
    if _SPECIALS_FOLDER.match(folder.strip()):
        return 0
    found = _SEASON_FOLDER.match(folder.strip())
    return int(found[1]) if found else None


def _episode_title(rest: str) -> str | None:
    return tidy_title(cut_release_tags(rest)) or None


def _date(found: re.Match[str]) -> date | None:
    try:
        return date(int(found["y"]), int(found["m"]), int(found["d"]))
    except ValueError:
        return None
