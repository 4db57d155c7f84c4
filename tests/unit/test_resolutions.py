"""A picture is called by its width or its height, whichever says more, and the same by filters and badges."""

from __future__ import annotations

import pytest

from medianest.models.resolutions import RESOLUTIONS, lines, present, resolution


@pytest.mark.parametrize(
    ("width", "height", "name"),
    [
        (3840, 2160, "4k"),
        (3840, 1600, "4k"),  # scope
        (2880, 2160, "4k"),  # 4:3
        (2160, 3840, "4k"),  # a telephone held upright
        (2560, 1440, "1080p"),
        (1920, 1080, "1080p"),
        (1920, 800, "1080p"),
        (1904, 1040, "1080p"),
        (1440, 1080, "1080p"),
        (1280, 720, "720p"),
        (1280, 536, "720p"),
        (1276, 532, "720p"),
        (960, 720, "720p"),
        (1024, 576, "sd"),
        (720, 576, "sd"),
        (640, 360, "sd"),
        (2, 2, "sd"),
    ],
)
def test_a_picture_counts_by_what_it_would_fill(width: int, height: int, name: str) -> None:
    assert resolution(lines(width, height)) == name


def test_without_a_picture_there_is_no_name() -> None:
    assert (resolution(None), resolution(0)) == (None, None)


def test_every_number_of_lines_has_exactly_one_name() -> None:
    for count in range(1, 5000):
        assert sum(low <= count <= high for low, high in RESOLUTIONS.values()) == 1


def test_what_a_library_offers_comes_largest_first() -> None:
    assert present([480, 1080, 1079, 2160]) == ("4k", "1080p", "sd")
