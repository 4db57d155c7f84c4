"""A decision as a word that fits into an address: ``v0c.a1c.a2t`` copies video 0 and audio 1 and makes audio 2 anew.

A height after a video made anew (``v0t720``) keeps it within that class. Several videos are one picture in several
qualities, the first of them where a player begins. Whoever writes an address by hand may choose as well: a plan
gives no right to anything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from medianest.errors import Invalid
from medianest.services.playback_views import Decision, StreamChoice

_TOKEN = re.compile(r"([va])(\d{1,3})([ct])(\d{2,4})?")
_MOST = 64
_MOST_VIDEOS = 8


@dataclass(frozen=True, slots=True)
class Plan:
    """Videos (index, copied, class of lines) and tracks of sound (index, copied)."""

    videos: tuple[tuple[int, bool, int | None], ...]
    sound: tuple[tuple[int, bool], ...]


def written(decision: Decision) -> str:
    """The decision's streams: the pictures from the best down, then sound, its default track first."""
    tokens = []
    if (video := decision.video) is not None:
        tokens.append(f"v{video.index}{_how(video)}{video.lines or ''}")
        tokens += [f"v{video.index}t{lines}" for lines in decision.ladder]
    tokens += [f"a{choice.index}{_how(choice)}" for choice in decision.audio]
    return ".".join(tokens)


def _how(choice: StreamChoice) -> str:
    return "c" if choice.copy else "t"


def read(plan: str) -> Plan:
    """The plan that this word says.

    Raises:
        Invalid: this is no plan.
    """
    videos: list[tuple[int, bool, int | None]] = []
    sound: list[tuple[int, bool]] = []
    tokens = plan.split(".")
    for token in tokens[: _MOST + 1]:
        match = _TOKEN.fullmatch(token)
        if match is None or len(tokens) > _MOST:
            raise Invalid("This address is not one of this server's.", {"plan": "Ask for playback again."})
        index, copied = int(match[2]), match[3] == "c"
        if match[1] == "v":
            videos.append((index, copied, int(match[4]) if match[4] else None))
        else:
            sound.append((index, copied))
    if len(videos) > _MOST_VIDEOS or len({index for index, _, _ in videos}) > 1:
        raise Invalid("This address is not one of this server's.", {"plan": "Ask for playback again."})
    return Plan(tuple(dict.fromkeys(videos)), tuple(sound))
