"""One picture in several qualities: what the playlist says is what comes, and it fits together at every change."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import av
import pytest

from tests.integration.streaming.conftest import Door, Shelf
from tests.integration.streaming.test_coding_anew import BROWSER, made


@pytest.fixture
def wide_film() -> Path:
    """Twelve seconds of 1280 by 534: the class of 720 lines, with more bits than a small quality takes."""
    return made(
        *("scope.mp4", "-f", "lavfi", "-i", "testsrc2=size=1280x534:rate=24:duration=12"),
        *("-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000:duration=12"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-b:v", "6M", "-g", "48", "-pix_fmt", "yuv420p", "-c:a", "aac"),
    )


def variants(door: Door, url: str) -> list[tuple[str, int, int, int]]:
    """Address, width, height and bits a second of each variant, in the playlist's order."""
    text = door.get(url).text
    base = url.partition("?")[0].rpartition("/")[0]
    form = r"BANDWIDTH=(\d+).*RESOLUTION=(\d+)x(\d+).*\n(\S+)"
    return [
        (f"{base}/{name}", int(width), int(height), int(rate)) for rate, width, height, name in re.findall(form, text)
    ]


def frames(door: Door, address: str, number: int) -> list[tuple[float, int, int]]:
    """Time, width and height of each frame of a variant's segment."""
    base = address.rpartition("/")[0]
    data = door.get(f"{base}/init.mp4").content + door.get(f"{base}/{number}.m4s").content
    with av.open(io.BytesIO(data)) as container:
        return [(float(frame.time or 0), frame.width, frame.height) for frame in container.decode(video=0)]


@pytest.mark.parametrize(("force", "first"), [("remux", "v0c"), ("transcode", "v0t")])
def test_every_quality_of_the_playlist_comes_as_it_is_described(
    shelf: Shelf, door: Door, wide_film: Path, force: str, first: str
) -> None:
    offer = door.offer(shelf.put(wide_film).id, profile=BROWSER, force=force)
    found = variants(door, offer["url"])
    assert [address.split("/")[-2] for address, *_ in found] == [first, "v0t480", "v0t360"]
    rates = [rate for *_, rate in found]
    assert rates == sorted(rates, reverse=True)
    for address, width, height, _rate in found:
        got = frames(door, address, 0)
        assert {(wide, high) for _, wide, high in got} == {(width, height)}
        assert got[0][0] == pytest.approx(0, abs=0.001)
    levels = {one["id"]: one["level"] for one in offer["qualities"]}
    assert levels == {"auto": None, "original": 534, "480": found[1][2], "360": found[2][2]}


def test_a_change_of_quality_in_mid_play_goes_on_with_the_next_frame(shelf: Shelf, door: Door, wide_film: Path) -> None:
    offer = door.offer(shelf.put(wide_film).id, profile=BROWSER, force="transcode")
    original, low, _ = (address for address, *_ in variants(door, offer["url"]))
    before, after = frames(door, original, 1), frames(door, low, 2)
    assert after[0][0] - before[-1][0] == pytest.approx(1 / 24, abs=0.001)


def test_a_chosen_quality_is_one_picture(shelf: Shelf, door: Door, wide_film: Path) -> None:
    offer = door.offer(shelf.put(wide_film).id, profile=BROWSER, quality="360")
    assert (offer["method"], offer["reasons"]) == ("transcode", ["container", "resolution"])
    assert [one["id"] for one in offer["qualities"] if one["selected"]] == ["360"]
    assert [address.split("/")[-2] for address, *_ in variants(door, offer["url"])] == ["v0t360"]


def test_whoever_may_not_have_films_converted_gets_the_film_alone(shelf: Shelf, door: Door, wide_film: Path) -> None:
    shelf.make.run("update users set may_transcode = false")
    offer = door.offer(shelf.put(wide_film).id, profile=BROWSER, force="remux")
    assert [one["id"] for one in offer["qualities"]] == ["auto", "original"]
    assert [address.split("/")[-2] for address, *_ in variants(door, offer["url"])] == ["v0c"]


@pytest.mark.parametrize("wish", [{"quality": "best"}, {"quality": "7"}, {"max_bitrate": 5}])
def test_a_wish_that_is_none_is_refused(shelf: Shelf, door: Door, wide_film: Path, wish: dict[str, Any]) -> None:
    item = shelf.put(wide_film)
    assert door.post(f"/api/v1/media/{item.id}/playback", wish).status_code == 422
