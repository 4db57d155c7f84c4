"""A decision as a word that fits into an address: ``v0c.a1c.a2t`` copies video 0 and audio 1 and makes audio 2 anew.

A height after a video made anew (``v0t720``) limits it. Whoever writes an address by hand may choose as well: a plan
gives no right to anything.
"""

from __future__ import annotations

import re

from medianest.errors import Invalid
from medianest.services.playback_views import Decision, StreamChoice

_TOKEN = re.compile(r"([va])(\d{1,3})([ct])(\d{2,4})?")
_MOST = 64


def written(decision: Decision, max_height: int | None = None) -> str:
    """The decision's streams, the default track of sound first."""
    tokens = []
    if decision.video is not None:
        limit = "" if decision.video.copy or not max_height else str(min(max(max_height, 100), 9999))
        tokens.append(f"v{decision.video.index}{_how(decision.video)}{limit}")
    tokens += [f"a{choice.index}{_how(choice)}" for choice in decision.audio]
    return ".".join(tokens)


def _how(choice: StreamChoice) -> str:
    return "c" if choice.copy else "t"


def read(plan: str) -> tuple[tuple[int, bool, int | None] | None, tuple[tuple[int, bool], ...]]:
    """Video (index, copied, greatest height) or None, and audio tracks (index, copied).

    Raises:
        Invalid: this is no plan.
    """
    video = None
    audio = []
    for token in plan.split(".")[: _MOST + 1]:
        match = _TOKEN.fullmatch(token)
        if match is None or len(audio) >= _MOST or (match[1] == "v" and video is not None):
            raise Invalid("This address is not one of this server's.", {"plan": "Ask for playback again."})
        index, copied = int(match[2]), match[3] == "c"
        if match[1] == "v":
            video = (index, copied, int(match[4]) if match[4] else None)
        else:
            audio.append((index, copied))
    return video, tuple(audio)
