"""Files that can be made again, under a limit of bytes: what was used longest ago goes first."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from medianest.providers.base import LocalFile

# A sweep frees this much more than it must, so that the next file does not begin another.
_SLACK = 0.1


def version_key(file: LocalFile) -> str:
    """A name for these very bytes: another version of the file has another."""
    text = f"{file.root}\0{file.relative_path}\0{file.size}\0{file.mtime_ns}"
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:32]


def sweep(folder: Path, limit: int) -> int:
    """Remove the least recently used files until ``limit`` holds; bytes freed. Safe when several do it at once."""
    entries = sorted(_files(folder))
    total = sum(size for _, size, _ in entries)
    if total <= limit:
        return 0
    freed = 0
    for _, size, path in entries:
        if total - freed <= limit * (1 - _SLACK):
            break
        with suppress(FileNotFoundError):
            path.unlink()
            freed += size
        with suppress(OSError):
            path.parent.rmdir()  # only when it is empty
    return freed


def used(path: Path) -> None:
    """Note that a file was needed now."""
    with suppress(OSError):
        os.utime(path)


def _files(folder: Path) -> Iterator[tuple[float, int, Path]]:
    for directory, _, names in os.walk(folder):
        for name in names:
            path = Path(directory) / name
            with suppress(FileNotFoundError):
                status = path.stat()
                yield status.st_mtime, status.st_size, path
