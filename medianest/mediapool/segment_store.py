"""Finished segments on the disk: never more bytes than are allowed, and what was used longest ago goes first.

One process owns the folder and counts what is in it; others only read. What is there when it starts stays.
"""

from __future__ import annotations

import errno
import os
import threading
from collections import OrderedDict
from contextlib import suppress
from pathlib import Path

# What is freed at once when the disk itself is full.
_SLICE = 64 * 1024**2


class SegmentStore:
    """``folder/NAME/FILE``, together at most ``limit`` bytes. Every method may be called from any thread."""

    def __init__(self, folder: Path, limit: int) -> None:
        self._folder = folder
        self._limit = limit
        self._sizes: OrderedDict[tuple[str, str], int] = OrderedDict()
        self._total = 0
        self._lock = threading.RLock()
        for _, size, path in sorted(_found(folder)):
            self._sizes[path.parent.name, path.name] = size
            self._total += size
        self._free(0)

    @property
    def total(self) -> int:
        """Bytes that are kept."""
        return self._total

    def find(self, name: str, file: str) -> Path | None:
        """The path of what is kept, which counts as used now; None when it is not there."""
        with self._lock:
            if (name, file) not in self._sizes:
                return None
            path = self._folder / name / file
            try:
                os.utime(path)
            except OSError:  # somebody tidied up by hand
                self._forget(name, file)
                return None
            self._sizes.move_to_end((name, file))
            return path

    def keep(self, name: str, file: str, data: bytes, scratch: Path) -> None:
        """Put ``data`` under its final name, whole or not at all; ``scratch`` lies on the same disk.

        Raises:
            OSError: it does not fit, even after everything that can be spared has gone (``ENOSPC``).
        """
        if len(data) > self._limit:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        with self._lock:
            self._forget(name, file)
            self._free(len(data))
            try:
                self._write(name, file, data, scratch)
            except OSError as problem:
                if problem.errno not in (errno.ENOSPC, errno.EDQUOT) or not self.spare():
                    raise
                self._write(name, file, data, scratch)
            self._sizes[name, file] = len(data)
            self._total += len(data)

    def spare(self) -> int:
        """Make room on a full disk: bytes freed, 0 when there was nothing."""
        with self._lock:
            before = self._total
            self._free(min(self._limit, self._limit - self._total + _SLICE))
            return before - self._total

    def _write(self, name: str, file: str, data: bytes, scratch: Path) -> None:
        partial = scratch / f"{file}.partial"
        try:
            partial.write_bytes(data)
            (self._folder / name).mkdir(parents=True, exist_ok=True)
            partial.replace(self._folder / name / file)
        except OSError:
            partial.unlink(missing_ok=True)
            raise

    def _free(self, size: int) -> None:
        while self._sizes and self._total + size > self._limit:
            name, file = next(iter(self._sizes))
            self._forget(name, file)

    def _forget(self, name: str, file: str) -> None:
        size = self._sizes.pop((name, file), None)
        if size is None:
            return
        self._total -= size
        (self._folder / name / file).unlink(missing_ok=True)
        with suppress(OSError):
            (self._folder / name).rmdir()  # only when it is empty


def _found(folder: Path) -> list[tuple[float, int, Path]]:
    """Every kept file with when it was used last and its bytes."""
    found = []
    for path in folder.glob("*/*"):
        with suppress(OSError):
            if path.is_file():
                status = path.stat()
                found.append((status.st_mtime, status.st_size, path))
    return found
