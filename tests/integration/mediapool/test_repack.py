"""Repacking keeps every frame and every sample at its very moment."""

import io
from itertools import pairwise
from pathlib import Path

import av
import pytest

from medianest.mediapool.client import MediaPool
from tests.media import local_file, media

GRID = 188 * 1024 / 48_000


def cuts(pool: MediaPool, path: Path, stream: int = 0, least: float = 4.0) -> list[int | None]:
    told = pool.one(local_file(path), "keyframes", {"stream": stream}).value("keyframes")
    chosen = [told["marks"][0]]
    for mark in told["marks"]:
        if (mark - chosen[-1]) / told["scale"] >= least:
            chosen.append(mark)
    return [*chosen, None]


def repacked_video(pool: MediaPool, path: Path) -> bytes:
    file = local_file(path)
    data = pool.one(file, "video_init", {"stream": 0}).bytes_of("video_init")
    for number, (begin, end) in enumerate(pairwise(cuts(pool, path))):
        segment = {"stream": 0, "from": begin, "to": end, "number": number}
        data += pool.one(file, "video_segment", segment).bytes_of("video_segment")
    return data


def sound(pool: MediaPool, path: Path, stream: int, encode: bool, seconds: float = 12.0) -> bytes:
    file = local_file(path)
    data = pool.one(file, "audio_init", {"stream": stream, "encode": encode}).bytes_of("audio_init")
    number = 0
    while number * GRID < seconds:
        place = {"from": number * GRID, "to": (number + 1) * GRID, "number": number}
        arguments = {"stream": stream, "encode": encode, **place}
        data += pool.one(file, "audio_segment", arguments).bytes_of("audio_segment")
        number += 1
    return data


def times(source: io.BytesIO | str, index: int) -> list[float]:
    with av.open(source) as container:
        stream = container.streams[index]
        return sorted(float(packet.pts * packet.time_base) for packet in container.demux(stream) if packet.size)


@pytest.mark.parametrize("name", ["film.mp4", "ac3.mkv", "tracks.mkv", "hevc.mkv", "h264.ts", "web.webm"])
def test_every_frame_is_there_at_its_time_and_decodes(pool: MediaPool, name: str) -> None:
    data = repacked_video(pool, media(name))
    start = pool.probe(local_file(media(name))).start_time
    expected = [time - start for time in times(str(media(name)), 0)]
    assert times(io.BytesIO(data), 0) == pytest.approx(expected, abs=1e-5)
    with av.open(io.BytesIO(data)) as container:
        assert sum(1 for _ in container.decode(video=0)) == len(expected)


@pytest.mark.parametrize("name", ["film.mp4", "ac3.mkv", "hevc.mkv", "h264.ts", "web.webm"])
def test_decode_times_never_go_back_nor_pass_the_frame(pool: MediaPool, name: str) -> None:
    with av.open(io.BytesIO(repacked_video(pool, media(name)))) as container:
        packets = [packet for packet in container.demux(video=0) if packet.size]
    assert all(earlier.dts < later.dts for earlier, later in pairwise(packets))
    assert all(packet.dts <= packet.pts for packet in packets)


@pytest.mark.parametrize("name", ["film.mp4", "h264.ts", "tracks.mkv", "web.webm"])
def test_copied_sound_keeps_its_samples_without_a_gap(pool: MediaPool, name: str) -> None:
    data = sound(pool, media(name), 1, encode=False)
    with av.open(io.BytesIO(data)) as container:
        packets = [packet for packet in container.demux(audio=0) if packet.size]
    gaps = [(later.pts - earlier.pts - earlier.duration) * packets[0].time_base for earlier, later in pairwise(packets)]
    assert max(map(abs, gaps)) < 0.001
    assert samples(io.BytesIO(data)) == pytest.approx(samples(str(media(name))), abs=1024)


@pytest.mark.parametrize(
    ("name", "stream"),
    [("ac3.mkv", 1), ("xvid.avi", 1), ("late.ts", 1), ("song.m4a", 0), ("song.wma", 0), ("song.flac", 0)],
)
def test_sound_made_anew_is_gapless_and_true(pool: MediaPool, name: str, stream: int) -> None:
    """The tone goes on over every border between segments: no jump is larger than the sine's own steepest step."""
    data = sound(pool, media(name), stream, encode=True)
    with av.open(io.BytesIO(data)) as container:
        packets = [packet for packet in container.demux(audio=0) if packet.size]
        assert container.streams.audio[0].codec_context.sample_rate == 48_000
    assert {later.pts - earlier.pts for earlier, later in pairwise(packets)} == {1024}
    values = left_channel(data)
    steepest = max(abs(later - earlier) for earlier, later in pairwise(values[60_000:100_000]))
    assert steepest > 0.001
    for border in (188 * 1024, 376 * 1024):
        around = values[border - 3000 : border + 3000]
        assert max(abs(later - earlier) for earlier, later in pairwise(around)) < steepest * 1.5


def test_a_late_start_keeps_picture_and_sound_together(pool: MediaPool) -> None:
    path = media("h264.ts")
    start = pool.probe(local_file(path)).start_time
    picture = times(io.BytesIO(repacked_video(pool, path)), 0)[0] + start - times(str(path), 0)[0]
    tone = times(io.BytesIO(sound(pool, path, 1, encode=False)), 0)[0] + start - times(str(path), 1)[0]
    assert (picture, tone) == pytest.approx((0, 0), abs=0.001)


def test_any_segment_can_be_asked_for_first(pool: MediaPool) -> None:
    path = media("ac3.mkv")
    marks = cuts(pool, path)
    asked = {"stream": 0, "from": marks[1], "to": marks[2], "number": 1}
    alone = pool.one(local_file(path), "video_segment", asked).bytes_of("video_segment")
    pool.one(local_file(path), "video_segment", {"stream": 0, "from": marks[0], "to": marks[1], "number": 0})
    assert pool.one(local_file(path), "video_segment", asked).bytes_of("video_segment") == alone


def samples(source: io.BytesIO | str) -> int:
    with av.open(source) as container:
        return sum(frame.samples for frame in container.decode(audio=0))


def left_channel(data: bytes) -> list[float]:
    values: list[float] = []
    with av.open(io.BytesIO(data)) as container:
        for frame in container.decode(audio=0):
            values.extend(memoryview(frame.planes[0]).cast("B").cast("f")[: frame.samples])
    return values
