"""The operations ``video_init`` and ``video_segment``: frames as they are, in fragmented MP4, cut at key frames."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from medianest.errors import MediaRefused
from medianest.mediapool import fmp4
from medianest.mediapool.containers import OpenedFile
from medianest.mediapool.operations import Reply
from medianest.mediapool.packets import base_time, packets_from, stamp, stream_of

if TYPE_CHECKING:
    from av.packet import Packet

MAX_BYTES = 192 * 1024**2
# Pictures that may be shown before the key frame they follow in the file.
_MAX_LEADING = 32
# Seconds by which containers that count milliseconds may blur a time, twice.
_BLUR = Fraction(2, 1000)
_START_CODE = re.compile(rb"\x00\x00\x01")


def video_init(opened: OpenedFile, arguments: dict[str, Any]) -> Reply:
    """The initialisation segment of the video track ``stream``."""
    return Reply(None, _init(opened, stream_of(opened, int(arguments["stream"]), "video")))


def video_segment(opened: OpenedFile, arguments: dict[str, Any]) -> Reply:
    """Frames from the mark ``from`` until the mark ``to`` (None: the end), as segment ``number``.

    Raises:
        MediaRefused: ``past_end`` when the file holds no frame there, ``too_large`` beyond the limit.
    """
    stream = stream_of(opened, int(arguments["stream"]), "video")
    scale = fmp4.timescale(_init(opened, stream))
    stretch = _collect(opened, stream, int(arguments["from"]), arguments["to"])
    if not stretch.packets:
        raise MediaRefused("The file ends before this place", "past_end")
    base = base_time(opened)

    def ticks(at: int) -> int:
        return round((at * stream.time_base - base) * scale)

    shown = [max(0, ticks(stamp(packet) or 0)) for packet in stretch.packets]
    decode, end = _decode_times(stretch, stream, scale, ticks, shown)
    annexb = _is_annexb(stream)
    samples = [
        fmp4.Sample(_length_prefixed(bytes(packet)) if annexb else bytes(packet), early, late, packet.is_keyframe)
        for packet, early, late in zip(stretch.packets, decode, shown, strict=True)
    ]
    return Reply(None, fmp4.fragment(int(arguments["number"]) + 1, samples, end))


@dataclass(slots=True)
class _Stretch:
    """Packets in decode order, the key frame after them, and when the first picture after them is shown."""

    packets: list[Packet]
    following: Packet | None = None
    following_shown: int | None = None


def _decode_times(
    stretch: _Stretch, stream: Any, scale: int, ticks: Callable[[int], int], shown: list[int]
) -> tuple[list[int], int]:
    """Decode times of the packets, and of the next segment's first.

    The container's own where it keeps them all. Matroska keeps none (and libav's guess loses the first after a seek):
    there they are the shown times in order, earlier by the track's reordering delay.
    """
    own = [packet.dts for packet in stretch.packets]
    if None not in own and all(earlier < later for earlier, later in pairwise(own)):  # type: ignore[operator]
        times = [ticks(at) for at in own]  # type: ignore[arg-type]
        following = stretch.following.dts if stretch.following is not None else None
        return times, ticks(following) if following is not None else times[-1] + _length(stretch, stream, scale)
    delay = _reorder_delay(stream, scale)
    ordered = sorted(shown)
    following = stretch.following_shown
    end = ticks(following) if following is not None else ordered[-1] + _length(stretch, stream, scale)
    return _never_late([at - delay for at in ordered], shown), end - delay


def _never_late(decode: list[int], shown: list[int]) -> list[int]:
    """Decode times that neither go back nor pass the picture, where frames are unevenly far apart."""
    times = list(decode)
    least = shown[-1]
    for place in range(len(times) - 1, -1, -1):
        least = min(least, shown[place])
        times[place] = min(times[place], least, times[place + 1] - 1 if place + 1 < len(times) else least)
    return times


def _init(opened: OpenedFile, stream: Any) -> bytes:
    name = f"init:{stream.index}"
    if name not in opened.notes:
        opened.notes[name] = fmp4.init_segment(stream)
    return opened.notes[name]  # type: ignore[return-value]


def _reorder_delay(stream: Any, scale: int) -> int:
    """Ticks between decoding a frame and showing it, the same for every segment of the track."""
    rate = stream.average_rate or stream.guessed_rate or 24
    return math.ceil((stream.codec_context.reorder_depth / rate + _BLUR) * scale)


def _mark(opened: OpenedFile, packet: Packet) -> int | None:
    """A packet's time in the terms of ``keyframes``' marks."""
    return packet.dts if opened.demuxer == "mov" else stamp(packet)


def _collect(opened: OpenedFile, stream: Any, begin: int, end: int | None) -> _Stretch:
    stretch = _Stretch([])
    size = 0
    walk = packets_from(opened, stream, begin * Fraction(stream.time_base), stream)
    for packet in walk:
        at, mark = stamp(packet), _mark(opened, packet)
        if at is None or mark is None or packet.is_corrupt:
            continue
        if not stretch.packets and not (packet.is_keyframe and mark >= begin):
            continue
        if end is not None and packet.is_keyframe and mark >= end:
            stretch.following, stretch.following_shown = packet, _first_shown(at, walk)
            break
        stretch.packets.append(packet)
        size += packet.size
        if size > MAX_BYTES:
            raise MediaRefused("This stretch of video is too large to be repacked", "too_large")
    return stretch


def _first_shown(key_time: int, walk: Any) -> int:
    """The least time of a key frame and the leading pictures that follow it."""
    least = key_time
    for count, packet in enumerate(walk):
        at = stamp(packet)
        if at is None or at > key_time or count > _MAX_LEADING:
            break
        least = min(least, at)
    return least


def _length(stretch: _Stretch, stream: Any, scale: int) -> int:
    """How long the last frame of the track lasts."""
    packet = stretch.packets[-1]
    if packet.duration:
        return max(1, round(packet.duration * stream.time_base * scale))
    return max(1, round(scale / (stream.average_rate or stream.guessed_rate or 24)))


def _is_annexb(stream: Any) -> bool:
    """MPEG transport streams mark units with start codes; MP4 wants their lengths."""
    context = stream.codec_context
    if context.codec.canonical_name not in ("h264", "hevc"):
        return False
    return (context.extradata or b"").startswith((b"\x00\x00\x01", b"\x00\x00\x00\x01"))


def _length_prefixed(data: bytes) -> bytes:
    starts = [match.end() for match in _START_CODE.finditer(data)]
    ends = [start - 3 for start in starts[1:]] + [len(data)]
    units = (data[start:end].rstrip(b"\0") for start, end in zip(starts, ends, strict=True))
    return b"".join(len(unit).to_bytes(4, "big") + unit for unit in units if unit)
