"""Walk a library's folder: what lies where, with sizes and times, without opening anything.

Hidden things, system folders and folders marked ``.nomedia`` or ``.ignore`` are passed over. A link is followed only to
a file inside the library; links to folders are not followed at all, because what they lead to inside the library is
found under its own name. So a walk ends however the links are laid.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from medianest.errors import SourceUnavailable
from medianest.providers.local.suffixes import BESIDE, TAKES, suffix

MAX_DEPTH = 32  # folders below the root
MAX_PATH = 2000  # bytes; a longer one does not fit into an index of the database
MAX_ENTRIES = 2_000_000  # of one walk: past that it is no library but a whole disk
MAX_IGNORE_BYTES = 64 * 1024

SYSTEM_FOLDERS = frozenset(
    ("@eadir", "#recycle", "#snapshot", "$recycle.bin", "system volume information", "lost+found", "__macosx")
)
_EXTRAS = (
    "trailers,extras,behind the scenes,deleted scenes,featurettes,interviews,scenes,samples,sample,shorts,backdrops,"
    "theme-music,clips,other"
)
EXTRAS_FOLDERS = frozenset(_EXTRAS.split(","))
EXTRAS_SUFFIXES = ("-trailer", "-sample", "-behindthescenes", "-deleted", "-featurette", "-interview", "-scene")
EXTRAS_SUFFIXES += ("-short", "-extra", "-other", "-clip", ".sample", ".trailer", "_sample", "_trailer")

Entry = tuple[str, int, int]  # name, bytes, mtime in nanoseconds


@dataclass(slots=True)
class Folder:
    """One folder. ``path`` is relative to the root, "" for the root itself; entries are sorted by name."""

    path: str
    media: list[Entry] = field(default_factory=list)
    beside: list[Entry] = field(default_factory=list)  # pictures, subtitles, lyrics, NFO files

    def stamp(self) -> int:
        """Changes when anything beside the media changes; 0 when there is nothing."""
        return zlib.crc32(repr(self.beside).encode("utf-8", "replace")) or 1 if self.beside else 0


@dataclass(frozen=True, slots=True)
class Refused:
    """Something in the tree that is not looked at, and why (``ScanIssue.reason`` and sentence)."""

    path: str
    reason: str
    message: str


@dataclass(slots=True)
class Walk:
    """The state and the findings of one walk. ``unreadable`` folders tell nothing about what lies in them."""

    root: Path
    type: str
    refused: list[Refused] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    entries: int = 0
    _real_root: str = ""

    def folders(self, below: tuple[str, ...] = ()) -> Iterator[Folder]:
        """Every folder with something of interest in it, parents first.

        ``below`` narrows the walk to these entries of the root.

        Raises:
            SourceUnavailable: the root cannot be read, or the tree is beyond the limits.
        """
        try:
            if not self.root.is_dir():
                raise SourceUnavailable("The library's folder is not there")
            self._real_root = os.path.realpath(self.root)
        except OSError as problem:
            raise SourceUnavailable("The library's folder cannot be read") from problem
        takes = TAKES[self.type]
        todo: list[tuple[str, int, tuple[str, ...]]] = [("", 0, ())]
        while todo:
            path, depth, ignored = todo.pop()
            found = self._scan(path, ignored)
            if found is None:
                continue
            files, inner, ignored = found
            if not path and below:
                inner = [name for name in inner if name in below]
                files = []
            prefix = f"{path}/" if path else ""
            if depth < MAX_DEPTH:
                todo.extend((prefix + name, depth + 1, ignored) for name in reversed(inner))
            elif inner:
                self._refuse(prefix + inner[0], "too_deep", "The folders are nested too deeply to be scanned")
            folder = self._sort_out(path, files, takes)
            if folder.media or folder.beside:
                yield folder

    def _scan(self, path: str, ignored: tuple[str, ...]) -> tuple[list[Entry], list[str], tuple[str, ...]] | None:
        """Files, folders and ignore patterns of one folder; None when it is not to be entered."""
        files: list[Entry] = []
        inner: list[str] = []
        try:
            with os.scandir(f"{self._real_root}/{path}" if path else self._real_root) as listing:
                for entry in listing:
                    self.entries += 1
                    name = entry.name
                    if name[0] == ".":
                        if name == ".nomedia":
                            return None
                        if name == ".ignore":
                            patterns = self._patterns(entry)
                            if not patterns:
                                return None
                            ignored = (*ignored, *patterns)
                        continue
                    self._take(path, entry, files, inner)
        except OSError as problem:
            if not path:
                raise SourceUnavailable("The library's folder cannot be read") from problem
            self.unreadable.append(path)
            self._refuse(path, "unreadable_folder", "This folder cannot be read by the server")
            return None
        if self.entries > MAX_ENTRIES:
            raise SourceUnavailable("The folder holds more files than a library may have")
        if ignored:
            files = [file for file in files if not _matches(file[0], ignored)]
            inner = [name for name in inner if not _matches(name, ignored)]
        files.sort()
        inner.sort()
        return files, inner, ignored

    def _take(self, path: str, entry: os.DirEntry[str], files: list[Entry], inner: list[str]) -> None:
        name = entry.name
        if entry.is_symlink():
            self._take_link(path, entry, files)
        elif entry.is_dir(follow_symlinks=False):
            if name.lower() not in SYSTEM_FOLDERS and self._usable(path, name):
                inner.append(name)
        elif entry.is_file(follow_symlinks=False) and self._usable(path, name):
            status = entry.stat(follow_symlinks=False)
            files.append((name, status.st_size, status.st_mtime_ns))

    def _take_link(self, path: str, entry: os.DirEntry[str], files: list[Entry]) -> None:
        shown = f"{path}/{entry.name}" if path else entry.name
        target = os.path.realpath(entry.path)
        if target != self._real_root and not target.startswith(self._real_root.rstrip("/") + "/"):
            if os.path.isdir(target) or suffix(entry.name) in TAKES[self.type]:  # noqa: PTH112 - no Path in the hot loop
                self._refuse(shown, "outside_library", "This link leads out of the library and is not followed")
            return
        if self._usable(path, entry.name) and entry.is_file():
            status = entry.stat()
            files.append((entry.name, status.st_size, status.st_mtime_ns))

    def _usable(self, path: str, name: str) -> bool:
        """A name that can be kept and shown: valid UTF-8, of a bearable length."""
        if name.isascii():
            return len(path) + len(name) < MAX_PATH or self._too_long(path, name)
        try:
            length = len(name.encode()) + len(path)
        except UnicodeEncodeError:
            readable = os.fsencode(name).decode("utf-8", "replace")
            shown = f"{path}/{readable}" if path else readable
            if suffix(name) in TAKES[self.type] or not suffix(name):
                self._refuse(shown, "undecodable_name", "This name is not valid UTF-8; rename it to use it")
            return False
        return length < MAX_PATH or self._too_long(path, name)

    def _too_long(self, path: str, name: str) -> bool:
        self._refuse(f"{path}/{name}"[:MAX_PATH], "path_too_long", "This path is too long to be used")
        return False

    def _refuse(self, path: str, reason: str, message: str) -> None:
        self.refused.append(Refused(path, reason, message))

    def _patterns(self, entry: os.DirEntry[str]) -> tuple[str, ...]:
        """Lines of an ``.ignore`` file: file name patterns. An empty one means the whole folder."""
        with open(entry.path, "rb") as file:  # noqa: PTH123 - the same, and an OSError here means unreadable
            lines = file.read(MAX_IGNORE_BYTES).decode("utf-8", "replace").splitlines()
        return tuple(line.strip().rstrip("/").casefold() for line in lines if line.strip() and line[0] != "#")[:200]

    def _sort_out(self, path: str, files: list[Entry], takes: frozenset[str]) -> Folder:
        folder = Folder(path)
        extras = self.type in ("movies", "shows") and any(
            part in EXTRAS_FOLDERS for part in path.lower().split("/")[1:]
        )
        for file in files:
            kind = suffix(file[0])
            if kind in takes:
                if not extras and not (self.type in ("movies", "shows") and _is_extra(file[0])):
                    folder.media.append(file)
            elif kind in BESIDE:
                folder.beside.append(file)
        return folder


def _is_extra(name: str) -> bool:
    bare = name[: name.rfind(".")].lower()
    return bare in ("sample", "trailer") or bare.endswith(EXTRAS_SUFFIXES)


def _matches(name: str, patterns: tuple[str, ...]) -> bool:
    folded = name.casefold()
    return any(fnmatchcase(folded, pattern) for pattern in patterns)
