"""A good frame of a film, for when there is no poster."""

import io
import subprocess
from pathlib import Path

import imageio_ffmpeg
import pytest
from PIL import Image

from medianest.errors import MediaRefused
from medianest.mediapool.client import MediaPool
from tests.media import local_file, media


def picture(pool: MediaPool, path: Path, **arguments: object) -> tuple[dict, Image.Image]:
    outcome = pool.one(local_file(path), "frame", arguments)
    return outcome.value("frame"), Image.open(io.BytesIO(outcome.bytes_of("frame")))


@pytest.mark.parametrize("name", ["film.mp4", "hevc.mkv", "xvid.avi", "late.ts", "web.webm"])
def test_every_kind_of_film_gives_a_picture(pool: MediaPool, name: str) -> None:
    told, image = picture(pool, media(name))
    assert (told["width"], told["height"]) == image.size == (320, 180)
    assert 0 <= told["position"] < 3


def test_a_turned_film_gives_an_upright_picture(pool: MediaPool) -> None:
    assert picture(pool, media("rotated.mp4"))[1].size == (180, 320)


def test_a_black_beginning_is_passed_over(pool: MediaPool, tmp_path: Path) -> None:
    film = tmp_path / "dark.mp4"
    sources = "color=black:size=160x90:rate=24:duration=5[a];testsrc2=size=160x90:rate=24:duration=5[b];[a][b]concat"
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", "-f", "lavfi", "-i", sources, "-g", "12", film]
    subprocess.run(command, check=True)
    told, _image = picture(pool, film)
    assert told["position"] >= 4.5


def test_a_frame_may_be_asked_for_by_its_second(pool: MediaPool) -> None:
    told, image = picture(pool, media("wide.mp4"), position=7.0, width=160)
    assert told["position"] == pytest.approx(6, abs=1.1)
    assert image.size == (160, 90)


def test_a_song_has_no_frame(pool: MediaPool) -> None:
    with pytest.raises(MediaRefused) as refused:
        picture(pool, media("cover.mp3"))
    assert refused.value.reason == "no_picture"
