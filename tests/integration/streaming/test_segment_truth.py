"""What is repacked is the film itself: every frame and every sample, at its moment, with no seam between segments."""

from __future__ import annotations

import asyncio
import io
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID

import av
import av.error
import pytest
from av.codec.context import Flags2

from medianest.bridge import Bridge, Lane
from medianest.errors import MediaRefused
from medianest.mediapool.client import MediaPool
from medianest.services.playback import PlayableSource
from medianest.streaming.room import Streaming
from tests.integration.streaming.test_coding_anew import made
from tests.media import FRAME_RATE, local_file, media, running_pool

VIDEO, SOUND = ("h264", "hevc", "av1", "vp9"), ("aac", "opus", "flac")
CUTTABLE = ("mov", "matroska", "mpegts", "flv")
SHARED = Path(__file__).resolve().parents[4] / "shared" / "media"
ALMOST = 0.001
BLUR = 0.002  # of containers that count milliseconds

_LAVFI = f"-f lavfi -i testsrc2=size=320x180:rate={FRAME_RATE}:duration=14"
_TONE = "-f lavfi -i sine=frequency=440:sample_rate=48000:duration=14"
_X264 = "-c:v libx264 -preset superfast -pix_fmt yuv420p -g 48"
_X265 = "-c:v libx265 -preset ultrafast -pix_fmt yuv420p"
# Half of the frames are dropped in places, so that no two neighbours need be equally far apart.
_UNEVEN = "select='not(eq(mod(n\\,7)\\,3)+eq(mod(n\\,11)\\,5)+between(n\\,60\\,70))'"
RECIPES = {
    "pyramid.mp4": f"{_LAVFI} {_TONE} {_X264} -bf 3 -x264-params b-pyramid=normal -c:a aac",
    "pyramid.mkv": f"{_LAVFI} {_TONE} {_X264} -bf 3 -x264-params b-pyramid=normal -c:a libopus",
    "open.mp4": f"{_LAVFI} {_TONE} {_X264} -bf 3 -x264-params open-gop=1 -c:a aac",
    "open.mkv": f"{_LAVFI} {_TONE} {_X264} -bf 3 -x264-params open-gop=1 -c:a flac",
    "open.ts": f"{_LAVFI} {_TONE} {_X264} -bf 3 -x264-params open-gop=1 -c:a aac",
    "open_hevc.mkv": f"{_LAVFI} {_X265} -g 48 -bf 4 -x265-params log-level=none:open-gop=1:keyint=48",
    "open_hevc.mp4": f"{_LAVFI} {_X265} -g 48 -bf 4 -tag:v hvc1 -x265-params log-level=none:open-gop=1:keyint=48",
    "hevc.ts": f"{_LAVFI} {_TONE} {_X265} -g 48 -x265-params log-level=none -c:a aac",
    "uneven.mp4": f"{_LAVFI} {_TONE} -vf {_UNEVEN} -fps_mode vfr {_X264} -bf 2 -c:a aac",
    "uneven.mkv": f"{_LAVFI} {_TONE} -vf {_UNEVEN} -fps_mode vfr {_X264} -bf 2 -c:a aac",
    "later.ts": f"{_LAVFI} {_TONE} {_X264} -bf 2 -c:a aac -output_ts_offset 3600",
    "later.mkv": f"{_LAVFI} {_TONE} {_X264} -bf 2 -c:a aac -output_ts_offset 100",
    "wrapping.ts": f"{_LAVFI} {_TONE} {_X264} -bf 2 -c:a aac -output_ts_offset 95438",
    "sound_first.mp4": f"{_LAVFI} {_TONE} -map 1:a -map 0:v {_X264} -bf 2 -c:a aac",
    "picture_late.mp4": f"-itsoffset 1.3 {_LAVFI} {_TONE} {_X264} -bf 2 -c:a aac",
    "fragments.mp4": f"{_LAVFI} {_TONE} {_X264} -bf 2 -c:a aac -movflags +frag_keyframe+empty_moov",
    "h264.flv": f"{_LAVFI} {_TONE} {_X264} -bf 2 -c:a aac",
    "av1.webm": f"{_LAVFI} -c:v libsvtav1 -preset 12 -g 48 -svtav1-params lp=1",
    "vp9.mp4": f"{_LAVFI} -c:v libvpx-vp9 -deadline realtime -cpu-used 8 -b:v 300k -g 48",
}


