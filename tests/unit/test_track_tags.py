"""From tags and paths to tracks, albums and artists."""

import pytest

from medianest.providers.local.songs import SongName, song
from medianest.providers.local.tracks import UNKNOWN_ALBUM, UNKNOWN_ARTIST, VARIOUS, track


@pytest.mark.parametrize(
    ("folders", "stem", "expected"),
    [
        (("Artist", "Album (1999)"), "01 - Song", SongName("Song", "Artist", "Album", 1999, 1)),
        (("Artist", "Album (1999)", "CD 2"), "03 - Song", SongName("Song", "Artist", "Album", 1999, 3, 2)),
        (("Artist", "1999 - Album"), "2-04 Song", SongName("Song", "Artist", "Album", 1999, 4, 2)),
        (("Artist", "Album"), "01. Artist - Song", SongName("Song", "Artist", "Album", None, 1)),
        (("Artist", "Album"), "100 Years", SongName("100 Years", "Artist", "Album")),
        ((), "Artist - Song", SongName("Song", "Artist")),
        ((), "Song", SongName("Song")),
        (("Album",), "07", SongName("07", None, "Album", None, 7)),
    ],
)
def test_a_track_without_tags_is_read_from_its_path(folders, stem, expected):
    assert song(folders, stem) == expected


def test_tags_win_over_the_path():
    found = track(
        ("Somebody", "Something"),
        "09 - Nothing",
        {
            "title": "T",
            "artist": "A",
            "albumartist": "AA",
            "album": "Al",
            "track": "3/12",
            "disc": "2/2",
            "date": "2001",
        },
    )

    assert (found.title, found.artist, found.album_artist, found.album) == ("T", "A", "AA", "Al")
    assert (found.track, found.track_total, found.disc, found.year) == (3, 12, 2, 2001)


def test_a_compilation_without_an_album_artist_belongs_to_various_artists():
    assert track((), "x", {"title": "T", "artist": "A", "album": "Hits", "compilation": True}).album_artist == VARIOUS


def test_a_track_that_says_nothing_has_an_unknown_artist_and_album():
    found = track((), "noise", {})

    assert (found.title, found.artist, found.album) == ("noise", UNKNOWN_ARTIST, UNKNOWN_ALBUM)


def test_genres_are_split_and_said_once():
    assert track((), "x", {"genres": ["Rock; Jazz", "rock", "Drum/Bass"]}).genres == ("Rock", "Jazz", "Drum/Bass")


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (
            {"replaygain_track_gain": "-6.50 dB", "replaygain_track_peak": "0.98"},
            {"track_gain": -6.5, "track_peak": 0.98},
        ),
        ({"replaygain_album_gain": "+1,5 dB"}, {"album_gain": 1.5}),
        ({"r128_track_gain": "-512"}, {"track_gain": 3.0}),
        ({"replaygain_track_gain": "loud"}, {}),
        ({"replaygain_track_gain": "99999 dB"}, {}),
    ],
)
def test_replay_gain_is_read_in_decibels(tags, expected):
    assert track((), "x", tags).replay_gain == expected
