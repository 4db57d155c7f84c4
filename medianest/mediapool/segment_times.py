"""Put an ffmpeg segment at its place in the film: ffmpeg counts from where it was started. Pure.

Boxes: ISO/IEC 14496-12 sections 8.6.5 (edit list), 8.8.12 (tfdt) and 8.16.3 (sidx).
"""

from __future__ import annotations

import struct


def timescale(init: bytes) -> int:
    """Ticks in a second of the only track."""
    at = init.index(b"mdhd") + 4
    return struct.unpack_from(">I", init, at + (20 if init[at] == 1 else 12))[0]


def without_edits(init: bytes) -> bytes:
    """The initialisation segment with its edit list made void: it would differ from run to run."""
    return init.replace(b"edts", b"free", 1)


def moved(segment: bytes, ticks: int) -> bytes:
    """The segment ``ticks`` later. The index in front of it, which would be wrong now, is made void."""
    data = bytearray(segment)
    moof = data.index(b"moof")
    if (index := data.find(b"sidx", 0, moof)) >= 0:
        data[index : index + 4] = b"free"
    at = data.index(b"tfdt", moof) + 4
    form = ">Q" if data[at] == 1 else ">I"
    (time,) = struct.unpack_from(form, data, at + 4)
    struct.pack_into(form, data, at + 4, time + ticks)
    return bytes(data)
