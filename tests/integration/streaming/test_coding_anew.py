"""Pictures that must be made anew: woven, bright, far ahead, left alone, and kept within their room."""

from __future__ import annotations

import io
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

import av
import imageio_ffmpeg
import pytest
from PIL import Image, ImageChops, ImageStat

from medianest.mediapool import transcode_run, transcodes
from medianest.mediapool.capacity import Capacity
from medianest.mediapool.transcode_command import Picture
from medianest.mediapool.transcodes import Transcodes
from medianest.streaming.disk_cache import sweep, used
from tests.integration.streaming.conftest import Door, Shelf
from tests.media import folder

_STREAMS = ['video/mp4; codecs="avc1.640028"', 'video/mp4; codecs="mp4a.40.2"']
BROWSER = {"files": [], "streams": _STREAMS}


def made(name: str, *arguments: str) -> Path:
    """A clip of our own, made once; where the shelf's library lies."""
    place = folder() / name
    if not place.exists():
        partial = place.with_name(f"partial-{os.getpid()}-{name}")
        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-loglevel", "error", "-y", *arguments, str(partial)]
        subprocess.run(command, check=True, timeout=120)
        partial.replace(place)
    return place


def grey(frame: av.VideoFrame) -> Image.Image:
    """The lines of a frame, as they are."""
    return frame.reformat(format="gray").to_image().convert("L")


@pytest.fixture
def picture_of(door: Door, rendition: Callable[[str], bytes]) -> Callable[[object], list[Image.Image]]:
    """The frames that a browser would show of a work, as it is coded for it; the first few."""

    def frames(media_id: object) -> list[Image.Image]:
        offer = door.offer(media_id, profile=BROWSER, force="transcode")  # type: ignore[arg-type]
        assert offer["method"] == "transcode"
        master = door.get(offer["url"]).text.strip().splitlines()
        address = f"{offer['url'].partition('?')[0].rpartition('/')[0]}/{master[-1]}"
        with av.open(io.BytesIO(rendition(address)), "r") as container:
            stream = container.streams.video[0]
            assert stream.codec_context.name == "h264"
            shown = []
            for frame in container.decode(stream):
                assert not frame.interlaced_frame
                assert frame.format.name == "yuv420p"
                shown.append(grey(frame))
                if len(shown) == 24:
                    break
            return shown

    return frames


def combing(picture: Image.Image) -> float:
    """How much neighbouring lines differ compared with those two apart: high where two moments are woven together."""

    def apart(lines: int) -> float:
        width, height = picture.size
        upper, lower = picture.crop((0, 0, width, height - lines)), picture.crop((0, lines, width, height))
        return ImageStat.Stat(ImageChops.difference(upper, lower)).mean[0]

    return apart(1) / max(apart(2), 0.01)


def test_an_interlaced_film_is_shown_without_combs(
    shelf: Shelf, picture_of: Callable[[object], list[Image.Image]]
) -> None:
    # A bar that moves far between two fields, so that weaving them makes a comb along its edges.
    moving = "color=black:s=320x240:r=50:d=4[b];color=white:s=60x240:r=50:d=4[w];[b][w]overlay=x='mod(n*8,260)':y=0"
    woven = made(
        *(
            "woven.mkv",
            "-filter_complex",
            f"{moving},interlace=scan=tff:lowpass=off,setparams=field_mode=tff",
            "-c:v",
            "mpeg2video",
            "-q:v",
            "2",
        ),
        *(
            "-flags",
            "+ildct+ilme",
        ),
    )
    with av.open(str(woven), "r") as container:
        before = [combing(grey(frame)) for frame in container.decode(video=0)][5:20]
    item = shelf.put(woven)
    assert item.source.values["streams"][0]["interlaced"] is True
    after = [combing(frame) for frame in picture_of(item.id)][5:20]
    assert median(before) > 2
    assert median(after) < median(before) / 2


