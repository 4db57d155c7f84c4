"""Tracks with their albums and artists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from medianest.providers.described import Described
from medianest.providers.local import sidecars
from medianest.providers.local.beside import apply, as_pictures
from medianest.providers.local.films import split
from medianest.providers.local.songs import is_disc_folder
from medianest.providers.local.tracks import UNKNOWN_ALBUM, Track, track
from medianest.providers.works import CreditNote, Work

if TYPE_CHECKING:
    from medianest.providers.local.tree import LocalTree


class Music:
    """Describes tracks. An album is described by its first track in the order of paths, and by what lies beside it."""

    def __init__(self, tree: LocalTree) -> None:
        self._tree = tree
        self._artists: dict[str, Work] = {}
        self._albums: dict[tuple[str, str], Work] = {}

    def describe(self, path: str, tags: Mapping[str, Any]) -> Described:
        folder, folders, bare = split(path)
        said = track(folders, bare, dict(tags))
        work = Work(
            "track",
            said.title,
            said.year,
            sort_title=said.sort_title,
            index_number=said.track,
            part_number=said.disc or None,
            genres=said.genres,
            external_ids=said.external_ids,
            credits=tuple(CreditNote(name, "composer") for name in said.composers),
        )
        details = work.details
        if said.artist != said.album_artist:
            details["artist"] = said.artist
        if said.replay_gain:
            details["replay_gain"] = said.replay_gain
        if said.lyrics:
            details["lyrics"] = said.lyrics
        if said.has_cover:
            details["cover"] = True
        notes: list[dict[str, Any]] = []
        beside = self._tree.names(folder)
        if beside.names and (lyrics := sidecars.lyrics(folder, bare, beside.of(bare))):
            notes.append({"kind": "lyrics", "path": lyrics})
            if not said.lyrics and (text := self._tree.text(lyrics)):
                details["lyrics"] = text
        artist = self._artist(said, folders)
        album = self._album(said, path, folder, folders)
        search = (said.artist,) if said.artist != said.album_artist else ()
        return Described(work, (artist, album), sidecars=notes, search=search)

    def _artist(self, said: Track, folders: tuple[str, ...]) -> Work:
        known = self._artists.get(said.album_artist)
        if known is None:
            known = Work("artist", said.album_artist, sort_title=said.artist_sort, external_ids=said.artist_ids)
            place = _artist_folder(folders)
            if place and place.rpartition("/")[2].casefold() == said.album_artist.casefold():
                beside = self._tree.names(place)
                if beside.plain:
                    apply(known, self._tree.nfo.one(beside, beside.plain, "artist"))
                    known.title = said.album_artist
                    known.pictures = as_pictures(sidecars.artist_pictures(place, beside.plain))
            self._artists[said.album_artist] = known
        return known

    def _album(self, said: Track, path: str, folder: str, folders: tuple[str, ...]) -> Work:
        key = (said.album_artist, said.album)
        known = self._albums.get(key)
        if known is None:
            known = Work(
                "album",
                said.album,
                said.year,
                sort_title=said.album_sort,
                genres=said.genres,
                studios=(said.label,) if said.label else (),
                external_ids=said.album_ids,
            )
            self._add_beside(known, said, folder, folders)
            if said.has_cover:
                known.pictures.setdefault("poster", []).append({"from": "embedded", "path": path})
            if said.compilation:
                known.details["compilation"] = True
            self._albums[key] = known
        return known

    def _add_beside(self, album: Work, said: Track, folder: str, folders: tuple[str, ...]) -> None:
        if not folder or said.album == UNKNOWN_ALBUM:
            return
        places = [folder]
        if len(folders) > 1 and is_disc_folder(folders[-1]):
            places.append(folder.rpartition("/")[0])
        for place in places:
            beside = self._tree.names(place)
            if not beside.plain:
                continue
            title = album.title
            apply(album, self._tree.nfo.one(beside, beside.plain, "album"))
            album.title = title
            for kind, found in as_pictures(sidecars.album_pictures(place, beside.plain)).items():
                album.pictures.setdefault(kind, found)


def _artist_folder(folders: tuple[str, ...]) -> str | None:
    """``Artist/Album`` and ``Artist/Album/Disc 1``: the folder above the album's."""
    depth = len(folders) - (1 if folders and is_disc_folder(folders[-1]) else 0)
    return "/".join(folders[: depth - 1]) if depth > 1 else None
