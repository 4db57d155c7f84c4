"""Segments of video coded anew: from the cache, or from the media pool's supervisor, which runs ffmpeg."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from medianest.bridge import Bridge
from medianest.errors import CannotConvert, MediaRefused, NotFound, Overloaded, SourceUnavailable
from medianest.mediapool.beneath import open_beneath
from medianest.mediapool.capacity import cost
from medianest.mediapool.client import MediaPool
from medianest.mediapool.transcode_command import Picture
from medianest.mediapool.transcodes import WAIT_SECONDS
from medianest.services import qualities
from medianest.services.playback import PlayableSource
from medianest.streaming.disk_cache import version_key
from medianest.streaming.playlists import Rendition

_RETRY_SECONDS = 5.0
_FULL_SECONDS = 30.0
_READS = 3


class Transcodes:
    """``folder`` is the supervisor's, which keeps it within its limit."""

    def __init__(self, bridge: Bridge, pool: MediaPool, folder: Path) -> None:
        self._bridge = bridge
        self._pool = pool
        self._folder = folder

    async def initialisation(self, source: PlayableSource, one: Rendition, viewer: str) -> bytes:
        """``init.mp4`` of the rendition."""
        return await self._bridge.run("transcodes", self._get, source, one, None, viewer)

    async def segment(self, source: PlayableSource, one: Rendition, number: int, viewer: str) -> bytes:
        """Segment ``number``; waits while it is made. ``viewer`` tells one watcher from another.

        Raises:
            Overloaded: as many videos as are allowed are being coded.
            NotFound: the film ends before this segment.
            MediaRefused: ffmpeg cannot read the video.
        """
        return await self._bridge.run("transcodes", self._get, source, one, number, viewer)

    def _get(self, source: PlayableSource, one: Rendition, number: int | None, viewer: str) -> bytes:
        name = f"{version_key(source.file)}-{one.name}"
        path = self._folder / name / ("init.mp4" if number is None else f"{number}.m4s")
        for _ in range(_READS):
            self._ask(source, one, {"name": name, "number": number, "viewer": viewer}, path)
            with suppress(FileNotFoundError):  # it was the one that had to give way meanwhile
                return path.read_bytes()
        raise Overloaded("The server is coding as many films as it can. Try again in a moment.", _RETRY_SECONDS)

    def _ask(self, source: PlayableSource, one: Rendition, wish: Mapping[str, Any], path: Path) -> None:
        """The supervisor is asked even for what is there: it must know where people are, to stay ahead of them."""
        picture = _picture(source, one)
        fd = open_beneath(source.file.root, source.file.relative_path)
        try:
            answer = self._pool.call("transcode", {**wish, "picture": asdict(picture)}, [fd], WAIT_SECONDS + 5)
        except SourceUnavailable:
            if not path.exists():
                raise
            return
        finally:
            os.close(fd)
        if "refused" in answer:
            raise _problem(answer, one, picture)


def _picture(source: PlayableSource, one: Rendition) -> Picture:
    stream = one.stream
    width, height = qualities.size(stream, one.limit)
    return Picture(source.container, stream.index, width, height, stream.frame_rate, stream.hdr, stream.interlaced)


def _problem(answer: Mapping[str, Any], one: Rendition, picture: Picture) -> Exception:
    reason, message = answer["refused"], answer["message"]
    if reason == "busy":
        quality = _smaller(one, picture, float(answer.get("room") or 0.0))
        if quality is None:
            return CannotConvert(
                "The server is coding as many films as it can. Try again in a moment.", "transcodes", _RETRY_SECONDS
            )
        return CannotConvert(
            "The server is coding as many films as it can. A lower quality would still fit.",
            "transcodes",
            _RETRY_SECONDS,
            quality,
        )
    if reason == "disk_full":
        return CannotConvert(
            "The server's disk is full, so that nothing can be converted. Tell whoever looks after it.",
            "disk_full",
            _FULL_SECONDS,
        )
    if reason == "past_end":
        return NotFound("The film ends before this place.")
    if reason == "timed_out":
        return Overloaded("Coding this part of the film takes longer than it should. Try again.", _RETRY_SECONDS)
    return MediaRefused("This video cannot be coded anew.", "transcode_failed", said=message)


def _smaller(one: Rendition, picture: Picture, room: float) -> str | None:
    """The best lower quality for which there is room (pixels a second)."""
    for lines in qualities.below(one.stream, one.limit):
        width, height = qualities.size(one.stream, lines)
        if cost(replace(picture, width=width, height=height)) <= room:
            return str(lines)
    return None
