"""How far the pictures of an MP4 or MOV file are to be turned, from the header alone.

libav tells it only with a decoded frame, which takes longer than all the rest of a probe. The matrix stands in each
track's ``tkhd`` box (ISO/IEC 14496-12, 8.3.2).
"""

from __future__ import annotations

import math
import struct
from typing import BinaryIO, cast

from mutagen.mp4 import Atom, AtomError  # pyright: ignore[reportPrivateImportUsage]

from medianest.mediapool.pread import PreadFile

_MOST_BOXES = 10_000  # before the header: fragments may come first, but not for ever
_LAYOUTS = {0: (12, 40), 1: (20, 52)}  # by version: where the track's id and its matrix begin


def rotations(file: PreadFile) -> dict[int, int]:
    """Degrees clockwise (0, 90, 180 or 270) by the track's id; empty when there is no header to read."""
    try:
        header = _header(file)
        if header is None:
            return {}
        boxes = [box for track in header.findall(b"trak") for box in track.findall(b"tkhd")]
        return dict(_turn(box.read(file)[1]) for box in boxes if box.datalength <= 256)
    except (AtomError, OSError, ValueError, struct.error, KeyError, RecursionError):
        return {}


def _header(file: PreadFile) -> Atom | None:
    file.seek(0)
    for _ in range(_MOST_BOXES):
        box = Atom(cast(BinaryIO, file))
        if box.name == b"moov":
            return box
    return None


def _turn(data: bytes) -> tuple[int, int]:
    track_at, matrix_at = _LAYOUTS[data[0]]
    (track,) = struct.unpack_from(">I", data, track_at)
    a, b = struct.unpack_from(">ii", data, matrix_at)
    return track, round(math.degrees(math.atan2(b, a)) / 90) * 90 % 360
