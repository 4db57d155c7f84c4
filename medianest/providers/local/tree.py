"""A library's folder on our own disks: walked once, then asked file by file what each is."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from medianest.errors import MediaRefused, SourceUnavailable
from medianest.mediapool.beneath import open_beneath
from medianest.providers.base import LocalFile
from medianest.providers.described import Described, FoundFile, Refusal
from medianest.providers.local.beside import Beside, NfoReader
from medianest.providers.local.films import describe_film, describe_video
from medianest.providers.local.music import Music
from medianest.providers.local.nfo import MAX_BYTES
from medianest.providers.local.series import Series
from medianest.providers.local.walk import Folder, Walk

MAX_LYRICS = 100_000  # characters


class LocalTree:
    """Implements ``providers.described.Tree``."""

    emptied = "The folder is empty. Is its disk mounted?"

    def __init__(self, root: Path, type: str) -> None:
        self.root = root
        self.type = type
        self._walk = Walk(root, type)
        self._folders: dict[str, Folder] = {}
        self._beside: dict[str, Beside] = {}
        self._nfo = NfoReader(self._read)
        self._series = Series(self)
        self._music = Music(self)

    def files(self, below: tuple[str, ...] = ()) -> Iterator[FoundFile]:
        for folder in self._walk.folders(below):
            self._folders[folder.path] = folder
        stamps: dict[str, int] = {}
        for path, folder in self._folders.items():
            if not folder.media:
                continue
            prefix = f"{path}/" if path else ""
            stamp = self._stamp(path, stamps)
            for name, size, mtime_ns in folder.media:
                yield FoundFile(prefix + name, size, mtime_ns, stamp)

    def _stamp(self, path: str, stamps: dict[str, int]) -> int:
        """Changes with anything that may describe the files of a folder: what lies beside them, in a subtitle folder
        below, and in the folders above short of the root (a show's NFO describes its seasons)."""
        known = stamps.get(path)
        if known is None:
            folder = self._folders.get(path)
            known = folder.stamp() if folder else 0
            for inner in self.inner(path):
                known = known * 31 + self._folders[inner].stamp()
            above = path.rpartition("/")[0]
            if above:
                known = known * 31 + self._stamp(above, stamps)
            known = stamps[path] = known & 0x7FFFFFFF
        return known

    @property
    def refused(self) -> list[Refusal]:
        return [Refusal(one.path, one.reason, one.message) for one in self._walk.refused] + self._nfo.refused

    @property
    def unreadable(self) -> list[str]:
        return self._walk.unreadable

    def beside(self) -> Iterator[tuple[str, int, int]]:
        for folder in self._folders.values():
            prefix = f"{folder.path}/" if folder.path else ""
            for name, size, mtime_ns in folder.beside:
                yield prefix + name, size, mtime_ns

    def file(self, found: FoundFile) -> LocalFile:
        return LocalFile(self.root, found.path, found.size, found.mtime_ns)

    def describe(self, path: str, tags: Mapping[str, Any]) -> Described:
        if self.type == "music":
            return self._music.describe(path, tags)
        if self.type == "shows":
            return self._series.describe(path)
        if self.type == "movies":
            return describe_film(self, path)
        return describe_video(self, path, tags)

    # For the describers of each kind.

    @property
    def nfo(self) -> NfoReader:
        return self._nfo

    def names(self, path: str) -> Beside:
        """What lies beside the media of a folder."""
        known = self._beside.get(path)
        if known is None:
            known = self._beside[path] = Beside(self._folders.get(path), path)
        return known

    def media_count(self, path: str) -> int:
        folder = self._folders.get(path)
        return len(folder.media) if folder else 0

    def inner(self, path: str) -> Iterator[str]:
        """Paths of subtitle folders directly inside a folder."""
        prefix = f"{path}/" if path else ""
        for name in ("Subs", "subs", "Subtitles", "subtitles", "SUBS", "Sub", "sub"):
            if prefix + name in self._folders:
                yield prefix + name

    def text(self, path: str) -> str | None:
        """A small text file beside the media (lyrics); None when it cannot be read."""
        try:
            data = self._read(path)
        except OSError:
            return None
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", "replace")
        return text.replace("\0", "").strip()[:MAX_LYRICS] or None

    def _read(self, path: str) -> bytes:
        try:
            fd = open_beneath(self.root, path)
        except (MediaRefused, SourceUnavailable) as problem:
            raise OSError("unreadable") from problem
        with os.fdopen(fd, "rb", buffering=0) as file:
            chunks = []
            left = MAX_BYTES + 1
            while left and (chunk := file.read(left)):
                chunks.append(chunk)
                left -= len(chunk)
            return b"".join(chunks)
