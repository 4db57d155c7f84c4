"""The operations ``audio_init`` and ``audio_segment``: sound in fragmented MP4, as it is or as AAC.

Segments lie on a fixed grid of coded frames, and each is made from the file alone: nothing is kept between requests,
any worker can make any segment, and put together they are gapless. AAC made anew is encoded with a run-up before the
segment and thrown away again, so that its overlapping windows fit its neighbours'.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import av
import av.error

from medianest.errors import MediaRefused
from medianest.mediapool import fmp4
from medianest.mediapool.aac_config import adts_config, strip_adts
from medianest.mediapool.containers import OpenedFile, refuse
from medianest.mediapool.operations import Reply
from medianest.mediapool.packets import base_time, packets_from, stamp, stream_of
from medianest.mediapool.sound import FRAME, RATES, SoundRun

# A coded frame: its bytes, its time and its length in ticks.
Coded = tuple[bytes, int, int]

_BITRATE = 160_000
# Coded frames before a segment that only settle the encoder, and after it for its look-ahead.
_RUN_UP, _LOOK_AHEAD = 6, 3
# Containers that count milliseconds blur times; this near to the frame grid a time is on it.
_BLUR = Fraction(2, 1000)


def audio_init(opened: OpenedFile, arguments: dict[str, Any]) -> Reply:
    """The initialisation segment of track ``stream``, copied or (``encode``) as AAC."""
    stream = stream_of(opened, int(arguments["stream"]), "audio")
    if not arguments.get("encode"):
        return Reply(None, _copied_init(opened, stream))
    encoder = _encoder(_output_rate(stream))
    return Reply(None, _encoded_init(encoder))


def audio_segment(opened: OpenedFile, arguments: dict[str, Any]) -> Reply:
    """Segment ``number``: the time from ``from`` until ``to``, in seconds after the file's first moment.

    Raises:
        MediaRefused: ``past_end`` when the sound is over (copied streams only; AAC made anew is silent then).
    """
    stream = stream_of(opened, int(arguments["stream"]), "audio")
    begin, end = (
        Fraction(arguments["from"]).limit_denominator(10**6),
        Fraction(arguments["to"]).limit_denominator(10**6),
    )
    number = int(arguments["number"]) + 1
    make = _encode if arguments.get("encode") else _copy
    frames = make(opened, stream, begin, end)
    if not frames:
        raise MediaRefused("The sound ends before this place", "past_end")
    samples = [fmp4.Sample(data, time, time, sync=True) for data, time, _length in frames]
    return Reply(None, fmp4.fragment(number, samples, frames[-1][1] + frames[-1][2]))


def seek_stream(opened: OpenedFile, stream: Any) -> Any:
    """The stream whose index seeks to sound: Matroska and AVI index the video."""
    return stream if opened.demuxer == "mov" or not opened.container().streams.video else None


def _copied_init(opened: OpenedFile, stream: Any) -> bytes:
    name = f"init:{stream.index}"
    if name not in opened.notes:
        config = adts_config(opened, stream)
        opened.notes[f"adts:{stream.index}"] = config is not None
        if config is not None:
            stream.codec_context.extradata = config
        opened.notes[name] = fmp4.init_segment(stream)
    return opened.notes[name]  # type: ignore[return-value]


def _copy(opened: OpenedFile, stream: Any, begin: Fraction, end: Fraction) -> list[Coded]:
    scale = fmp4.timescale(_copied_init(opened, stream))
    base = base_time(opened)
    adts = opened.notes[f"adts:{stream.index}"]
    samples: list[Coded] = []
    for packet in packets_from(opened, stream, base + begin, seek_stream(opened, stream)):
        time, length = _on_grid(stream, packet, base)
        # A frame that only ends after the film's first moment (what an encoder needed to settle) is the first one's.
        if time + length <= _BLUR or (begin and time < begin - Fraction(1, 10**6)):
            continue
        if time >= end - Fraction(1, 10**6):
            break
        data = strip_adts(bytes(packet)) if adts else bytes(packet)
        samples.append((data, max(0, round(time * scale)), max(1, round(length * scale))))
    return samples


def _on_grid(stream: Any, packet: Any, base: Fraction) -> tuple[Fraction, Fraction]:
    """A packet's time after the base and its length, both in seconds, freed of the container's rounding."""
    time = (stamp(packet) or 0) * Fraction(stream.time_base)
    rate = stream.codec_context.sample_rate
    size = stream.codec_context.frame_size
    if not size or not rate:
        return time - base, (packet.duration or 0) * Fraction(stream.time_base) or Fraction(1, 50)
    length = Fraction(size, rate)
    first = (stream.start_time or 0) * Fraction(stream.time_base)
    near = first + round((time - first) / length) * length
    return (near if abs(near - time) <= _BLUR else time) - base, length


def _output_rate(stream: Any) -> int:
    rate = stream.codec_context.sample_rate
    return rate if rate in RATES else 48_000


def _encoder(rate: int) -> Any:
    encoder: Any = av.CodecContext.create("aac", "w")
    encoder.sample_rate = rate
    encoder.layout = "stereo"
    encoder.format = "fltp"
    encoder.bit_rate = _BITRATE
    encoder.time_base = Fraction(1, rate)
    encoder.open()
    return encoder


def _encoded_init(encoder: Any) -> bytes:
    target = io.BytesIO()
    options = {"movflags": "empty_moov+default_base_moof+frag_custom+skip_trailer", "use_editlist": "0"}
    with av.open(target, "w", format="mp4", options=options) as output:
        track: Any = output.add_stream("aac", rate=encoder.sample_rate)
        track.codec_context.layout = "stereo"
        track.codec_context.bit_rate = _BITRATE
        output.start_encoding()
    return target.getvalue()


def _encode(opened: OpenedFile, stream: Any, begin: Fraction, end: Fraction) -> list[Coded]:
    """AAC frames whose start lies in [begin, end), times in samples of the output rate."""
    rate = _output_rate(stream)
    first, after = round(begin * rate / FRAME) * FRAME, round(end * rate / FRAME) * FRAME
    run_up = max(0, first - _RUN_UP * FRAME)
    encoder = _encoder(rate)
    run = SoundRun(opened, stream, rate)
    samples: list[Coded] = []
    try:
        for packet in _packets(encoder, run.frames(run_up, after + _LOOK_AHEAD * FRAME)):
            time = packet.pts or 0
            if first <= time < after:
                samples.append((bytes(packet), time, FRAME))
    except av.error.FFmpegError as problem:
        raise refuse(problem) from problem
    return samples


def _packets(encoder: Any, frames: Iterator[Any]) -> Iterator[Any]:
    for frame in frames:
        yield from encoder.encode(frame)
    yield from encoder.encode(None)
