"""Segments of video coded anew: from the cache, or from the media pool's supervisor, which runs ffmpeg."""

from __future__ import annotations

import os
import time
from dataclasses import asdict
from pathlib import Path

from medianest.bridge import Bridge
from medianest.errors import MediaRefused, NotFound, Overloaded, SourceUnavailable
from medianest.mediapool.beneath import open_beneath
from medianest.mediapool.client import MediaPool
from medianest.mediapool.transcode_command import Picture
from medianest.mediapool.transcodes import WAIT_SECONDS
from medianest.services import qualities
from medianest.services.playback import PlayableSource
from medianest.streaming.disk_cache import sweep, used, version_key
from medianest.streaming.playlists import Rendition

_RETRY_SECONDS = 5.0
_SWEEP_EVERY = 30.0  # seconds


class Transcodes:
    """``folder`` is the supervisor's; ``limit`` is how many bytes may lie there."""

    def __init__(self, bridge: Bridge, pool: MediaPool, folder: Path, limit: int) -> None:
        self._bridge = bridge
        self._pool = pool
        self._folder = folder
        self._limit = limit
        self._swept_at = 0.0

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
        # The supervisor is asked even for what is there: it must know where people are, to stay ahead of them.
        fd = open_beneath(source.file.root, source.file.relative_path)
        try:
            asked = {"name": name, "number": number, "viewer": viewer, "picture": asdict(_picture(source, one))}
            answer = self._pool.call("transcode", asked, [fd], WAIT_SECONDS + 5)
        except SourceUnavailable:
            if not path.exists():
                raise
            answer = {}
        finally:
            os.close(fd)
        if "refused" in answer:
            raise _problem(answer["refused"], answer["message"])
        data = path.read_bytes()
        used(path)
        self._sweep()
        return data

    def _sweep(self) -> None:
        if time.monotonic() - self._swept_at > _SWEEP_EVERY:
            self._swept_at = time.monotonic()
            sweep(self._folder, self._limit)


def _picture(source: PlayableSource, one: Rendition) -> Picture:
    stream = one.stream
    width, height = qualities.size(stream, one.limit)
    return Picture(source.container, stream.index, width, height, stream.frame_rate, stream.hdr, stream.interlaced)


def _problem(reason: str, message: str) -> Exception:
    if reason == "busy":
        return Overloaded("The server is coding as many films as it can. Try again in a moment.", _RETRY_SECONDS)
    if reason == "past_end":
        return NotFound("The film ends before this place.")
    if reason == "timed_out":
        return Overloaded("Coding this part of the film takes longer than it should. Try again.", _RETRY_SECONDS)
    return MediaRefused("This video cannot be coded anew.", "transcode_failed", said=message)
