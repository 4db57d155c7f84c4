"""Fragmented MP4, as HLS wants it: an initialisation segment from libav, fragments written here.

libav's muxer would do the fragments too, but it insists on decode times that Matroska does not keep, on unsigned
first times, and on rounding of its own. A fragment is four small boxes; written here, every sample keeps its exact
presentation time. Boxes: ISO/IEC 14496-12 sections 8.8.4 to 8.8.12.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import av

from medianest.errors import MediaRefused

_SYNC, _NOT_SYNC = 0x02000000, 0x01010000
_BASE_IS_MOOF = 0x020000
# data offset, and for each sample its duration, size, flags and composition offset
_TRUN_FLAGS = 0x000001 | 0x000100 | 0x000200 | 0x000400 | 0x000800


@dataclass(frozen=True, slots=True)
class Sample:
    """One coded frame: when it is decoded and shown, in the track's timescale."""

    data: bytes
    decode: int
    shown: int
    sync: bool


def init_segment(stream: Any) -> bytes:
    """``ftyp`` and ``moov`` of a track that takes ``stream``'s codec configuration.

    Raises:
        MediaRefused: MP4 cannot hold this codec.
    """
    target = io.BytesIO()
    options = {"movflags": "empty_moov+default_base_moof+frag_custom+skip_trailer", "use_editlist": "0"}
    try:
        with av.open(target, "w", format="mp4", options=options) as output:
            track: Any = output.add_stream_from_template(stream, opaque=True)
            if stream.codec_context.codec.canonical_name == "hevc":
                track.codec_context.codec_tag = "hvc1"  # Apple's players take no other
            output.start_encoding()
    except (OSError, ValueError) as problem:
        raise MediaRefused("This stream cannot be repacked", "not_repackable") from problem
    return target.getvalue()


def timescale(init: bytes) -> int:
    """Ticks in a second of the only track of an initialisation segment."""
    at = init.index(b"mdhd") + 4
    return struct.unpack_from(">I", init, at + (20 if init[at] == 1 else 12))[0]


def fragment(number: int, samples: Sequence[Sample], end: int) -> bytes:
    """One ``styp`` ``moof`` ``mdat`` with these samples, in decode order; ``end`` is where the next segment begins.

    Decode times before zero have no place in MP4: the first frames of a track follow each other in single ticks then.
    """
    decode = [max(count, sample.decode) for count, sample in enumerate(samples)]
    decode.append(max(end, decode[-1] + 1))
    rows = b"".join(
        struct.pack(
            ">IIIi",
            max(0, following - time),
            len(sample.data),
            _SYNC if sample.sync else _NOT_SYNC,
            sample.shown - time,
        )
        for sample, (time, following) in zip(samples, pairwise(decode), strict=True)
    )
    traf_length = 8 + 16 + 20 + 20 + len(rows)
    moof_length = 8 + 16 + traf_length
    run = struct.pack(">Ii", len(samples), moof_length + 8) + rows
    moof = _box(
        b"moof",
        _full(b"mfhd", 0, 0, struct.pack(">I", number)),
        _box(
            b"traf",
            _full(b"tfhd", 0, _BASE_IS_MOOF, struct.pack(">I", 1)),
            _full(b"tfdt", 1, 0, struct.pack(">Q", decode[0])),
            _full(b"trun", 1, _TRUN_FLAGS, run),
        ),
    )
    styp = _box(b"styp", b"msdh\0\0\0\0msdhmsix")
    size = sum(len(sample.data) for sample in samples)
    return b"".join([styp, moof, struct.pack(">I4s", size + 8, b"mdat"), *(sample.data for sample in samples)])


def _box(name: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I4s", len(body) + 8, name) + body


def _full(name: bytes, version: int, flags: int, body: bytes) -> bytes:
    return _box(name, struct.pack(">I", version << 24 | flags), body)
