"""What every measurement shares: a figure beside another, a bar, a reason to skip, and alternating rounds."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Literal


class Skip(Exception):
    """What this measurement is taken beside is not on this machine; the message says what to install."""


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison.

    ``ratio`` is ours over theirs. ``bar`` with ``must`` says what is good enough: at least for speeds, at most for
    times and sizes. Without a second party ``theirs`` is None and the bar is in the unit itself.
    """

    what: str
    ours: float
    unit: str
    theirs: float | None = None
    against: str = ""
    bar: float | None = None
    must: Literal["at least", "at most"] = "at least"
    note: str = ""

    @property
    def ratio(self) -> float | None:
        return self.ours / self.theirs if self.theirs else None

    @property
    def met(self) -> bool | None:
        measured = self.ratio if self.theirs is not None else self.ours
        if self.bar is None or measured is None:
            return None
        return measured >= self.bar if self.must == "at least" else measured <= self.bar

    def json(self) -> dict[str, object]:
        return asdict(self) | {"ratio": self.ratio, "met": self.met}


def alternate(rounds: int, first: Callable[[], float], second: Callable[[], float]) -> tuple[float, float]:
    """Medians of ``rounds`` turns of each, taken in turn so that a slow minute of the machine meets both."""
    turns = [(first(), second()) for _ in range(rounds)]
    return statistics.median(a for a, _ in turns), statistics.median(b for _, b in turns)


def percentile(values: list[float], share: float) -> float:
    """The value below which ``share`` (0..1) of ``values`` lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
