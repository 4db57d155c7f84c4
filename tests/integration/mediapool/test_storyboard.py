"""Sheets of small pictures, from key frames alone."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import pytest
from PIL import Image

from medianest.errors import MediaRefused
from medianest.mediapool.client import MediaPool
from tests.media import local_file, media

WIDE, HIGH = 160, 90


def sheet(pool: MediaPool, path: Path, times: list[float], **more: Any) -> tuple[int, Image.Image]:
    wanted = {"stream": 0, "times": times, "width": WIDE, "height": HIGH, "columns": 3, **more}
    outcome = pool.one(local_file(path), "storyboard", wanted, limit=30)
    return outcome.value("storyboard"), Image.open(io.BytesIO(outcome.bytes_of("storyboard"))).convert("RGB")


def tile(image: Image.Image, number: int, columns: int = 3) -> tuple[int, int, int]:
    """The colour in the middle of a picture."""
    at = (number % columns * WIDE + WIDE // 2, number // columns * HIGH + HIGH // 2)
    return image.getpixel(at)  # type: ignore[return-value]


@pytest.fixture
def colours(tmp_path: Path) -> Path:
    """Two seconds each of red, green, blue and white, with a key frame every second."""
    film = tmp_path / "colours.mkv"
    parts = [f"color={name}:size=320x180:rate=12:duration=2[p{n}]" for n, name in enumerate(("red", "lime", "blue"))]
    graph = ";".join(parts) + ";color=white:size=320x180:rate=12:duration=2[p3];[p0][p1][p2][p3]concat=n=4"
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", "-f", "lavfi", "-i", graph, "-g", "12", film]
    subprocess.run(command, check=True)
    return film


def close(colour: tuple[int, int, int], wanted: tuple[int, int, int]) -> bool:
    return all(abs(one - other) < 40 for one, other in zip(colour, wanted, strict=True))


@pytest.mark.parametrize("name", ["film.mp4", "hevc.mkv", "xvid.avi", "late.ts", "h264.ts", "web.webm"])
def test_every_kind_of_film_gives_a_sheet(pool: MediaPool, name: str) -> None:
    decoded, image = sheet(pool, media(name), [1, 3, 5, 7, 9])
    assert decoded == 5
    assert image.size == (3 * WIDE, 2 * HIGH)
    assert len({tile(image, number) for number in range(5)}) > 1


def test_each_second_shows_what_is_seen_then(pool: MediaPool, colours: Path) -> None:
    decoded, image = sheet(pool, colours, [0.5, 2.5, 4.5, 6.5])
    assert decoded == 4
    seen = [tile(image, number) for number in range(4)]
    wanted = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)]
    assert all(close(one, other) for one, other in zip(seen, wanted, strict=True)), seen


def test_seconds_between_the_same_key_frames_show_the_same_picture(pool: MediaPool, colours: Path) -> None:
    _, image = sheet(pool, colours, [4.1, 4.5, 4.9])
    assert tile(image, 0) == tile(image, 1) == tile(image, 2)


def test_a_turned_film_stands_upright_and_whole_in_its_place(pool: MediaPool) -> None:
    _, image = sheet(pool, media("rotated.mp4"), [3], columns=1)
    assert image.getpixel((4, HIGH // 2)) == (0, 0, 0)
    assert image.getpixel((WIDE // 2, HIGH // 2)) != (0, 0, 0)


def test_a_film_that_is_cut_short_repeats_its_last_picture(pool: MediaPool, tmp_path: Path) -> None:
    cut = tmp_path / "cut.mkv"
    data = media("hevc.mkv").read_bytes()
    cut.write_bytes(data[: len(data) * 2 // 3])
    decoded, image = sheet(pool, cut, [1, 5, 11])
    assert decoded >= 2
    assert tile(image, 2) != (0, 0, 0)


@pytest.mark.parametrize(
    ("name", "wanted", "reason"),
    [
        ("song.flac", {}, "no_such_track"),
        ("film.mp4", {"times": []}, "too_many_pixels"),
        ("film.mp4", {"times": [1.0] * 101}, "too_many_pixels"),
        ("film.mp4", {"width": 9000, "height": 9000}, "too_many_pixels"),
    ],
)
def test_what_has_no_picture_or_asks_for_too_many_is_refused(
    pool: MediaPool, name: str, wanted: dict[str, Any], reason: str
) -> None:
    with pytest.raises(MediaRefused) as refused:
        sheet(pool, media(name), **{"times": [1.0], **wanted})
    assert refused.value.reason == reason
