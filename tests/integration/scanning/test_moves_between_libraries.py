"""A file that goes to another library is the same work, whichever library is scanned first."""

from __future__ import annotations

import shutil
from uuid import UUID

import pytest
from sqlmodel import select

from medianest.models import (
    Favourite,
    Library,
    MediaItem,
    MediaSource,
    PlaybackPosition,
    Playlist,
    PlaylistItem,
    User,
    WatchHistory,
)
from medianest.models.columns import now
from medianest.services.scans.run import ScanOrder
from tests.integration.scanning.household import Household, Unfenced

OLD, NEW = "old", "new"


class TwoLibraries:
    """Folders ``old`` and ``new`` beneath one root, each a library; one person."""

    def __init__(self, household: Household) -> None:
        self.household = household
        self.ids: dict[str, UUID] = {}
        with household.transactions() as work:
            person = User(email="viewer@example.org")
            work.session.add(person)
            work.commit()
            self.person = person.id

    def library(self, folder: str, type: str) -> None:
        root = self.household.root / folder
        root.mkdir(exist_ok=True)
        # Something that stays: an empty folder would be a disk that is not mounted.
        self.household.different(f"{folder}/{_STAYS[type]}", "song.flac" if type == "music" else "film.mp4")
        with self.household.transactions() as work:
            made = Library(name=folder, type=type, path=str(root))
            work.libraries.add(made)
            work.commit()
            self.ids[folder] = made.id

    def scan(self, *folders: str) -> None:
        for folder in folders:
            list(self.household.scanner.run(ScanOrder(self.ids[folder]), Unfenced()))

    def move(self, old: str, new: str) -> None:
        target = self.household.root / NEW / new
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(self.household.root / OLD / old, target)

    def watch(self, item_id: UUID, position: float, play: str = "1") -> None:
        with self.household.transactions() as work:
            history = WatchHistory(
                user_id=self.person, media_item_id=item_id, play_id=play, title="x", position=position, started_at=now()
            )
            work.session.add(history)
            known = work.session.get(PlaybackPosition, (self.person, item_id))
            row = known or PlaybackPosition(user_id=self.person, media_item_id=item_id)
            row.position, row.play_count, row.play_started_at = position, row.play_count + 1, now()
            work.session.add(row)
            work.commit()

    def list(self, *items: UUID) -> None:
        with self.household.transactions() as work:
            playlist = Playlist(user_id=self.person, name="Mine")
            work.session.add(playlist)
            work.session.flush()
            for place, item in enumerate(items):
                work.session.add(PlaylistItem(playlist_id=playlist.id, media_item_id=item, position=place))
            work.commit()

    def hold_dear(self, *items: UUID) -> None:
        with self.household.transactions() as work:
            for item in items:
                work.session.add(Favourite(user_id=self.person, media_item_id=item))
            work.commit()

    def dear(self) -> list[UUID]:
        with self.household.transactions() as work:
            return list(work.session.exec(select(Favourite.media_item_id)))

    def listed(self) -> list[UUID | None]:
        with self.household.transactions() as work:
            return list(work.session.exec(select(PlaylistItem.media_item_id).order_by(PlaylistItem.position)))  # type: ignore[arg-type]

    def plays(self) -> set[UUID | None]:
        with self.household.transactions() as work:
            return set(work.session.exec(select(WatchHistory.media_item_id)))

    def position(self, item_id: UUID) -> tuple[float, int]:
        with self.household.transactions() as work:
            row = work.session.get(PlaybackPosition, (self.person, item_id))
            assert row is not None
            return row.position, row.play_count

    def item(self, title: str, type: str) -> MediaItem:
        with self.household.transactions() as work:
            found = list(work.session.exec(select(MediaItem).where(MediaItem.title == title, MediaItem.type == type)))
            work.session.expunge_all()
        assert len(found) == 1, found
        return found[0]

    def pass_days(self, days: int) -> None:
        with self.household.transactions() as work:
            work.session.connection().exec_driver_sql(
                "update media_sources set created_at = now() - make_interval(days => %(days)s)", {"days": days}
            )
            work.commit()

    def places(self, item_id: UUID) -> list[tuple[UUID | None, str, str]]:
        with self.household.transactions() as work:
            rows = work.session.exec(select(MediaSource).where(MediaSource.item_id == item_id))
            return [(row.library_id, row.remote_id, row.state) for row in rows]


