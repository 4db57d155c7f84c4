"""What a worker can do with a file, by name. A new operation is one line here and one module.

An operation takes the opened file and the request's arguments and returns a ``Reply``; it refuses with
``MediaRefused``. Modules are imported when an operation is first asked for, so that a worker holds what it uses.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from medianest.mediapool.containers import OpenedFile


@dataclass(frozen=True, slots=True)
class Reply:
    """``value`` goes as JSON; ``blob`` beside it as it is."""

    value: Any
    blob: bytes = b""


Operation = Callable[["OpenedFile", dict[str, Any]], Reply]


@dataclass(frozen=True, slots=True)
class Named:
    """Where an operation lives and whether its file is worth keeping open afterwards."""

    module: str
    function: str
    keep_open: bool = False


REGISTRY: dict[str, Named] = {
    "probe": Named("medianest.mediapool.facts", "probe"),
    "frame": Named("medianest.mediapool.frame", "frame"),
    "tags": Named("medianest.mediapool.tags", "tags"),
    "track": Named("medianest.mediapool.tags", "track"),
    "artwork": Named("medianest.mediapool.artwork", "artwork"),
    "resize": Named("medianest.mediapool.artwork", "resize"),
    "keyframes": Named("medianest.mediapool.keyframes", "keyframes", keep_open=True),
    "video_init": Named("medianest.mediapool.video_segment", "video_init", keep_open=True),
    "video_segment": Named("medianest.mediapool.video_segment", "video_segment", keep_open=True),
    "audio_init": Named("medianest.mediapool.audio_segment", "audio_init", keep_open=True),
    "audio_segment": Named("medianest.mediapool.audio_segment", "audio_segment", keep_open=True),
    "sound_end": Named("medianest.mediapool.track_end", "sound_end", keep_open=True),
    "subtitles": Named("medianest.mediapool.subtitle", "subtitles"),
    "storyboard": Named("medianest.mediapool.storyboard", "storyboard"),
    "subtitle_file": Named("medianest.mediapool.subtitle", "subtitle_file"),
}


@cache
def operation(name: str) -> Operation:
    """The function behind a name; KeyError for a name that is not in the registry."""
    named = REGISTRY[name]
    return getattr(import_module(named.module), named.function)
