"""Random keys by the hundred: asking the kernel for each alone takes longer than everything else about a row."""

from __future__ import annotations

import os
from collections.abc import Iterator
from uuid import UUID

AT_ONCE = 256


def _ids() -> Iterator[UUID]:
    while True:
        pool = os.urandom(16 * AT_ONCE)
        for start in range(0, len(pool), 16):
            yield UUID(bytes=pool[start : start + 16], version=4)


class Keys:
    """Hands out random UUIDs (version 4). Each thread that stores has one of its own."""

    def __init__(self) -> None:
        self._next = _ids()

    def new(self) -> UUID:
        return next(self._next)
