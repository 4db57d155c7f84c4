"""Episodes with their seasons and shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medianest.providers.described import Described
from medianest.providers.local import sidecars
from medianest.providers.local.beside import apply, as_pictures, subtitle_notes
from medianest.providers.local.films import add_own_pictures, find_subtitles, split
from medianest.providers.local.names import EpisodeName, ShowName, episode, season_of
from medianest.providers.local.nfo import Nfo
from medianest.providers.works import Work

if TYPE_CHECKING:
    from medianest.providers.local.tree import LocalTree


class Series:
    """Describes episodes; shows and seasons are described once and shared."""

    def __init__(self, tree: LocalTree) -> None:
        self._tree = tree
        self._shows: dict[tuple[str, str, int | None], Work] = {}
        self._seasons: dict[tuple[int, int], Work] = {}

    def describe(self, path: str) -> Described:
        tree = self._tree
        folder, folders, bare = split(path)
        named = episode(folders, bare)
        beside = tree.names(folder)
        own_names = beside.of(bare)
        nfos: tuple[Nfo, ...] = ()
        if own_names and (nfo_path := sidecars.nfo(folder, own_names, bare)):
            nfos = tree.nfo.all(nfo_path, beside.times)
        show = self._show(named.show, folders, nfos)
        number, last, season = _numbers(named, nfos)
        work = Work("episode", named.title or "", index_number=number, index_end=last, released_on=named.aired)
        if nfos:
            apply(work, nfos[0])
            if len(nfos) > 1:
                work.title = " / ".join(nfo.title for nfo in nfos if nfo.title) or work.title
        if not work.title:
            work.title = _plain_title(number, last, named)
        if named.aired:
            work.details["aired"] = named.aired.isoformat()
        work.pictures = as_pictures(sidecars.episode_pictures(folder, bare, own_names)) if own_names else {}
        add_own_pictures(work, path)
        alone = tree.media_count(folder) == 1
        found = find_subtitles(tree, beside, bare, own_names, alone)
        return Described(work, (show, self._season(show, season, folders)), sidecars=subtitle_notes(found))

    def _show(self, named: ShowName, folders: tuple[str, ...], nfos: tuple[Nfo, ...]) -> Work:
        folder = folders[0] if folders and season_of(folders[0]) is None else ""
        key = (folder, named.title, named.year)
        known = self._shows.get(key)
        if known is None:
            told = next((nfo.show_title for nfo in nfos if nfo.show_title and not folder), None)
            known = Work("show", told or named.title, named.year, external_ids=dict(named.ids))
            if folder:
                beside = self._tree.names(folder)
                apply(known, self._tree.nfo.one(beside, beside.plain, "tvshow"))
                known.pictures = as_pictures(sidecars.show_pictures(folder, beside.plain))
            self._shows[key] = known
        return known

    def _season(self, show: Work, number: int, folders: tuple[str, ...]) -> Work:
        key = (id(show), number)
        known = self._seasons.get(key)
        if known is None:
            known = Work("season", "Specials" if number == 0 else f"Season {number}", index_number=number)
            if folders and season_of(folders[0]) is None:
                pictures = sidecars.season_pictures(folders[0], self._tree.names(folders[0]).names)
                known.pictures = as_pictures(pictures.get(number, {}))
            if len(folders) > 1 and season_of(folders[-1]) == number:
                beside = self._tree.names("/".join(folders))
                apply(known, self._tree.nfo.one(beside, beside.plain, "season"))
                for kind, found in as_pictures(sidecars.show_pictures(beside.path, beside.plain)).items():
                    known.pictures.setdefault(kind, found)
            self._seasons[key] = known
        return known


def _numbers(named: EpisodeName, nfos: tuple[Nfo, ...]) -> tuple[int | None, int | None, int]:
    """The file's name decides; an NFO fills in what the name leaves open."""
    if named.episode is not None or not nfos:
        return named.episode, named.episode_end, named.season
    told = [nfo.episode for nfo in nfos if nfo.episode is not None]
    season = nfos[0].season if nfos[0].season is not None else named.season
    if not told:
        return None, None, season
    return min(told), max(told) if max(told) > min(told) else None, season


def _plain_title(number: int | None, last: int | None, named: EpisodeName) -> str:
    if number is None:
        return named.aired.isoformat() if named.aired else named.show.title
    return f"Episodes {number}-{last}" if last else f"Episode {number}"
