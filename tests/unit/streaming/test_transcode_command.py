"""What ffmpeg is told: woven fields apart, HDR brought to standard range, and nothing of either where there is none."""

from __future__ import annotations

from itertools import pairwise

import pytest

from medianest.mediapool.transcode_command import Picture, command, filters


def test_woven_fields_are_set_apart_before_frames_are_put_on_their_grid() -> None:
    chain = filters(Picture("matroska", 0, 1280, 720, interlaced=True), 25.0).split(",")
    assert chain[0] == "bwdif=mode=send_frame:deint=interlaced"
    assert chain[1].startswith("fps=fps=25")


@pytest.mark.parametrize(
    ("hdr", "transfer"), [("hdr10", "smpte2084"), ("dolby-vision", "smpte2084"), ("hlg", "arib-std-b67")]
)
def test_high_dynamic_range_is_brought_to_standard_range(hdr: str, transfer: str) -> None:
    chain = filters(Picture("matroska", 0, 1920, 1080, hdr=hdr), 24.0)
    assert f"zscale=tin={transfer}:min=bt2020nc:pin=bt2020:rin=tv:t=linear:npl=100" in chain
    assert chain.index("tonemap=tonemap=hable") < chain.index("zscale=t=bt709:m=bt709:r=tv")
    assert chain.endswith("format=yuv420p,setsar=1")


def test_an_ordinary_picture_is_neither_set_apart_nor_toned_down() -> None:
    chain = filters(Picture("mov", 0, 1920, 1080), 24.0)
    assert not any(word in chain for word in ("bwdif", "tonemap", "zscale"))


def test_one_demuxer_and_one_descriptor_are_all_that_ffmpeg_may_open() -> None:
    said = command("ffmpeg", Picture("avi", 0, 640, 360), 7, 30, "/cache/run")
    options = dict(pairwise(said))
    assert (options["-protocol_whitelist"], options["-format_whitelist"], options["-i"]) == ("fd", "avi", "fd:")
    assert (options["-fd"], options["-ss"], options["-start_number"]) == ("7", "60", "30")
