"""A binary file over a shared descriptor that never moves the descriptor's own position."""

from __future__ import annotations

import io
import os
from typing import cast


class PreadFile(io.RawIOBase):
    """Seekable and read-only; closing it leaves the descriptor open."""

    def __init__(self, fd: int, size: int) -> None:
        self._fd = fd
        self._size = size
        self._at = 0
        self.name = "media"  # libraries ask for a name; there is none to tell

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise OSError(22, "a seek before the beginning")
        self._at = base + offset
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: object) -> int:
        view = cast(memoryview, buffer)
        count = os.preadv(self._fd, [view], self._at) if hasattr(os, "preadv") else self._copy(view)
        self._at += count
        return count

    def _copy(self, view: memoryview) -> int:
        data = os.pread(self._fd, len(view), self._at)
        view[: len(data)] = data
        return len(data)

    def read(self, size: int = -1) -> bytes:
        if size is None or size < 0:
            size = max(0, self._size - self._at)
        data = os.pread(self._fd, size, self._at)
        self._at += len(data)
        return data
