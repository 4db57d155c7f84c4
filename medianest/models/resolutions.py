"""What people call a picture's size. One place, so that a filter finds what a badge says.

A film is cropped to its own shape: 1920 x 800 and 1440 x 1080 are both 1080p. So a picture counts by its width or its
height, whichever says more, as *lines*: those that a 16:9 picture around it would have. They are what is stored.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

# Name -> least and most lines, the largest first. A few may be cut off at the edges: 1904 x 1040 is still 1080p.
RESOLUTIONS: dict[str, tuple[int, int]] = {
    "4k": (2000, 100_000),
    "1080p": (1000, 1999),
    "720p": (700, 999),
    "sd": (1, 699),
}


def lines(width: int, height: int) -> int:
    """Lines of the 16:9 picture that has room for this one, upright or lying."""
    return max(min(width, height), round(max(width, height) * 9 / 16))


@lru_cache(maxsize=4096)
def resolution(lines: int | None) -> str | None:
    """The name of so many lines; None where there is no picture."""
    if not lines or lines < 1:
        return None
    return next((name for name, (low, high) in RESOLUTIONS.items() if low <= lines <= high), None)


def present(lines: Sequence[int]) -> tuple[str, ...]:
    """The names that occur among these, the largest first."""
    found = {resolution(each) for each in lines}
    return tuple(name for name in RESOLUTIONS if name in found)
