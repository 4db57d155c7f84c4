"""The operation ``keyframes``: where a video can be cut without coding it anew.

Containers with an index tell at once (MP4; Matroska after a seek has loaded its cues); the others are read through,
skipping all but key frames, within limits.
"""

from __future__ import annotations

import time
from typing import Any

import av.error
from av.stream import Discard

from medianest.errors import MediaRefused
from medianest.mediapool.containers import OpenedFile, refuse
from medianest.mediapool.operations import Reply
from medianest.mediapool.packets import base_time, only, stamp, stream_of, to_beginning
from medianest.mediapool.track_end import track_end

# Reading a file through for its key frames must fit in the time that a person waits.
_SCAN_SECONDS = 12.0
_MAX_CUTS = 50_000
# An index that ends this many seconds before the film does is not whole.
_INDEX_SLACK = 60.0


def keyframes(opened: OpenedFile, arguments: dict[str, Any]) -> Reply:
    """``{"base", "end", "marks", "scale"}``: cut points as timestamps of the stream, ``scale`` ticks a second.

    ``base`` is the file's first moment and ``end`` the stream's end, both in seconds. Marks are decode times in MP4,
    whose index holds those, else presentation times; hand them back to ``video_segment`` as they are.

    Raises:
        MediaRefused: ``no_such_track``, or ``no_index`` when the file would have to be read for too long.
    """
    stream = stream_of(opened, int(arguments["stream"]), "video")
    marks = _indexed(opened, stream)
    if marks is None:
        marks = _scanned(opened, stream)
    if not marks:
        raise MediaRefused("This video has no key frame to begin at", "no_index")
    base = base_time(opened)
    return Reply(
        {
            "base": float(base),
            "end": float(track_end(opened, stream)),
            "marks": marks,
            "scale": float(1 / stream.time_base),
        }
    )


def _indexed(opened: OpenedFile, stream: Any) -> list[int] | None:
    """Key frames by the container's own index; None when it has none that can be trusted."""
    if opened.demuxer not in ("mov", "matroska"):
        return None
    container = opened.container()
    length = (container.duration or 0) / 1_000_000
    if opened.demuxer == "matroska":
        try:
            container.seek(int(length * 500_000))  # any seek has the cues read
        except av.error.FFmpegError as problem:
            raise refuse(problem) from problem
    marks = sorted(
        {
            entry.timestamp
            for entry in stream.index_entries
            if entry.is_keyframe and entry.pos < opened.size and entry.pos + entry.size <= opened.size
        }
    )
    if not marks or len(marks) > _MAX_CUTS:
        return None
    covered = float(marks[-1] * stream.time_base - base_time(opened))
    return None if opened.demuxer == "matroska" and covered < length - _INDEX_SLACK else marks


def _scanned(opened: OpenedFile, stream: Any) -> list[int]:
    container = opened.container()
    only(opened, stream)
    stream.discard = Discard.nonkey
    deadline = time.monotonic() + _SCAN_SECONDS
    marks: list[int] = []
    try:
        to_beginning(opened)
        for packet in container.demux(stream):
            if time.monotonic() > deadline or len(marks) > _MAX_CUTS:
                raise MediaRefused("This file has no index and is too long to be read through", "no_index")
            at = stamp(packet)
            if packet.size and packet.is_keyframe and at is not None:
                marks.append(at)
    except av.error.FFmpegError as problem:
        raise refuse(problem) from problem
    return sorted(set(marks))
