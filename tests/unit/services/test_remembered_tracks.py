"""The sound and subtitles that were chosen once, found again in another file."""

from __future__ import annotations

from typing import Any

import pytest

from medianest.providers.base import StreamFacts
from medianest.services import tracks


def sound(index: int, language: str | None, title: str | None = None) -> StreamFacts:
    return StreamFacts(index, "audio", "aac", language=language, title=title)


def text(index: int, language: str, **flags: bool) -> StreamFacts:
    return StreamFacts(index, "subtitle", "subrip", language=language, **flags)


FILM = (
    sound(1, "eng"),
    sound(2, "ger"),
    sound(3, "eng", "Commentary"),
    text(4, "eng"),
    text(5, "ger", forced=True),
    text(6, "ger"),
    text(7, "ger", hearing_impaired=True),
)
BESIDE = ({"kind": "subtitle", "path": "film.fr.srt", "language": "fr"},)


@pytest.mark.parametrize(
    ("choice", "found"),
    [
        ({"language": "de", "title": ""}, 2),
        ({"language": "en", "title": "Commentary"}, 3),
        ({"language": "en", "title": "Another title"}, 1),
        ({"language": "fr", "title": ""}, None),
        (None, None),
    ],
)
def test_sound_is_found_by_its_language_and_by_its_title_where_there_are_several(
    choice: dict[str, Any] | None, found: int | None
) -> None:
    assert tracks.remembered_audio(FILM, choice) == found


@pytest.mark.parametrize("track_id", ["4", "5", "6", "7", "s0", "off"])
def test_every_choice_of_subtitles_is_found_again_in_the_same_file(track_id: str) -> None:
    choice = tracks.described(FILM, BESIDE, track_id)
    assert tracks.remembered_subtitle(FILM, BESIDE, choice) == track_id


def test_where_there_are_none_for_the_hard_of_hearing_the_plain_ones_do() -> None:
    choice = tracks.described(FILM, BESIDE, "7")
    assert tracks.remembered_subtitle(FILM[:-1], (), choice) == "6"


def test_lines_for_signs_alone_do_not_stand_in_for_all_that_is_said() -> None:
    choice = tracks.described(FILM, BESIDE, "6")
    assert tracks.remembered_subtitle(FILM[:5], (), choice) is None


def test_what_is_not_in_the_file_cannot_be_remembered() -> None:
    assert tracks.described(FILM, BESIDE, "99") is None
    assert tracks.remembered_subtitle(FILM, BESIDE, None) is None
