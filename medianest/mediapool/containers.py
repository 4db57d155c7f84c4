"""Open files with libav inside a worker: one forced demuxer, one protocol (the descriptor itself), bounded effort.

The ``fd:`` protocol with ``protocol_whitelist=fd`` means that libav has no way to name another file at all.
Open containers are kept (least recently used go first), because opening costs ten times a remuxed segment.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

import av
import av.error
import av.logging
from av.container import InputContainer

from medianest.errors import MediaRefused
from medianest.mediapool.pread import PreadFile
from medianest.mediapool.sniff import SNIFF_BYTES, demuxer_for

MAX_STREAMS = 200
MAX_PIXELS = 16384 * 16384
KEPT_OPEN = 8

_OPTIONS = {
    "protocol_whitelist": "fd",
    "probesize": str(8 * 1024**2),
    "analyzeduration": str(10_000_000),
    "max_streams": str(MAX_STREAMS),
    "max_pixels": str(MAX_PIXELS),
}

av.logging.set_level(None)


def refuse(problem: Exception) -> MediaRefused:
    """What libav said, as a reason of ours. Its own message may hold a path; it is not passed on."""
    if isinstance(problem, MemoryError | av.error.MemoryError):
        return MediaRefused("The file needs more memory than is allowed", "memory")
    if isinstance(problem, av.error.InvalidDataError | av.error.EOFError):
        return MediaRefused("The file is damaged or cut short", "invalid_data")
    if isinstance(problem, av.error.DecoderNotFoundError | av.error.DemuxerNotFoundError | av.error.PatchWelcomeError):
        return MediaRefused("The file uses a format that cannot be read", "unsupported")
    if isinstance(problem, OSError) and not isinstance(problem, av.error.FFmpegError):
        return MediaRefused("The file cannot be read from its disk", "unreadable")
    return MediaRefused("The file cannot be read", "invalid_data")


class OpenedFile:
    """One file handed to this worker. Operations share it; the container opens at the first need."""

    def __init__(self, fd: int) -> None:
        self.fd = fd
        status = os.fstat(fd)
        self.size = status.st_size
        self.key = (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)
        self.notes: dict[str, object] = {}  # what operations remember while the file stays open
        self._demuxer: str | None = None
        self._container: InputContainer | None = None

    @property
    def demuxer(self) -> str:
        """The forced demuxer, chosen from the bytes."""
        if self._demuxer is None:
            self._demuxer = demuxer_for(os.pread(self.fd, SNIFF_BYTES, 0))
        return self._demuxer

    def container(self) -> InputContainer:
        """The libav container, positioned wherever the last user left it.

        Raises:
            MediaRefused: nothing the allowed demuxers can read, or beyond a limit.
        """
        if self._container is None:
            self._container = self._open()
        return self._container

    def reader(self) -> PreadFile:
        """A seekable binary file over the same bytes that moves nobody else's position."""
        return PreadFile(self.fd, self.size)

    def read(self, length: int, offset: int = 0) -> bytes:
        return os.pread(self.fd, length, offset)

    def _open(self) -> InputContainer:
        name = self.demuxer
        os.lseek(self.fd, 0, os.SEEK_SET)
        options = {**_OPTIONS, "format_whitelist": name, "fd": str(self.fd)}
        try:
            container = av.open("fd:", format=name, options=options, metadata_errors="replace")
        except (av.error.FFmpegError, OSError, ValueError, MemoryError) as problem:
            raise refuse(problem) from problem
        if len(container.streams) > MAX_STREAMS:
            container.close()
            raise MediaRefused("The file holds too many streams", "too_many_streams")
        for stream in container.streams.video:
            if stream.codec_context is not None:
                stream.codec_context.thread_count = 1  # one file may use one core; there are other files
        return container

    def close(self) -> None:
        if self._container is not None:
            self._container.close()
            self._container = None
        if self.fd >= 0:
            os.close(self.fd)
            self.fd = -1


@dataclass(slots=True)
class OpenFiles:
    """The files this worker keeps open, newest last."""

    limit: int = KEPT_OPEN
    _kept: OrderedDict[tuple[int, ...], OpenedFile] | None = None

    def take(self, fd: int, keep: bool) -> tuple[OpenedFile, Callable[[], None]]:
        """The file behind ``fd`` (which is ours now) and what to call when the request is over."""
        kept = self._kept = self._kept if self._kept is not None else OrderedDict()
        arrived = OpenedFile(fd)
        known = kept.get(arrived.key)
        if known is not None:
            arrived.close()
            kept.move_to_end(known.key)
            return known, lambda: None
        if not keep:
            return arrived, arrived.close
        kept[arrived.key] = arrived
        while len(kept) > self.limit:
            kept.popitem(last=False)[1].close()
        return arrived, lambda: None

    def forget(self, file: OpenedFile) -> None:
        """Drop a file whose container failed in the middle of something."""
        if self._kept is not None:
            self._kept.pop(file.key, None)
        file.close()
