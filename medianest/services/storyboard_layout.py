"""How the small pictures of a film are laid out: how many, how large, on which sheet. Pure.

A film's layout follows from what its scan found, so that its index can be told before a single picture is made.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from medianest.providers.base import StreamFacts

COLUMNS = ROWS = 5
_LONG_SIDE = 320  # pixels; a scrub bar shows it at most this wide
_SHORTEST = 2.0  # seconds; there is nothing to look for in less
_CLOSEST, _USUAL = 1.0, 10.0  # seconds between two pictures: of short films, of films
_FEWEST, _MOST = 100, 1500  # pictures: short films have them closer together, the longest further apart


@dataclass(frozen=True, slots=True)
class Layout:
    """``count`` pictures of ``width`` by ``height`` pixels, one every ``interval`` seconds of ``duration``."""

    stream: int  # index of the video in the file
    duration: float
    interval: float
    count: int
    width: int
    height: int

    @property
    def sheets(self) -> int:
        return -(-self.count // (COLUMNS * ROWS))

    def times(self, sheet: int) -> list[float]:
        """The seconds whose pictures stand on a sheet: the middles of what each stands for."""
        first = sheet * COLUMNS * ROWS
        last = min(self.count, first + COLUMNS * ROWS)
        return [min((number + 0.5) * self.interval, self.duration) for number in range(first, last)]


def layout(duration: float, streams: Sequence[StreamFacts]) -> Layout | None:
    """None for what has no picture that moves."""
    video = next((stream for stream in streams if stream.kind == "video"), None)
    if video is None or not video.width or not video.height or duration < _SHORTEST:
        return None
    interval = max(_CLOSEST, min(_USUAL, duration / _FEWEST), duration / _MOST)
    wide, high = video.width * (video.sample_aspect or 1.0), float(video.height)
    if video.rotation % 180:
        wide, high = high, wide
    scale = _LONG_SIDE / max(wide, high)
    width, height = (max(2, round(side * scale / 2) * 2) for side in (wide, high))
    return Layout(video.index, duration, interval, -int(-duration // interval), width, height)


def webvtt(plan: Layout, address: Callable[[int], str]) -> str:
    """The index that players read: for each stretch of time a place on a sheet (``#xywh=``)."""
    lines = ["WEBVTT", ""]
    for number in range(plan.count):
        sheet, place = divmod(number, COLUMNS * ROWS)
        row, column = divmod(place, COLUMNS)
        begin, end = number * plan.interval, min((number + 1) * plan.interval, plan.duration)
        box = f"{column * plan.width},{row * plan.height},{plan.width},{plan.height}"
        lines += [f"{_clock(begin)} --> {_clock(end)}", f"{address(sheet)}#xywh={box}", ""]
    return "\n".join(lines)


def _clock(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"