_STAYS = {
    "movies": "Stays (1950).mp4",
    "videos": "stays.mp4",
    "shows": "Stays/Season 01/Stays - S01E01.mp4",
    "music": "stays/1.flac",
}


@pytest.fixture
def two(household):
    return TwoLibraries(household)


@pytest.mark.parametrize("order", [(OLD, NEW), (NEW, OLD)])
def test_a_film_that_moves_to_another_library_keeps_what_people_did(two, household, order):
    for folder in (OLD, NEW):
        two.library(folder, "movies")
    household.different("old/Heat (1995).mp4")
    two.scan(OLD, NEW)
    before = two.item("Heat", "movie")
    two.watch(before.id, 40)
    two.list(before.id)
    two.hold_dear(before.id)

    two.move("Heat (1995).mp4", "Michael Mann/Heat - Remastered (1995).mp4")
    two.scan(*order)

    after = two.item("Heat - Remastered", "movie")
    assert (after.id, after.library_id, after.available) == (before.id, two.ids[NEW], True)
    assert after.added_at == before.added_at
    assert two.places(after.id) == [(two.ids[NEW], "Michael Mann/Heat - Remastered (1995).mp4", "available")]
    assert (two.plays(), two.listed(), two.position(after.id)) == ({before.id}, [before.id], (40, 1))
    assert two.dear() == [before.id]
    two.scan(OLD, NEW, OLD)
    assert two.item("Heat - Remastered", "movie").library_id == two.ids[NEW]


def test_what_was_done_with_the_new_work_before_the_old_was_missed_is_kept_too(two, household):
    for folder in (OLD, NEW):
        two.library(folder, "movies")
    household.different("old/Heat (1995).mp4")
    two.scan(OLD, NEW)
    before = two.item("Heat", "movie")
    two.watch(before.id, 40)
    two.move("Heat (1995).mp4", "Heat (1995).mp4")
    two.scan(NEW)
    (twin,) = [item.id for item in household.items("movie") if item.title == "Heat" and item.id != before.id]
    two.watch(twin, 55, "2")
    two.hold_dear(twin, before.id)
    two.list(twin, before.id)

    two.scan(OLD)

    assert two.item("Heat", "movie").id == before.id
    assert (two.plays(), two.listed()) == ({before.id}, [before.id, before.id])
    assert two.position(before.id) == (55, 2)
    assert two.dear() == [before.id]


@pytest.mark.parametrize("order", [(OLD, NEW), (NEW, OLD)])
def test_a_show_that_moves_whole_stays_the_same_show(two, household, order):
    for folder in (OLD, NEW):
        two.library(folder, "shows")
    for number in (1, 2):
        household.different(f"old/Dark/Season 01/Dark - S01E0{number}.mp4")
    two.scan(OLD, NEW)
    show, episode = two.item("Dark", "show"), two.item("Episode 2", "episode")
    two.watch(episode.id, 5)
    two.hold_dear(show.id)

    two.move("Dark", "Dark")
    two.scan(*order)

    after = two.item("Dark", "show")
    assert (after.id, after.library_id, after.available) == (show.id, two.ids[NEW], True)
    moved = two.item("Episode 2", "episode")
    assert (moved.id, moved.grandparent_id, moved.library_id) == (episode.id, show.id, two.ids[NEW])
    assert (two.plays(), two.dear()) == ({episode.id}, [show.id])
    assert after.child_count == 1


