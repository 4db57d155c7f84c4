"""Who codes pictures: what works when it is tried, and how ffmpeg is told."""

from __future__ import annotations

import sys
from itertools import pairwise

import pytest

from medianest.config import Settings
from medianest.mediapool.encoders import HARDWARE, NAMES, SOFTWARE, choose, trial
from medianest.mediapool.transcode_command import Picture, command

PICTURE = Picture("matroska", 0, 1280, 720, frame_rate=24.0)
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="cards are found by Linux's device files")


def found(wanted: str, working: set[str], devices: bool = True) -> str:
    """The encoder that is chosen where those of ``working`` code their second."""
    coders = {one.name: one.options[1] for one in HARDWARE}

    def works(tried: list[str]) -> bool:
        return any(coders[name] in tried for name in working)

    return choose("ffmpeg", wanted, works, lambda pattern: pattern.replace("*", "128") if devices else None).name


@LINUX
@pytest.mark.parametrize(
    ("wanted", "working", "chosen"),
    [
        ("auto", {"nvenc", "vaapi"}, "nvenc"),
        ("auto", {"vaapi"}, "vaapi"),
        ("auto", {"qsv", "vaapi"}, "qsv"),
        ("auto", {"v4l2m2m"}, "v4l2m2m"),
        ("auto", set(), "software"),
        ("vaapi", {"nvenc", "vaapi"}, "vaapi"),
        ("vaapi", {"nvenc"}, "software"),
        ("software", {"nvenc", "vaapi"}, "software"),
    ],
)
def test_a_card_is_taken_when_it_has_coded_a_second(wanted: str, working: set[str], chosen: str) -> None:
    assert found(wanted, working) == chosen


@LINUX
def test_without_a_device_nothing_is_tried() -> None:
    assert found("auto", {"nvenc", "qsv", "vaapi", "v4l2m2m"}, devices=False) == "software"


@pytest.mark.skipif(sys.platform == "darwin", reason="this is its system")
def test_another_systems_encoder_is_not_tried() -> None:
    assert found("videotoolbox", {"videotoolbox"}) == "software"


@LINUX
def test_the_device_that_was_found_is_the_one_that_codes() -> None:
    chosen = choose("ffmpeg", "vaapi", lambda _tried: True, lambda _pattern: "/dev/dri/renderD129")
    said = command("ffmpeg", PICTURE, 7, 0, "/cache/run", chosen)
    assert said[said.index("-init_hw_device") + 1] == "vaapi=card:/dev/dri/renderD129"
    assert said.index("-init_hw_device") < said.index("-i")
    assert dict(pairwise(said))["-vf"].endswith("setsar=1,format=nv12,hwupload")


@pytest.mark.parametrize("encoder", [SOFTWARE, *HARDWARE], ids=lambda one: one.name)
def test_every_encoder_cuts_at_the_same_places_and_keeps_the_same_limit(encoder: object) -> None:
    said = dict(pairwise(command("ffmpeg", PICTURE, 7, 30, "/cache/run", encoder)))  # type: ignore[arg-type]
    assert said["-force_key_frames"] == "expr:gte(t,n_forced*2)"
    assert said["-bf"] == "0"
    assert int(said["-maxrate"]) * 2 == int(said["-bufsize"]) == 8_888_888
    assert said["-bsf:v"] == "dump_extra=freq=keyframe"
    assert said["-c:v"].startswith("h264_" if encoder is not SOFTWARE else "libx264")


@pytest.mark.parametrize("encoder", HARDWARE, ids=lambda one: one.name)
def test_a_try_codes_one_second_as_a_film_would_be(encoder: object) -> None:
    said = trial("ffmpeg", encoder)  # type: ignore[arg-type]
    assert "duration=1" in said[said.index("-i") + 1]
    assert said[-3:] == ["-f", "null", "-"]


def test_every_encoder_can_be_set_and_nothing_else() -> None:
    for name in NAMES:
        assert Settings(encoder=name).encoder == name  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="encoder"):
        Settings(encoder="gpu")  # type: ignore[arg-type]
