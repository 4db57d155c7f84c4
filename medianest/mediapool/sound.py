"""Sound of a file as one unbroken run of stereo frames at exact sample positions.

Whatever the file does (starts late, has holes, blurs its times), position n of the run is always the same moment.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import av
import av.error

from medianest.mediapool.containers import OpenedFile
from medianest.mediapool.packets import base_time, packets_from, stamp

FRAME = 1024  # samples of one AAC frame
RATES = (48_000, 44_100, 32_000)
# Decoders with memory between frames (MP3, AC-3, Opus) are started this much earlier.
_SETTLE = Fraction(2, 10)
# Times nearer than this to where the last frame ended are that place: containers round to milliseconds.
_BLUR = Fraction(3, 1000)


class SoundRun:
    """Stereo float samples of one track at ``rate``."""

    def __init__(self, opened: OpenedFile, stream: Any, rate: int) -> None:
        self._opened = opened
        self._stream = stream
        self._rate = rate

    def frames(self, begin: int, end: int) -> Iterator[Any]:
        """AAC-sized frames from sample ``begin`` to ``end`` (multiples of ``FRAME``); silence where there is none."""
        fifo = av.AudioFifo()
        at = begin
        for position, frame in self._pieces(Fraction(begin, self._rate), Fraction(end, self._rate)):
            frame = _cut_front(frame, at - position)
            if frame is None:
                continue
            if position > at:
                _write(fifo, _silence(position - at, self._rate))
                at = position
            _write(fifo, frame)
            at += frame.samples
            if at >= end:
                break
        if at < end:
            _write(fifo, _silence(end - at, self._rate))
        for position in range(begin, end, FRAME):
            out = fifo.read(FRAME)
            if out is None:
                return
            out.pts = position
            out.time_base = Fraction(1, self._rate)
            out.sample_rate = self._rate
            yield out

    def _pieces(self, begin: Fraction, end: Fraction) -> Iterator[tuple[int, Any]]:
        """Resampled frames with their sample positions, from a little before ``begin`` until ``end``."""
        resampler = av.AudioResampler(format="fltp", layout="stereo", rate=self._rate)
        base = base_time(self._opened)
        expected: Fraction | None = None
        written: int | None = None
        for frame in self._decoded(base + begin - _SETTLE):
            time = (frame.pts * frame.time_base - base) if frame.pts is not None else expected
            if time is None:
                continue
            time = self._unblurred(time, frame)
            if expected is not None and abs(time - expected) <= _BLUR:
                time = expected
            elif expected is not None:  # a hole, or time going back: what is known ends here
                for rest in resampler.resample(None):
                    if written is not None:
                        yield written, rest
                resampler = av.AudioResampler(format="fltp", layout="stereo", rate=self._rate)
                written = None
            expected = time + Fraction(frame.samples, frame.sample_rate)
            if written is None:
                written = round(time * self._rate)
            frame.pts = None
            for piece in resampler.resample(frame):
                yield written, piece
                written += piece.samples
            if time > end:
                return
        if written is not None:
            for rest in resampler.resample(None):
                yield written, rest
                written += rest.samples

    def _unblurred(self, time: Fraction, frame: Any) -> Fraction:
        """The time on the stream's own frame grid, when it is near to it: the same from wherever one seeks."""
        size, rate = self._stream.codec_context.frame_size, frame.sample_rate
        if not size or size != frame.samples:
            return time
        first = (self._stream.start_time or 0) * Fraction(self._stream.time_base) - base_time(self._opened)
        length = Fraction(size, rate)
        near = first + round((time - first) / length) * length
        return near if abs(near - time) <= _BLUR else time

    def _decoded(self, seconds: Fraction) -> Iterator[Any]:
        context = self._stream.codec_context
        context.flush_buffers()
        by = self._stream if self._opened.demuxer == "mov" or not self._opened.container().streams.video else None
        for packet in packets_from(self._opened, self._stream, seconds, by):
            if (stamp(packet) or 0) * Fraction(self._stream.time_base) < seconds - 1:
                continue  # a seek may land far before; what is a second too early need not be decoded
            try:
                yield from packet.decode()
            except av.error.FFmpegError:
                continue  # a damaged frame is a hole, filled with silence


def _cut_front(frame: Any, samples: int) -> Any | None:
    """The frame without its first ``samples``; None when nothing is left."""
    if samples <= 0:
        return frame
    if samples >= frame.samples:
        return None
    fifo: Any = av.AudioFifo()
    _write(fifo, frame)
    fifo.read(samples)
    rest = fifo.read()
    rest.sample_rate = frame.sample_rate
    return rest


def _silence(samples: int, rate: int) -> Any:
    frame = av.AudioFrame(format="fltp", layout="stereo", samples=samples)
    for plane in frame.planes:
        plane.update(bytes(plane.buffer_size))
    frame.sample_rate = rate
    return frame


def _write(fifo: Any, frame: Any) -> None:
    frame.pts = None
    fifo.write(frame)
