"""Files that are made once and kept: written whole, and by one at a time."""

from __future__ import annotations

import errno
import os
import tempfile
import threading
from pathlib import Path

from medianest.errors import StorageFull


class Turns:
    """A lock for each name, so that two who want the same thing do not both make it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._busy: dict[str, threading.Lock] = {}

    def at(self, name: str) -> threading.Lock:
        with self._lock:
            if len(self._busy) > 1000:
                self._busy = {known: lock for known, lock in self._busy.items() if lock.locked()}
            return self._busy.setdefault(name, threading.Lock())


def write_whole(place: Path, data: bytes) -> None:
    """Whole or not at all: somebody may read it at once.

    Raises:
        StorageFull: the disk has no room.
    """
    try:
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=place.parent, delete=False) as file:
            try:
                file.write(data)
                file.close()
                os.replace(file.name, place)  # noqa: PTH105 - both names are strings already
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise
    except OSError as problem:
        if problem.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise StorageFull("The disk of the server is full.") from problem
