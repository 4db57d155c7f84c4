"""Walk the packets of one stream from a given time, whatever the container makes of seeking."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import av.error
from av.stream import Discard

from medianest.errors import MediaRefused
from medianest.mediapool.containers import OpenedFile, refuse

if TYPE_CHECKING:
    from av.packet import Packet

# Seconds to step back when a seek landed too late: keyframes of another stream, or guesses by bitrate.
_STEPS_BACK = (0, 2, 8, 30, 120, 10**9)
# Containers that seek to the very packet; in the others a seek lands near, and not always before.
_EXACT = ("mov", "matroska")
MAX_PACKETS = 200_000
_WELL_BEFORE = 10_000_000  # microseconds; a seek to the very first moment may land behind the first picture


def stream_of(opened: OpenedFile, index: int, kind: str) -> Any:
    """The stream with this index.

    Raises:
        MediaRefused: there is none of this kind, or libav has no codec for it.
    """
    streams = opened.container().streams
    if not 0 <= index < len(streams) or streams[index].type != kind or streams[index].codec_context is None:
        raise MediaRefused("There is no such track in this file", "no_such_track")
    return streams[index]


def base_time(opened: OpenedFile) -> Fraction:
    """The file's first moment in seconds: what players call zero."""
    return Fraction(opened.container().start_time or 0, 1_000_000)


def only(opened: OpenedFile, stream: Any) -> None:
    """Have the demuxer skip every other stream's data."""
    for other in opened.container().streams:
        other.discard = Discard.default if other.index == stream.index else Discard.all


def stamp(packet: Packet) -> int | None:
    """When a packet is shown; its decode time where the container keeps no other."""
    return packet.pts if packet.pts is not None else packet.dts


def packets_from(opened: OpenedFile, stream: Any, seconds: Fraction, seek_by: Any = None) -> Iterator[Packet]:
    """Packets of ``stream`` in file order, beginning at or before ``seconds`` (absolute, not from the base).

    ``seek_by`` is the stream whose index a seek uses; None leaves it to the container (Matroska indexes only video).

    Raises:
        MediaRefused: the file does not read on.
    """
    container = opened.container()
    only(opened, stream)
    base = base_time(opened)
    for back in _STEPS_BACK[0 if opened.demuxer in _EXACT else 1 :]:
        target = max(base, seconds - back)
        try:
            if target > base:
                _seek(opened, target, seek_by)
            else:
                to_beginning(opened)
            walk = _walk(container, stream)
            first = next(walk, None)
        except av.error.FFmpegError as problem:
            raise refuse(problem) from problem
        if first is None and target > base:
            continue
        at = stamp(first) if first is not None else None
        if at is None or at * stream.time_base <= seconds or target <= base:
            break
    else:
        raise MediaRefused("This place of the file cannot be reached", "not_seekable")
    if first is not None:
        yield first
    try:
        yield from walk
    except av.error.FFmpegError as problem:
        raise refuse(problem) from problem


def to_beginning(opened: OpenedFile) -> None:
    """Go to the first packet. The clock of a broadcast may turn over in the middle: then it begins below zero."""
    container = opened.container()
    start = container.start_time or 0
    container.seek(0 if start >= 0 else start - _WELL_BEFORE)


def _seek(opened: OpenedFile, target: Fraction, seek_by: Any) -> None:
    container = opened.container()
    try:
        if seek_by is None:
            container.seek(int(target * 1_000_000))
        else:
            container.seek(int(target / seek_by.time_base), stream=seek_by)
    except av.error.FFmpegError:
        to_beginning(opened)  # nothing before it, or no index at all: walk from the beginning


def _walk(container: Any, stream: Any) -> Iterator[Packet]:
    for count, packet in enumerate(container.demux(stream)):
        if count > MAX_PACKETS:
            raise MediaRefused("This place of the file cannot be reached in time", "not_seekable")
        if packet.size and stamp(packet) is not None:
            yield packet
