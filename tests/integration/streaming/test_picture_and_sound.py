"""What is unusual about a picture or its sound is put right on the way, and nothing of it is lost."""

from __future__ import annotations

import array
import io
import math
import subprocess
from collections.abc import Callable
from pathlib import Path

import av
import imageio_ffmpeg
import pytest
from PIL import Image, ImageStat

from tests.integration.streaming.conftest import Door, Shelf
from tests.integration.streaming.test_coding_anew import BROWSER, made
from tests.media import media

BAR = "color=black:s=320x180:r=24:d=4[b];color=white:s=320x60:r=24:d=4[w];[b][w]overlay=0:0"


@pytest.fixture
def coded(door: Door, rendition: Callable[[str], bytes]) -> Callable[[object], Image.Image]:
    """The first frame of a work's picture, coded anew, as a browser shows it."""

    def first(media_id: object) -> Image.Image:
        offer = door.offer(media_id, profile=BROWSER, force="transcode")  # type: ignore[arg-type]
        last = door.get(offer["url"]).text.strip().splitlines()[-1]
        address = f"{offer['url'].partition('?')[0].rpartition('/')[0]}/{last}"
        with av.open(io.BytesIO(rendition(address)), "r") as container:
            stream = container.streams.video[0]
            assert stream.sample_aspect_ratio in (None, 1)
            return next(container.decode(stream)).to_image()

    return first


def light(picture: Image.Image, box: tuple[float, float, float, float]) -> float:
    """Mean brightness of a part, given in shares of width and height."""
    width, height = picture.size
    left, top, right, bottom = box
    part = picture.convert("L").crop((int(left * width), int(top * height), int(right * width), int(bottom * height)))
    return ImageStat.Stat(part).mean[0]


def test_a_turned_film_is_upright(shelf: Shelf, coded: Callable[[object], Image.Image]) -> None:
    """A phone's film lies on its side in the file: what is white above there is white at one side here."""
    plain = made("bar.mp4", "-filter_complex", BAR, "-c:v", "libx264", "-pix_fmt", "yuv420p")
    turned = made("turned.mp4", "-display_rotation", "90", "-i", str(plain), "-c", "copy")
    shown = coded(shelf.put(turned).id)
    assert shown.size == (180, 320)
    sides = light(shown, (0, 0, 0.25, 1)), light(shown, (0.75, 0, 1, 1))
    assert max(sides) > 200
    assert min(sides) < 40


def test_wide_pixels_become_square_ones(shelf: Shelf, coded: Callable[[object], Image.Image]) -> None:
    anamorphic = made(
        *("anamorphic.mkv", "-f", "lavfi", "-i", "testsrc2=size=180x144:rate=25:duration=4"),
        *("-vf", "setsar=64/45", "-c:v", "mpeg2video", "-q:v", "3"),
    )
    assert coded(shelf.put(anamorphic).id).size == (256, 144)


def test_an_hlg_film_is_toned_down(shelf: Shelf, coded: Callable[[object], Image.Image]) -> None:
    marks = "color_primaries=bt2020:color_trc=arib-std-b67:colorspace=bt2020nc"
    bright = made(
        *("hlg.mkv", "-f", "lavfi", "-i", "testsrc2=size=320x180:rate=24:duration=4", "-vf"),
        f"zscale=tin=bt709:min=bt709:pin=bt709:t=arib-std-b67:m=bt2020nc:p=bt2020:npl=203,format=yuv420p10le,setparams={marks}",
        *("-c:v", "libx265", "-preset", "ultrafast", "-x265-params"),
        "log-level=none:colorprim=bt2020:transfer=arib-std-b67:colormatrix=bt2020nc",
        *("-color_primaries", "bt2020", "-color_trc", "arib-std-b67", "-colorspace", "bt2020nc"),
    )
    item = shelf.put(bright)
    assert item.source.values["streams"][0]["hdr"] == "hlg"
    low, high = ImageStat.Stat(coded(item.id).convert("L")).extrema[0]
    assert low < 40
    assert high > 160


def loudness(data: bytes) -> tuple[float, float]:
    """Root mean square of left and right, of the middle of what is decoded."""
    sides: tuple[array.array[float], array.array[float]] = (array.array("f"), array.array("f"))
    with av.open(io.BytesIO(data), "r") as container:
        for frame in container.decode(container.streams.audio[0]):
            assert frame.layout.name == "stereo"
            for side, plane in zip(sides, frame.planes, strict=True):
                side.extend(memoryview(plane).cast("B").cast("f")[: frame.samples])
    middle = [side[48_000:144_000] for side in sides]
    left, right = (math.sqrt(sum(value * value for value in side) / len(side)) for side in middle)
    return left, right


def surround(name: str, speaker: str) -> Path:
    """Five speakers and a bass, of which one sounds."""
    tones = ["sine=frequency=440:sample_rate=48000:duration=4[s]", f"[s]pan=5.1|{speaker}=c0"]
    return made(name, "-filter_complex", ";".join(tones), "-c:a", "ac3", "-b:a", "448k")


@pytest.mark.parametrize(("speaker", "left", "right"), [("FC", 0.7, 0.7), ("FL", 1.0, 0.0), ("FR", 0.0, 1.0)])
def test_what_is_spoken_in_the_middle_is_heard_from_both_sides(
    shelf: Shelf, door: Door, rendition: Callable[[str], bytes], speaker: str, left: float, right: float
) -> None:
    path = surround(f"only_{speaker}.mka", speaker)
    offer = door.offer(shelf.put(path, "track").id, profile=BROWSER)
    last = door.get(offer["url"]).text.strip().splitlines()[-1]
    got = loudness(rendition(f"{offer['url'].partition('?')[0].rpartition('/')[0]}/{last}"))
    with av.open(str(path), "r") as container:
        values = array.array("f")
        place = {"FL": 0, "FR": 1, "FC": 2}[speaker]
        for frame in container.decode(container.streams.audio[0]):
            values.extend(memoryview(frame.planes[place]).cast("B").cast("f")[: frame.samples])
    whole = math.sqrt(sum(value * value for value in values[48_000:144_000]) / 96_000)
    assert got == pytest.approx((left * whole, right * whole), rel=0.1, abs=0.004)


def test_the_program_that_codes_can_tone_down_and_set_fields_apart() -> None:
    """An ffmpeg without these would fail in the middle of a film."""
    listed = subprocess.run([imageio_ffmpeg.get_ffmpeg_exe(), "-filters"], capture_output=True, text=True, check=True)
    words = listed.stdout.split()
    assert {"zscale", "tonemap", "bwdif", "fps", "scale", "setsar"} <= set(words)
    assert media("film.mp4").exists()
