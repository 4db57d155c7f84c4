"""The qualities that a picture is offered in. Pure.

A quality is a class of lines: ``720`` is what fits into 1280 by 720 (upright films: 720 by 1280), so that a wide film
of 1920 by 800 counts as 1080 and becomes 1280 by 534.
"""

from __future__ import annotations

import re
from dataclasses import replace

from medianest.errors import Invalid
from medianest.mediapool.transcode_command import peak_bitrate
from medianest.providers.base import StreamFacts
from medianest.services.playback_views import Choices

AUTO, ORIGINAL = "auto", "original"
LADDER = (1080, 720, 480, 360)
MOST_LINES = 1080  # of a picture made anew
# A copied picture is the better one unless a lower quality takes this much less of the network.
_WORTH_IT = 0.7
_SOUND = 192_000
_TYPE = re.compile(r"auto|original|[1-9]\d{2,3}")


def lines(stream: StreamFacts) -> int:
    """The class of a picture, as shown: square pixels, its short side or what its long side says of 16:9."""
    width, height = round((stream.width or 2) * (stream.sample_aspect or 1.0)), stream.height or 2
    short, long = sorted((width, height))
    return max(short, round(long * 9 / 16))


def size(stream: StreamFacts, limit: int | None) -> tuple[int, int]:
    """Width and height as shown: square pixels, upright, within the class ``limit``, both even."""
    width, height = round((stream.width or 2) * (stream.sample_aspect or 1.0)), stream.height or 2
    if stream.rotation in (90, 270):
        width, height = height, width
    scale = min(1.0, limit / lines(stream)) if limit else 1.0
    return max(2, round(width * scale / 2) * 2), max(2, round(height * scale / 2) * 2)


def peak(stream: StreamFacts, limit: int | None) -> int:
    """Bits a second that this picture and its sound take at most when it is made anew within ``limit``."""
    return peak_bitrate(*size(stream, min(limit or MOST_LINES, MOST_LINES))) + _SOUND


def below(stream: StreamFacts, top: int) -> tuple[int, ...]:
    """The classes of the ladder that are clearly smaller than ``top`` lines, the largest first."""
    return tuple(each for each in LADDER if each <= top * 0.9 and each <= lines(stream) * 0.9)


def best(stream: StreamFacts, max_lines: int | None, max_bitrate: int | None) -> int | None:
    """The class that a picture made anew has under these limits; None for all that it has (1080 lines at most).

    A limit of bits that nothing keeps gives the smallest class.
    """
    own = min(lines(stream), MOST_LINES)
    top = min(own, max_lines or own)
    if max_bitrate and peak(stream, top) > max_bitrate:
        smaller = below(stream, top)
        top = next((each for each in smaller if peak(stream, each) <= max_bitrate), min((top, *smaller)))
    return None if top == own else top


def ladder(stream: StreamFacts, top: int | None, copied_bitrate: int | None) -> tuple[int, ...]:
    """The lower classes beside a picture made anew within ``top``, or beside a copied one of so many bits a second."""
    smaller = below(stream, top or min(lines(stream), MOST_LINES) if copied_bitrate is None else lines(stream))
    if copied_bitrate is None:
        return smaller
    return tuple(each for each in smaller if peak(stream, each) <= copied_bitrate * _WORTH_IT)


def limited(choices: Choices, quality: str) -> Choices:
    """``choices`` with what a quality's id says: ``auto`` may change while it plays, the others are one picture.

    Raises:
        Invalid: there is no such quality.
    """
    if not _TYPE.fullmatch(quality):
        raise Invalid("There is no such quality.", {"quality": "auto, original, or a number of lines"})
    if quality == AUTO:
        return choices
    return replace(choices, ladder=False, max_lines=None if quality == ORIGINAL else int(quality))
