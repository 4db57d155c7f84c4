"""Files that are being read now, kept open for a moment: a player that seeks asks for one film many times a second."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, replace

KEPT_SECONDS = 2.0
_MOST = 128


@dataclass(frozen=True, slots=True)
class OpenFile:
    """An open file and what is said of it. Whoever holds it closes ``fd``."""

    fd: int
    media_type: str
    name: str


class OpenFiles:
    """Belongs to one event loop. A key names everything that the opening was allowed for, the viewer first."""

    def __init__(self, kept_seconds: float = KEPT_SECONDS, most: int = _MOST) -> None:
        self._kept_seconds = kept_seconds
        self._most = most
        self._open: dict[Hashable, OpenFile] = {}

    async def take(self, key: Hashable, opening: Callable[[], Awaitable[OpenFile]]) -> OpenFile:
        """The file behind ``key`` with a descriptor of the caller's own; opened anew when the last time is long ago.

        What is kept is never used longer than ``kept_seconds``: then rights and the file itself are looked at again.
        """
        known = self._open.get(key)
        if known is not None:
            return replace(known, fd=os.dup(known.fd))
        opened = await opening()
        if key not in self._open and len(self._open) < self._most:
            self._open[key] = replace(opened, fd=os.dup(opened.fd))
            asyncio.get_running_loop().call_later(self._kept_seconds, self._forget, key)
        return opened

    def _forget(self, key: Hashable) -> None:
        known = self._open.pop(key, None)
        if known is not None:
            os.close(known.fd)

    def close(self) -> None:
        for key in list(self._open):
            self._forget(key)