def test_an_hdr10_film_is_toned_down_and_neither_grey_nor_burnt_out(
    shelf: Shelf, picture_of: Callable[[object], list[Image.Image]]
) -> None:
    marks = "color_primaries=bt2020:color_trc=smpte2084:colorspace=bt2020nc"
    bright = made(
        *("bright.mkv", "-f", "lavfi", "-i", "testsrc2=size=320x180:rate=24:duration=4", "-vf"),
        f"zscale=tin=bt709:min=bt709:pin=bt709:t=smpte2084:m=bt2020nc:p=bt2020:npl=203,format=yuv420p10le,setparams={marks}",
        *("-c:v", "libx265", "-preset", "ultrafast", "-x265-params"),
        "log-level=none:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc:hdr10=1:max-cll=1000,400",
        *("-color_primaries", "bt2020", "-color_trc", "smpte2084", "-colorspace", "bt2020nc"),
    )
    item = shelf.put(bright)
    stream = item.source.values["streams"][0]
    assert (stream["hdr"], stream["bit_depth"]) == ("hdr10", 10)
    frames = picture_of(item.id)
    with av.open(str(bright), "r") as container:
        raw = ImageStat.Stat(grey(next(container.decode(video=0))))
    # What is shown spreads over the range again, as the untouched PQ values do not.
    shown = ImageStat.Stat(frames[0])
    assert shown.stddev[0] > raw.stddev[0] * 1.2
    low, high = shown.extrema[0]
    assert low < 40
    assert high > 180
    assert sum(frames[0].histogram()[250:]) < frames[0].width * frames[0].height / 2


@pytest.fixture
def coding(tmp_path: Path) -> Iterator[Transcodes]:
    running = Transcodes(tmp_path / "cache", 1024**3, imageio_ffmpeg.get_ffmpeg_exe, Capacity(count=2))
    yield running
    running.close()


@pytest.fixture
def want(coding: Transcodes) -> Iterator[Callable[[int | None], Path]]:
    """Ask for a segment of a film of two minutes."""
    film = made(
        *("two_minutes.avi", "-f", "lavfi", "-i", "testsrc2=size=160x90:rate=24:duration=120"),
        *("-c:v", "mpeg4", "-q:v", "8", "-g", "48"),
    )
    opened = os.open(film, os.O_RDONLY)
    picture = {"demuxer": "avi", "stream": 0, "width": 160, "height": 90, "frame_rate": 24.0}
    assert Picture(**picture)

    def ask(number: int | None) -> Path:
        answer = coding.want({"name": "film-v0t", "number": number, "viewer": "ann", "picture": picture}, [opened])
        assert "path" in answer, answer
        return Path(answer["path"])

    yield ask
    os.close(opened)


def until(condition: Callable[[], object], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.02)


def test_a_run_that_is_far_ahead_waits_and_goes_on_when_somebody_comes_near(
    coding: Transcodes, want: Callable[[int | None], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transcode_run, "AHEAD", 5)
    first = want(0)
    until(lambda: any(run.paused for run in coding._runs))
    there = len(list(first.parent.glob("*.m4s")))
    time.sleep(0.5)
    assert len(list(first.parent.glob("*.m4s"))) == there < 60
    assert want(there + 3).exists()
    until(lambda: len(list(first.parent.glob("*.m4s"))) > there + 3)


def test_a_run_that_nobody_wants_ends_and_what_it_made_serves_until_a_new_one_goes_on(
    coding: Transcodes, want: Callable[[int | None], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transcode_run, "AHEAD", 5)
    monkeypatch.setattr(transcodes, "IDLE_SECONDS", 0.5)
    first = want(0)
    until(lambda: coding.active() == 0)
    assert not list(first.parent.glob("run-*"))
    assert want(1) == first.with_name("1.m4s")
    assert coding.active() == 0  # it lay there
    monkeypatch.setattr(transcodes, "IDLE_SECONDS", 60)  # however slow the machine is, this one is wanted
    later = want(40)
    assert later.exists()
    assert coding.active() == 1
    with av.open(io.BytesIO((first.parent / "init.mp4").read_bytes() + later.read_bytes()), "r") as container:
        frame = next(container.decode(video=0))
        assert frame.time == pytest.approx(80, abs=0.1)


def test_the_cache_keeps_its_limit_and_what_was_used_last(tmp_path: Path) -> None:
    for number in range(10):
        place = tmp_path / "film" / f"{number}.m4s"
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(bytes(1000))
        os.utime(place, (1000 + number, 1000 + number))
    used(tmp_path / "film" / "0.m4s")
    assert sweep(tmp_path, 10_000) == 0
    assert sweep(tmp_path, 5_000) == 6_000
    assert sorted(path.stem for path in tmp_path.rglob("*.m4s")) == ["0", "7", "8", "9"]
