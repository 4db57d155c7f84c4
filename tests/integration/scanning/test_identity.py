"""The same thing is the same work: what people did stays with it, whatever becomes of its file."""

import os
import shutil

import pytest
from sqlmodel import select

from medianest.models import Playlist, PlaylistItem, User, WatchHistory
from medianest.models.columns import now


@pytest.fixture
def watched(household):
    """Watch a work and put it into a playlist; afterwards both must still point to it."""
    marked = []

    def watch(item_id):
        with household.transactions() as work:
            user = User(email="viewer@example.org")
            work.session.add(user)
            work.session.flush()
            playlist = Playlist(user_id=user.id, name="Mine")
            work.session.add(playlist)
            work.session.flush()
            work.session.add(PlaylistItem(playlist_id=playlist.id, media_item_id=item_id, position=0))
            history = WatchHistory(user_id=user.id, media_item_id=item_id, play_id="1", title="x", started_at=now())
            work.session.add(history)
            work.commit()
        marked.append(item_id)

    yield watch
    with household.transactions() as work:
        for column in (WatchHistory.media_item_id, PlaylistItem.media_item_id):
            assert list(work.session.exec(select(column))) == marked


def test_a_renamed_film_is_the_same_work(household, watched):
    household.library("movies")
    film = household.different("Heat (1995).mp4")
    household.scan()
    before = household.one("movie")
    watched(before.id)

    film.rename(household.root / "Heat - Remastered (1996).mp4")
    household.scan()

    after = household.one("movie")
    assert (after.id, after.title, after.available) == (before.id, "Heat - Remastered", True)
    assert list(household.sources()) == ["Heat - Remastered (1996).mp4"]


def test_a_moved_film_is_the_same_work(household, watched):
    household.library("movies")
    film = household.different("Heat (1995).mp4")
    household.scan()
    before = household.one("movie").id
    watched(before)

    (household.root / "Crime").mkdir()
    film.rename(household.root / "Crime" / "whatever.mp4")
    household.scan()

    assert household.one("movie").id == before


def test_a_film_that_is_away_for_a_scan_is_the_same_when_it_is_back_elsewhere(household, watched, tmp_path):
    household.library("movies")
    household.different("Ran (1985).mp4")
    film = household.different("Heat (1995).mp4")
    household.scan()
    before = household.one("movie", "Heat").id
    watched(before)

    shutil.move(film, tmp_path / "away.mp4")
    household.scan()
    assert household.one("movie", "Heat").available is False
    assert household.sources()["Heat (1995).mp4"] == (before, "missing")

    shutil.move(tmp_path / "away.mp4", household.root / "Back Again (1995).mp4")
    household.scan()

    after = household.one("movie", "Back Again")
    assert (after.id, after.available) == (before, True)


def test_a_track_with_new_tags_is_the_same_work(household, watched):
    household.library("music")
    household.put("a/1.flac", "song.flac", title="Old", artist="A", album="B", tracknumber="1")
    household.scan()
    before = household.one("track").id
    watched(before)

    household.put("a/1.flac", "song.flac", title="New", artist="A", album="B", tracknumber="1")
    household.scan()

    after = household.one("track")
    assert (after.id, after.title) == (before, "New")


def test_an_album_whose_every_track_is_renamed_stays_the_same_album(household):
    household.library("music")
    for number in "12":
        household.put(f"a/{number}.flac", "song.flac", title=number, artist="A", album="Typpo", tracknumber=number)
    household.scan()
    before = household.one("album").id

    for number in "12":
        household.put(f"a/{number}.flac", "song.flac", title=number, artist="A", album="Typo", tracknumber=number)
    household.scan()

    after = household.one("album")
    assert (after.id, after.title) == (before, "Typo")


def test_a_new_encode_in_place_of_the_old_is_the_same_work(household, watched):
    household.library("movies")
    film = household.different("Heat (1995)/Heat (1995).mp4")
    household.scan()
    before = household.one("movie").id
    watched(before)

    film.unlink()
    household.put("Heat (1995)/Heat (1995).mkv", "ac3.mkv")
    household.scan()

    after = household.one("movie")
    assert (after.id, after.available) == (before, True)


def test_a_new_encode_under_the_old_name_is_the_same_work(household, watched):
    household.library("videos")
    household.put("Beach.mp4")
    household.scan()
    before = household.one("video").id
    watched(before)

    household.put("Beach.mp4", "wide.mp4")
    household.scan()

    assert household.one("video").id == before


def test_a_track_encoded_anew_is_the_same_work(household, watched):
    household.library("music")
    tags = {"title": "T", "artist": "A", "album": "B", "tracknumber": "1", "discnumber": "1"}
    track = household.put("a/1.flac", "song.flac", **tags)
    household.scan()
    before = household.one("track").id
    watched(before)

    track.unlink()
    household.put("a/01 - T.ogg", "song.ogg", **tags)
    household.scan()

    assert household.one("track").id == before


def test_a_second_copy_is_another_file_of_the_same_work(household, watched):
    household.library("movies")
    film = household.different("Heat (1995).mp4")
    household.scan()
    before = household.one("movie").id
    watched(before)

    (household.root / "Copies").mkdir()
    shutil.copy(film, household.root / "Copies" / "Heat (1995).mp4")
    household.scan()
    assert household.one("movie").id == before
    assert len(household.sources()) == 2

    film.unlink()
    household.scan()
    assert household.one("movie").available is True


def test_an_episode_keeps_its_place_when_its_show_is_renamed(household, watched):
    household.library("shows")
    household.different("Shw/Season 01/Shw - S01E01.mp4")
    household.different("Shw/Season 01/Shw - S01E02.mp4")
    household.scan()
    show, first = household.one("show").id, household.one("episode", "Episode 1").id
    watched(first)

    (household.root / "Shw").rename(household.root / "The Show")
    household.scan()

    assert (household.one("show").id, household.one("show").title) == (show, "The Show")
    assert household.one("episode", "Episode 1").id == first


def test_two_files_that_change_names_with_each_other_lose_nothing(household):
    household.library("videos")
    one, two = household.different("one.mp4"), household.different("two.mp4")
    household.scan()
    before = {item.title: item.id for item in household.items("video")}

    one.rename(household.root / "swap")
    two.rename(one)
    (household.root / "swap").rename(two)
    household.scan()

    assert {item.title: item.id for item in household.items("video")} == before
    assert {state for _, state in household.sources().values()} == {"available"}


def test_films_that_are_called_alike_are_different_works(household):
    household.library("movies")
    household.different("A/Heat (1995).mp4")
    household.put("B/Heat (1995).mkv", "ac3.mkv")

    household.scan()

    assert len(household.items("movie")) == 2


def test_an_external_id_makes_versions_one_work(household):
    household.library("movies")
    household.different("A/Heat (1995) {imdb-tt0113277}.mp4")
    household.put("B/Hitze (1995) {imdb-tt0113277}.mkv", "ac3.mkv")

    household.scan()

    assert len(household.items("movie")) == 1
    assert len(household.sources()) == 2


def test_a_name_that_nothing_can_spell_does_no_harm(household):
    household.library("videos")
    household.put("good.mp4")
    (household.root / os.fsdecode(b"b\xffd.mp4")).write_bytes(b"x")

    household.scan()

    assert [item.title for item in household.items()] == ["good"]
    assert list(household.issues().values()) == ["undecodable_name"]
