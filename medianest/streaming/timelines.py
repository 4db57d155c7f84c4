"""Where each track is cut into segments. Pure, but for the index that the media pool has read."""

from __future__ import annotations

import bisect
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from medianest.errors import MediaRefused
from medianest.providers.base import StreamFacts

LEAST_SECONDS = 4.0  # between cuts of copied video
MOST_SECONDS = 40.0  # a longer way between key frames is coded anew
GRID_SECONDS = 2.0  # of video that is coded anew: what a seek waits for
_AAC_FRAME = 1024
_RATES = (48_000, 44_100, 32_000)
_SOUND_SECONDS = 4.0
_REST = 0.02  # of a segment


@dataclass(frozen=True, slots=True)
class Cuts:
    """Copied video: segment n goes from ``marks[n]`` to ``marks[n + 1]``, in the stream's own timestamps."""

    marks: tuple[int, ...]
    durations: tuple[float, ...]

    def bounds(self, number: int) -> tuple[int, int | None]:
        following = number + 1
        return self.marks[number], self.marks[following] if following < len(self.marks) else None


def cuts(index: Mapping[str, Any]) -> Cuts:
    """Segments from the operation ``keyframes``' answer: from key frame to key frame, each long enough.

    Raises:
        MediaRefused: ``sparse_keyframes`` when one would be too long to be handed out at once.
    """
    scale, marks = float(index["scale"]), list(index["marks"])
    least = LEAST_SECONDS * scale
    chosen = [marks[0]]
    while (place := bisect.bisect_left(marks, chosen[-1] + least)) < len(marks):
        chosen.append(marks[place])
    # Decode times run a few frames before the shown ones: the first cut is the beginning, whatever it says.
    starts = [0.0, *(mark / scale - float(index["base"]) for mark in chosen[1:])]
    length = float(index["end"]) - float(index["base"])
    ends = [*starts[1:], max(length, starts[-1] + 0.04)]
    durations = tuple(end - start for start, end in zip(starts, ends, strict=True))
    if max(durations) > MOST_SECONDS:
        raise MediaRefused("Its key frames are too far apart to cut this video", "sparse_keyframes")
    return Cuts(tuple(chosen), durations)


@dataclass(frozen=True, slots=True)
class Grid:
    """Segments of one length; a rest too short for one of its own is left to the last."""

    step: float
    total: float

    @property
    def count(self) -> int:
        return max(1, math.ceil(self.total / self.step - _REST))

    @property
    def durations(self) -> tuple[float, ...]:
        return (*([self.step] * (self.count - 1)), max(0.02, self.total - self.step * (self.count - 1)))

    def bounds(self, number: int) -> tuple[float, float]:
        """Begin and end in seconds."""
        last = number + 1 >= self.count
        return number * self.step, max(self.total, number * self.step + 0.05) if last else (number + 1) * self.step


def sound_grid(stream: StreamFacts, end: float) -> Grid:
    """Whole AAC frames, so that segments made one by one fit. ``end`` is where the sound does, in seconds."""
    rate = stream.sample_rate if stream.sample_rate in _RATES else _RATES[0]
    frames = round(_SOUND_SECONDS * rate / _AAC_FRAME)
    return Grid(frames * _AAC_FRAME / rate, end)


def picture_grid(stream: StreamFacts, duration: float) -> Grid:
    """For video that is coded anew."""
    return Grid(GRID_SECONDS, min(stream.duration or duration, duration) or duration)