@pytest.mark.parametrize("order", [(OLD, NEW), (NEW, OLD)])
def test_an_episode_that_moves_joins_the_show_that_is_there(two, household, order):
    for folder in (OLD, NEW):
        two.library(folder, "shows")
    household.different("old/Dark/Season 01/Dark - S01E04.mp4")
    household.different("old/Dark/Season 01/Dark - S01E02.mp4")
    household.different("new/Dark/Season 01/Dark - S01E03.mp4")
    two.scan(OLD, NEW)
    episode, there = two.item("Episode 2", "episode"), two.item("Episode 3", "episode")
    two.watch(episode.id, 5)

    two.move("Dark/Season 01/Dark - S01E02.mp4", "Dark/Season 01/Dark - S01E02.mp4")
    two.scan(*order)

    moved = two.item("Episode 2", "episode")
    assert (moved.id, moved.grandparent_id, moved.library_id) == (episode.id, there.grandparent_id, two.ids[NEW])
    assert two.item("Episode 4", "episode").grandparent_id == episode.grandparent_id


@pytest.mark.parametrize("order", [(OLD, NEW), (NEW, OLD)])
def test_a_home_video_that_becomes_a_film_is_the_same_work(two, household, order):
    two.library(OLD, "videos")
    two.library(NEW, "movies")
    household.different("old/heat.mp4")
    two.scan(OLD, NEW)
    before = two.item("heat", "video")
    two.watch(before.id, 40)

    two.move("heat.mp4", "Heat (1995).mp4")
    two.scan(*order)

    after = two.item("Heat", "movie")
    assert (after.id, after.year, after.library_id) == (before.id, 1995, two.ids[NEW])


@pytest.mark.parametrize("order", [(OLD, NEW), (NEW, OLD)])
def test_an_album_that_moves_keeps_its_tracks_history(two, household, order):
    for folder in (OLD, NEW):
        two.library(folder, "music")
    for number in "12":
        household.put(f"old/a/{number}.flac", "song.flac", title=number, artist="A", album="B", tracknumber=number)
    two.scan(OLD, NEW)
    album, track = two.item("B", "album"), two.item("2", "track")
    two.watch(track.id, 5)

    two.move("a", "a")
    two.scan(*order)

    assert (two.item("B", "album").id, two.item("A", "artist").library_id) == (album.id, two.ids[NEW])
    assert two.item("2", "track").id == track.id


def test_a_second_copy_in_another_library_is_a_work_of_its_own_and_stays_so(two, household):
    for folder in (OLD, NEW):
        two.library(folder, "movies")
    film = household.different("old/Heat (1995).mp4")
    shutil.copy(film, household.root / NEW / "Heat (1995).mp4")

    two.scan(OLD, NEW, OLD)

    heats = [item for item in household.items("movie") if item.title == "Heat"]
    assert [item.available for item in heats] == [True, True]


def test_an_old_copy_does_not_take_the_place_of_one_that_is_lost_much_later(two, household):
    for folder in (OLD, NEW):
        two.library(folder, "movies")
    film = household.different("old/Heat (1995).mp4")
    shutil.copy(film, household.root / NEW / "Heat (1995).mp4")
    two.scan(OLD, NEW)
    two.pass_days(30)

    film.unlink()
    two.scan(OLD, NEW)

    heats = {item.available for item in household.items("movie") if item.title == "Heat"}
    assert heats == {True, False}


def test_when_two_lost_films_are_the_same_file_neither_is_guessed(two, household):
    for folder in (OLD, "third", NEW):
        two.library(folder, "movies")
    film = household.different("old/Heat (1995).mp4")
    shutil.copy(film, household.root / "third" / "Heat (1995).mp4")
    two.scan(OLD, "third", NEW)
    two.pass_days(30)

    two.move("Heat (1995).mp4", "Heat (1995).mp4")
    (household.root / "third" / "Heat (1995).mp4").unlink()
    two.scan("third", OLD, NEW)

    heats = [item.available for item in household.items("movie") if item.title == "Heat"]
    assert sorted(heats) == [False, False, True]


def test_a_library_that_is_offline_gives_nothing_away(two, household):
    for folder in (OLD, NEW):
        two.library(folder, "movies")
    film = household.different("old/Heat (1995).mp4")
    two.scan(OLD, NEW)
    before = two.item("Heat", "movie")
    shutil.copy(film, household.root / NEW / "Heat (1995).mp4")

    (household.root / OLD).rename(household.root / "unplugged")
    two.scan(OLD, NEW, OLD)

    heats = {item.id: item.available for item in household.items("movie") if item.title == "Heat"}
    assert heats[before.id] is True
    assert len(heats) == 2
