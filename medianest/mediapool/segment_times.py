"""Put an ffmpeg segment at its place in the film: ffmpeg counts from where it was started. Pure.

Boxes: ISO/IEC 14496-12 sections 8.6.5 (edit list), 8.8.7 (tfhd), 8.8.8 (trun), 8.8.12 (tfdt) and 8.16.3 (sidx).
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


def is_whole(segment: bytes) -> bool:
    """Whether the boxes fill the file: a full disk cuts it off without a word."""
    at = 0
    while at + 8 <= len(segment):
        size, _name = struct.unpack_from(">I4s", segment, at)
        at += size if size >= 8 else len(segment) + 1
    return at == len(segment) and b"moof" in segment


def length(segment: bytes) -> int:
    """Ticks from the first frame's beginning to the last one's end."""
    total, at = 0, segment.find(b"moof")
    while at >= 0:
        (size,) = struct.unpack_from(">I", segment, at - 4)
        total += _fragment_length(segment[at - 4 : at - 4 + size])
        at = segment.find(b"moof", at - 4 + max(size, 8))
    return total


def _fragment_length(moof: bytes) -> int:
    at = moof.index(b"tfhd") + 4
    (flags,) = struct.unpack_from(">I", moof, at)
    # The default duration follows the track, and the offset and description that may be there.
    at += 8 + (8 if flags & 0x1 else 0) + (4 if flags & 0x2 else 0)
    usual = struct.unpack_from(">I", moof, at)[0] if flags & 0x8 else 0
    total, at = 0, moof.find(b"trun")
    while at >= 0:
        flags, count = struct.unpack_from(">II", moof, at + 4)
        flags &= 0xFFFFFF
        rows = at + 12 + (4 if flags & 0x1 else 0) + (4 if flags & 0x4 else 0)
        width = 4 * sum(bool(flags & bit) for bit in (0x100, 0x200, 0x400, 0x800))
        if flags & 0x100:
            total += sum(struct.unpack_from(">I", moof, rows + width * place)[0] for place in range(count))
        else:
            total += usual * count
        at = moof.find(b"trun", rows + width * count)
    return total
