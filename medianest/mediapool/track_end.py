"""The operation ``sound_end``, and where any track ends: what the file holds, and not what its header promises.

Headers are wrong more often than one would think: transport streams have none and are estimated, a file that was cut
short still says its old length, Matroska counts from zero whatever its first time is.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from medianest.errors import MediaRefused
from medianest.mediapool.containers import OpenedFile
from medianest.mediapool.operations import Reply
from medianest.mediapool.packets import base_time, packets_from, stamp, stream_of

# Seconds before the promised end where a look begins; further back when there is nothing.
_LOOKS = (4, 20, 90, 400, 10**9)
_LOOK_SECONDS = 8.0


def sound_end(opened: OpenedFile, arguments: dict[str, Any]) -> Reply:
    """``{"end"}``: where the track ``stream`` of sound ends, in seconds after the file's first moment."""
    stream = stream_of(opened, int(arguments["stream"]), "audio")
    return Reply({"end": float(track_end(opened, stream) - base_time(opened))})


def track_end(opened: OpenedFile, stream: Any) -> Fraction:
    """When a track ends, in seconds on the file's own clock; what it says itself when looking takes too long."""
    name = f"end:{stream.index}"
    if name not in opened.notes:
        opened.notes[name] = _indexed(opened, stream) or _looked_up(opened, stream)
    return opened.notes[name]  # type: ignore[return-value]


def promised_end(opened: OpenedFile, stream: Any) -> Fraction:
    """What the headers say."""
    base = base_time(opened)
    if stream.duration:
        start = base if stream.start_time is None else Fraction(stream.start_time) * stream.time_base
        return start + stream.duration * stream.time_base
    return base + Fraction(opened.container().duration or 0, 1_000_000)


def _indexed(opened: OpenedFile, stream: Any) -> Fraction | None:
    """MP4 lists every sample: those that lie within the file are there."""
    if opened.demuxer != "mov" or not len(stream.index_entries):
        return None
    entries = stream.index_entries
    last = entries[len(entries) - 1]
    if last.pos + last.size <= opened.size and stream.duration:
        return promised_end(opened, stream)
    there = sorted(entry.timestamp for entry in entries if entry.pos + entry.size <= opened.size)
    if not there:
        return None
    length = there[-1] - there[-2] if len(there) > 1 else 0
    return (there[-1] + length) * Fraction(stream.time_base)


def _looked_up(opened: OpenedFile, stream: Any) -> Fraction:
    promised = promised_end(opened, stream)
    seek_by = stream if stream.type == "video" else None
    deadline = time.monotonic() + _LOOK_SECONDS
    for back in _LOOKS:
        place = max(base_time(opened), promised - back)
        try:
            found = _last(packets_from(opened, stream, place, seek_by), stream, deadline)
        except MediaRefused:
            continue
        if found is not None:
            return found
        if place == base_time(opened) or time.monotonic() > deadline:
            break
    return promised


def _last(packets: Iterator[Any], stream: Any, deadline: float) -> Fraction | None:
    """When the last of these packets ends; None when there is none, or too many to look at in time."""
    end: Fraction | None = None
    try:
        for packet in packets:
            if time.monotonic() > deadline:
                return None
            after = ((stamp(packet) or 0) + (packet.duration or 0)) * Fraction(stream.time_base)
            end = after if end is None else max(end, after)
    except MediaRefused:
        return end  # damaged from here on: that is its end
    return end
