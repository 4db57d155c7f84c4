"""Films and home videos: one file, one work, described by its name and what lies beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from medianest.providers.described import Described
from medianest.providers.local import sidecars
from medianest.providers.local.beside import Beside, apply, as_pictures, subtitle_notes
from medianest.providers.local.names import film
from medianest.providers.local.suffixes import stem
from medianest.providers.works import Work

if TYPE_CHECKING:
    from medianest.providers.local.tree import LocalTree


def split(path: str) -> tuple[str, tuple[str, ...], str]:
    """Folder path, folder names, stem."""
    folder, _, name = path.rpartition("/")
    return folder, tuple(folder.split("/")) if folder else (), stem(name)


def describe_film(tree: LocalTree, path: str) -> Described:
    folder, folders, bare = split(path)
    alone = bool(folder) and tree.media_count(folder) == 1
    named = film(folders, bare, alone=alone)
    beside = tree.names(folder)
    own_folder = bool(folder) and (alone or (named.marked and _named_after(folders[-1], named.title, named.year)))
    own_names = beside.of(bare)
    work = Work("movie", named.title, named.year, part_number=named.part, external_ids=dict(named.ids))
    names = own_names + (beside.plain if own_folder else [])
    if names:
        apply(work, tree.nfo.one(beside, names, *((bare, "movie") if own_folder else (bare,))))
        work.pictures = as_pictures(sidecars.film_pictures(folder, bare, names, own_folder=own_folder))
    if work.released_on is None and named.year:
        work.released_on = None
    if named.part:
        work.title = f"{work.title} - Part {named.part}"
    add_own_pictures(work, path)
    return Described(
        work,
        edition=named.edition,
        marked=named.marked,
        sidecars=subtitle_notes(find_subtitles(tree, beside, bare, own_names, alone)),
    )


def describe_video(tree: LocalTree, path: str, tags: Mapping[str, Any]) -> Described:
    """A home video is called what its file is called."""
    folder, _, bare = split(path)
    beside = tree.names(folder)
    names = beside.of(bare)
    work = Work("video", bare, released_on=_made_on(bare, tags))
    work.year = work.released_on.year if work.released_on else None
    if names:
        apply(work, tree.nfo.one(beside, names, bare))
        work.pictures = as_pictures(sidecars.film_pictures(folder, bare, names, own_folder=False))
    add_own_pictures(work, path)
    alone = bool(folder) and tree.media_count(folder) == 1
    return Described(work, sidecars=subtitle_notes(find_subtitles(tree, beside, bare, names, alone)))


def add_own_pictures(work: Work, path: str) -> None:
    """Where nobody put a picture beside it: what is embedded in the file, else a good frame of it."""
    work.pictures.setdefault("poster", []).extend(({"from": "embedded", "path": path}, {"from": "frame", "path": path}))


def find_subtitles(
    tree: LocalTree, beside: Beside, bare: str, own_names: list[str], alone: bool
) -> list[sidecars.SubtitleFile]:
    found = sidecars.subtitles(beside.path, bare, own_names) if own_names else []
    for inner in tree.inner(beside.path):
        names = tree.names(inner)
        found += sidecars.subtitles(beside.path, bare, names.of(bare), in_folder=inner)
        if alone:
            found += sidecars.subtitles(
                beside.path, "", [name for name in names.names if not name.startswith(bare)], in_folder=inner
            )
        for folder in (f"{inner}/{bare}",):
            found += sidecars.subtitles(beside.path, "", tree.names(folder).names, in_folder=folder)
    return found


def _named_after(folder: str, title: str, year: int | None) -> bool:
    named = film((), folder)
    return named.marked and named.title == title and named.year == year


_DAY = re.compile(r"(?<!\d)(20\d\d|19\d\d)[-_.]?([01]\d)[-_.]?([0-3]\d)(?!\d)")


def _made_on(bare: str, tags: Mapping[str, Any]) -> date | None:
    """The day in a camera's file name (``VID_20230714_1201``), else the container's own."""
    for text in (bare, str(tags.get("creation_time") or tags.get("date") or "")):
        if found := _DAY.search(text):
            try:
                return date(int(found[1]), int(found[2]), int(found[3]))
            except ValueError:
                continue
    return None
