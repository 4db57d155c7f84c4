"""The qualities of a picture: which there are, what each takes, and what a player is offered."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from medianest.errors import Invalid
from medianest.providers.base import LocalFile, StreamFacts
from medianest.services import offers, plans, qualities
from medianest.services.playback import PlayableSource
from medianest.services.playback_views import Choices, Decision, DeviceProfile
from medianest.streaming.decision import decide

CHROMIUM = DeviceProfile(
    files=('video/mp4; codecs="avc1.640028"', 'video/mp4; codecs="mp4a.40.2"'),
    streams=('video/mp4; codecs="avc1.640028"', 'video/mp4; codecs="mp4a.40.2"'),
)


def picture(width: int, height: int, codec: str = "h264", **more: object) -> StreamFacts:
    return StreamFacts(0, "video", codec, width=width, height=height, bit_depth=8, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("width", "height", "more", "lines", "in_720"),
    [
        (1920, 1080, {}, 1080, (1280, 720)),
        (1920, 800, {}, 1080, (1280, 534)),
        (1440, 1080, {}, 1080, (960, 720)),
        (1080, 1920, {}, 1080, (720, 1280)),
        (1920, 1080, {"rotation": 90}, 1080, (720, 1280)),
        (720, 576, {"sample_aspect": 64 / 45}, 576, (1024, 576)),
        (3840, 1600, {}, 2160, (1280, 534)),
    ],
)
def test_a_picture_is_classed_by_the_frame_it_fills(
    width: int, height: int, more: dict[str, object], lines: int, in_720: tuple[int, int]
) -> None:
    stream = picture(width, height, **more)
    assert qualities.lines(stream) == lines
    assert qualities.size(stream, 720 if lines > 720 else None) == in_720


def test_a_smaller_class_never_takes_more_bits() -> None:
    stream = picture(3840, 2160)
    peaks = [qualities.peak(stream, each) for each in qualities.LADDER]
    assert peaks == sorted(peaks, reverse=True)
    assert qualities.peak(stream, 2160) == qualities.peak(stream, 1080)


@pytest.mark.parametrize(
    ("max_lines", "max_bitrate", "best"),
    [
        (None, None, None),
        (720, None, 720),
        (2160, None, None),
        (None, 5_000_000, 720),
        (480, 5_000_000, 480),
        (None, 100_000, 360),
    ],
)
def test_the_best_class_keeps_both_limits(max_lines: int | None, max_bitrate: int | None, best: int | None) -> None:
    assert qualities.best(picture(1920, 1080), max_lines, max_bitrate) == best


def ask(stream: StreamFacts, quality: str = "auto", bitrate: int = 12_000_000, least: str = "direct") -> Decision:
    choices = qualities.limited(Choices(least=least, ladder=True), quality)  # type: ignore[arg-type]
    return decide("mov", (stream, StreamFacts(1, "audio", "aac")), bitrate, CHROMIUM, choices)


def test_a_picture_that_is_made_anew_is_offered_in_every_lower_class() -> None:
    decision = ask(picture(1920, 1080, "hevc"))
    assert (decision.method, decision.ladder) == ("transcode", (720, 480, 360))
    assert plans.written(decision) == "v0t.v0t720.v0t480.v0t360.a1c"
    assert plans.read(plans.written(decision)).videos == (
        (0, False, None),
        (0, False, 720),
        (0, False, 480),
        (0, False, 360),
    )


def test_a_copied_picture_has_lower_classes_beside_it_only_where_they_save_much() -> None:
    assert ask(picture(1920, 1080), least="remux").ladder == (720, 480, 360)
    assert ask(picture(1920, 1080), bitrate=4_000_000, least="remux").ladder == (480, 360)
    assert ask(picture(1920, 1080), bitrate=900_000, least="remux").ladder == ()


def test_a_chosen_quality_is_one_picture_and_never_more_than_it_says() -> None:
    chosen = ask(picture(1920, 1080), "720")
    assert (chosen.method, chosen.reasons, chosen.ladder) == ("transcode", ("resolution",), ())
    assert plans.written(chosen) == "v0t720.a1c"
    assert ask(picture(1280, 720), "720").method == "direct"
    original = ask(picture(1920, 1080, "hevc"), "original")
    assert (original.method, original.ladder) == ("transcode", ())


def test_a_limit_of_bits_is_kept() -> None:
    choices = Choices(max_bitrate=3_000_000)
    decision = decide("mov", (picture(1920, 1080),), 8_000_000, CHROMIUM, choices)
    assert (decision.method, decision.reasons) == ("transcode", ("bitrate",))
    assert decision.video is not None
    assert decision.video.lines == 480


@pytest.mark.parametrize("word", ["", "0", "best", "99", "72000", "-720"])
def test_a_quality_that_is_none_is_refused(word: str) -> None:
    with pytest.raises(Invalid):
        qualities.limited(Choices(), word)


def source(stream: StreamFacts, *, convertible: bool = True) -> PlayableSource:
    file = LocalFile(Path("/films"), "film.mp4", 1, 1)
    return PlayableSource(uuid4(), uuid4(), file, "mov", 60.0, 12_000_000, 0.0, (stream,), convertible=convertible)


def offered(stream: StreamFacts, *, convertible: bool = True, least: str = "direct") -> list[tuple]:
    file = source(stream, convertible=convertible)
    menu = offers.menu(file, ask(stream, least=least), "auto", lambda each: ask(stream, each, least=least))
    return [(one.id, one.height, one.method, one.selected, one.level) for one in menu]


def test_the_menu_says_what_each_quality_would_mean() -> None:
    assert offered(picture(1920, 800), least="remux") == [
        ("auto", None, "remux", True, None),
        ("original", 1080, "remux", False, 800),
        ("720", 720, "transcode", False, 534),
        ("480", 480, "transcode", False, 356),
        ("360", 360, "transcode", False, 266),
    ]


def test_a_file_that_is_played_as_it_is_has_no_levels() -> None:
    assert {level for *_, level in offered(picture(1920, 1080))} == {None}
    assert [method for _, _, method, *_ in offered(picture(1920, 1080))][:2] == ["direct", "direct"]


def test_whoever_may_not_have_films_converted_is_offered_none_of_it() -> None:
    assert [one[0] for one in offered(picture(1920, 1080), convertible=False)] == ["auto", "original"]


def test_nothing_is_offered_twice_or_above_what_a_film_has() -> None:
    assert [one[0] for one in offered(picture(3840, 2160, "hevc"))] == ["auto", "original", "720", "480", "360"]
    assert [one[0] for one in offered(picture(854, 480))] == ["auto", "original", "360"]
    assert offers.menu(source(picture(640, 360)), replace(ask(picture(640, 360)), video=None), "auto", ask) == ()