@dataclass
class Track:
    """A track as a player gets it."""

    init: bytes
    segments: list[bytes] = field(default_factory=list)
    durations: list[float] = field(default_factory=list)

    @property
    def whole(self) -> io.BytesIO:
        return io.BytesIO(self.init + b"".join(self.segments))


@pytest.fixture(scope="module")
def pool() -> Iterator[MediaPool]:
    with running_pool() as running:
        yield running


def track(pool: MediaPool, path: Path, rendition: str) -> Track:
    """Ask for everything that the rendition's playlist names.

    Raises:
        MediaRefused: the picture cannot be cut; it would be coded anew.
    """
    file = local_file(path)
    facts = pool.probe(file)
    source = PlayableSource(
        UUID(int=1), UUID(int=2), file, facts.container, facts.duration, facts.bitrate, facts.start_time, facts.streams
    )

    async def ask() -> Track:
        bridge = Bridge({"media": Lane(2, 8)})
        try:
            nothing: Any = None
            room = Streaming(bridge, pool, nothing, nothing, nothing, nothing)
            text = await room.playlist(source, rendition)
            found = Track(await room.initialisation(source, rendition, ""))
            found.durations = [float(length) for length in re.findall(r"#EXTINF:([\d.]+)", text)]
            for number in range(len(found.durations)):
                found.segments.append(await room.segment(source, rendition, number, ""))
            return found
        finally:
            bridge.close()

    return asyncio.run(ask())


def spans(segment: bytes) -> tuple[int, int]:
    """Where a fragment begins on its track's clock and where its last sample ends, read from its boxes."""
    at = segment.index(b"tfdt") + 4
    (start,) = struct.unpack_from(">Q", segment, at + 4)
    at = segment.index(b"trun") + 4
    (count,) = struct.unpack_from(">I", segment, at + 4)
    lengths = [struct.unpack_from(">I", segment, at + 12 + 16 * place)[0] for place in range(count)]
    return start, start + sum(lengths)


def presented(found: Track) -> list[float]:
    """When each frame is shown, in order, as the boxes say it: libav would move what a browser takes as it is."""
    times = []
    for segment in found.segments:
        decode, _ = spans(segment)
        at = segment.index(b"trun") + 4
        (count,) = struct.unpack_from(">I", segment, at + 4)
        for place in range(count):
            length, _size, _flags, offset = struct.unpack_from(">IIIi", segment, at + 12 + 16 * place)
            times.append((decode + offset) / timescale(found.init))
            decode += length
    return sorted(times)


def timescale(init: bytes) -> int:
    at = init.index(b"mdhd") + 4
    return struct.unpack_from(">I", init, at + (20 if init[at] else 12))[0]


def seams(found: Track) -> list[float]:
    """Seconds between the end of each segment and the beginning of the next."""
    every = [spans(segment) for segment in found.segments]
    return [(later[0] - earlier[1]) / timescale(found.init) for earlier, later in pairwise(every)]


def shown(source: io.BytesIO | Path, index: int) -> list[float]:
    """When each coded frame of a track is shown, from the file's first moment, in order."""
    with av.open(source if isinstance(source, io.BytesIO) else str(source), metadata_errors="replace") as container:
        base = (container.start_time or 0) / 1_000_000 if isinstance(source, Path) else 0.0
        stream = container.streams[index]
        times = []
        try:
            for packet in container.demux(stream):
                at = packet.pts if packet.pts is not None else packet.dts
                if packet.size and at is not None and not packet.is_corrupt:
                    times.append(float(at * packet.time_base) - base)
        except av.error.FFmpegError:
            pass  # a file that was cut short ends there
    return sorted(times)


def frames(source: io.BytesIO | Path, index: int) -> int:
    """How many pictures come out of the decoder."""
    with av.open(source if isinstance(source, io.BytesIO) else str(source), metadata_errors="replace") as container:
        return sum(1 for _ in _decoded(container, container.streams[index]))


def samples(source: io.BytesIO | Path, index: int, least: float = -1e9) -> int:
    """How many samples come out of the decoder from coded frames that end after ``least`` seconds; none is skipped."""
    with av.open(source if isinstance(source, io.BytesIO) else str(source), metadata_errors="replace") as container:
        stream: Any = container.streams[index]
        stream.codec_context.flags2 |= Flags2.skip_manual
        base = (container.start_time or 0) / 1_000_000 if isinstance(source, Path) else 0.0
        total = 0
        for frame in _decoded(container, stream):
            begin = float(frame.pts * frame.time_base) - base if frame.pts is not None else 0.0
            if begin + frame.samples / frame.sample_rate > least:
                total += frame.samples
        return total


