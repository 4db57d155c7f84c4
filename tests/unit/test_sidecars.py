"""Files beside a film: subtitles, pictures, lyrics, NFO."""

import pytest

from medianest.providers.local import sidecars
from medianest.providers.local.sidecars import SubtitleFile, language_code

SUBTITLES = [
    ("Film.srt", SubtitleFile("d/Film.srt")),
    ("Film.en.srt", SubtitleFile("d/Film.en.srt", "eng")),
    ("Film.eng.srt", SubtitleFile("d/Film.eng.srt", "eng")),
    ("Film.English.srt", SubtitleFile("d/Film.English.srt", "eng")),
    ("Film.de.forced.ass", SubtitleFile("d/Film.de.forced.ass", "ger", forced=True)),
    ("Film.en.sdh.vtt", SubtitleFile("d/Film.en.sdh.vtt", "eng", hearing_impaired=True)),
    ("Film.en.hi.srt", SubtitleFile("d/Film.en.hi.srt", "eng", hearing_impaired=True)),
    ("Film.hi.srt", SubtitleFile("d/Film.hi.srt", "hin")),
    ("Film.pt-BR.srt", SubtitleFile("d/Film.pt-BR.srt", "pt-BR")),
    ("Film.en.default.srt", SubtitleFile("d/Film.en.default.srt", "eng", default=True)),
    ("Film.en.Commentary.srt", SubtitleFile("d/Film.en.Commentary.srt", "eng", title="Commentary")),
]


@pytest.mark.parametrize(("name", "expected"), SUBTITLES)
def test_a_subtitles_name_tells_language_and_purpose(name, expected):
    assert sidecars.subtitles("d", "Film", [name]) == [expected]


def test_another_films_subtitles_are_left_alone():
    assert sidecars.subtitles("d", "Film", ["Filmed.srt", "Other.en.srt", "Film.jpg"]) == []


def test_a_subtitle_folder_need_not_repeat_the_name():
    found = sidecars.subtitles("d", "", ["2_English.srt", "French.srt"], in_folder="d/Subs")

    assert [(file.path, file.language) for file in found] == [
        ("d/Subs/2_English.srt", "eng"),
        ("d/Subs/French.srt", "fre"),
    ]


def test_image_subtitles_with_an_index_are_no_text():
    assert sidecars.subtitles("d", "Film", ["Film.sub", "Film.idx"]) == []


@pytest.mark.parametrize("token", ["xyzzy", "1080p", "", "forced2", "e-n-x"])
def test_what_is_no_language_is_not_taken_for_one(token):
    assert language_code(token) is None


def test_plain_picture_names_count_only_in_a_films_own_folder():
    names = ["poster.jpg", "fanart.png", "Film-poster.webp"]

    assert sidecars.film_pictures("d", "Film", names, own_folder=True) == {
        "poster": "d/Film-poster.webp",
        "backdrop": "d/fanart.png",
    }
    assert sidecars.film_pictures("d", "Other", names, own_folder=False) == {}


def test_season_posters_lie_in_the_shows_folder():
    names = [
        "season01-poster.jpg",
        "season-specials-poster.png",
        "Season02.jpg",
        "season01-fanart.jpg",
        "season-all.jpg",
    ]

    assert sidecars.season_pictures("Show", names) == {
        1: {"poster": "Show/season01-poster.jpg", "backdrop": "Show/season01-fanart.jpg"},
        0: {"poster": "Show/season-specials-poster.png"},
        2: {"poster": "Show/Season02.jpg"},
    }


def test_covers_are_found_whatever_their_case():
    assert sidecars.album_pictures("A/B", ["Folder.JPG", "back.jpg"]) == {"poster": "A/B/Folder.JPG"}


def test_lyrics_and_nfo_go_by_the_tracks_name():
    names = ["01 - Song.lrc", "01 - Song.NFO", "album.nfo"]

    assert sidecars.lyrics("A", "01 - Song", names) == "A/01 - Song.lrc"
    assert sidecars.nfo("A", names, "01 - song") == "A/01 - Song.NFO"
    assert sidecars.nfo("A", names, "movie", "album") == "A/album.nfo"
