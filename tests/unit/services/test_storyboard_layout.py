"""How the small pictures of a film are laid out."""

from __future__ import annotations

import re

import pytest

from medianest.providers.base import StreamFacts
from medianest.services.storyboard_layout import COLUMNS, ROWS, Layout, layout, webvtt


def film(width: int = 1920, height: int = 1080, **more: object) -> tuple[StreamFacts, ...]:
    sound = StreamFacts(0, "audio", "aac")
    return sound, StreamFacts(1, "video", "h264", width=width, height=height, **more)  # type: ignore[arg-type]


def of(duration: float, *streams: StreamFacts) -> Layout:
    found = layout(duration, streams or film())
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("duration", "interval"), [(30, 1), (500, 5), (1000, 10), (7200, 10), (15_000, 10), (30_000, 20)]
)
def test_pictures_are_ten_seconds_apart_closer_in_short_films_and_bounded_in_the_longest(
    duration: float, interval: float
) -> None:
    plan = of(duration)
    assert plan.interval == interval
    assert plan.count * interval >= duration > (plan.count - 1) * interval


def test_every_moment_has_its_picture_and_every_sheet_has_a_bounded_number_of_them() -> None:
    plan = of(7200)
    times = [time for sheet in range(plan.sheets) for time in plan.times(sheet)]
    assert len(times) == plan.count == 720
    assert times == sorted(times)
    assert all(0 <= time <= 7200 for time in times)
    assert all(0 < len(plan.times(sheet)) <= COLUMNS * ROWS for sheet in range(plan.sheets))


@pytest.mark.parametrize(
    ("streams", "size"),
    [
        (film(), (320, 180)),
        (film(3840, 1600), (320, 134)),
        (film(1080, 1920), (180, 320)),
        (film(1920, 1080, rotation=90), (180, 320)),
        (film(720, 576, sample_aspect=16 / 11), (320, 176)),
    ],
)
def test_a_picture_has_the_shape_that_the_film_has_on_the_screen(
    streams: tuple[StreamFacts, ...], size: tuple[int, int]
) -> None:
    plan = of(600, *streams)
    assert (plan.width, plan.height) == size


@pytest.mark.parametrize(
    ("duration", "streams"),
    [
        (600, (StreamFacts(0, "audio", "flac"),)),
        (600, (StreamFacts(0, "cover", "mjpeg", width=500, height=500),)),
        (1.5, film()),
        (0, film()),
        (600, (StreamFacts(0, "video", "unknown"),)),
    ],
)
def test_a_song_a_cover_and_a_glimpse_have_no_storyboard(duration: float, streams: tuple[StreamFacts, ...]) -> None:
    assert layout(duration, streams) is None


def test_the_index_names_a_place_on_a_sheet_for_each_stretch_of_the_film() -> None:
    plan = of(3725)
    cues = re.findall(r"(\S+) --> (\S+)\n(\d+)#xywh=(\d+),(\d+),(\d+),(\d+)", webvtt(plan, str))
    assert len(cues) == plan.count
    assert cues[0] == ("00:00:00.000", "00:00:10.000", "0", "0", "0", "320", "180")
    assert cues[26][2:5] == ("1", "320", "0")
    assert cues[-1][:2] == ("01:02:00.000", "01:02:05.000")
    assert all(begin == end for (begin, *_), (_, end, *_) in zip(cues[1:], cues[:-1], strict=True))