def _decoded(container: Any, stream: Any) -> Iterator[Any]:
    try:
        for packet in container.demux(stream):
            if not packet.is_corrupt:
                yield from packet.decode()
    except av.error.FFmpegError:
        pass


def generated(name: str) -> Path:
    return made(name, *RECIPES[name].split())


def files() -> list[Any]:
    """Everything with something in it that may be repacked."""
    plain = ["film.mp4", "ac3.mkv", "tracks.mkv", "hevc.mkv", "h264.ts", "web.webm", "song_aac.m4a", "song.flac"]
    found = [pytest.param(lambda name=name: media(name), id=name) for name in [*plain, "song.opus"]]
    found += [pytest.param(lambda name=name: generated(name), id=name) for name in RECIPES]
    found.append(pytest.param(cut_in_the_middle, id="cut_in_the_middle.mp4"))
    found.append(pytest.param(lambda: swapped("tracks.mkv"), id="without_cues.mkv"))
    if SHARED.is_dir():
        names = sorted(path for path in SHARED.rglob("*") if path.suffix not in (".md", ".vtt", "") and path.is_file())
        found += [pytest.param(lambda path=path: path, id=f"shared-{path.name}") for path in names]
    return found


def cut_in_the_middle() -> Path:
    """Cut without coding: it begins between two key frames, and an edit list hides what is before."""
    whole = media("film.mp4")
    return made("cut_in_the_middle.mp4", *("-ss", "3.3", "-i", str(whole), "-c", "copy"))


def swapped(name: str) -> Path:
    """A Matroska file that nobody can seek in: made into a pipe, it has no cues."""
    place = media(name).with_name("without_cues.mkv")
    if not place.exists():
        made("without_cues.part.mkv", "-i", str(media(name)), *("-map", "0:v", "-map", "0:a:0", "-c", "copy"))
        data = place.with_name("without_cues.part.mkv").read_bytes()
        place.write_bytes(data.replace(b"\x1c\x53\xbb\x6b", b"\xec\x53\xbb\x6b"))
    return place


@pytest.mark.parametrize("file", files())
def test_nothing_is_lost_moved_or_doubled(pool: MediaPool, file: Any) -> None:
    path = file()
    recorded = path.is_relative_to(SHARED)
    try:
        facts = pool.probe(local_file(path))
    except MediaRefused:
        assert recorded, "this file was made to be repacked"
        return
    checked = 0
    for stream in facts.streams:
        if stream.kind == "video" and stream.codec in VIDEO and facts.container in CUTTABLE:
            checked += picture_is_true(pool, path, stream.index)
        elif stream.kind == "audio" and stream.codec in SOUND and facts.container in (*CUTTABLE, "flac", "ogg", "aac"):
            checked += sound_is_true(pool, path, stream.index)
    assert checked or recorded, "this file was made to be repacked"


def picture_is_true(pool: MediaPool, path: Path, index: int) -> int:
    try:
        found = track(pool, path, f"v{index}c")
    except MediaRefused as refused:
        assert refused.reason in ("sparse_keyframes", "no_index", "not_repackable")  # noqa: PT017
        return 0
    expected, got = shown(path, index), presented(found)
    assert len(got) == len(expected)
    # What an edit list hides is needed to decode what follows: it is all at the very beginning.
    assert max(abs(ours - max(0.0, theirs)) for ours, theirs in zip(got, expected, strict=True)) < ALMOST
    hidden = sum(at < -ALMOST for at in expected)
    assert frames(found.whole, 0) == frames(path, index) + hidden
    assert max(map(abs, seams(found)), default=0) <= ALMOST
    begins = [sum(found.durations[:number]) for number in range(len(found.segments))]
    first = [shown(io.BytesIO(found.init + segment), 0)[0] for segment in found.segments]
    assert max(abs(said - is_) for said, is_ in zip(begins[1:], first[1:], strict=True)) < 0.2 if first[1:] else True
    return 1


def sound_is_true(pool: MediaPool, path: Path, index: int) -> int:
    found = track(pool, path, f"a{index}c")
    assert samples(found.whole, 0) == samples(path, index, least=BLUR)
    assert max(map(abs, seams(found)), default=0) <= ALMOST
    return 1
