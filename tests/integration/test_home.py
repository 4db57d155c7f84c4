"""The shelves of the home page over the real database."""

from __future__ import annotations

import pytest

from medianest.services.home import Home
from tests.factories import viewer_of


@pytest.fixture
def home(readings):
    return Home(readings)


def shelves(home, viewer):
    return {(row.kind, row.title): [card.title for card in row.items] for row in home.rows(viewer)}


def next_up(home, viewer):
    return [card.subtitle for row in home.rows(viewer) if row.kind == "next_up" for card in row.items]


def test_an_empty_house_has_no_shelves(make, home):
    assert home.rows(viewer_of(make.make_user())) == ()


def test_a_library_has_a_shelf_of_what_is_new_and_one_of_its_own(make, home):
    films = make.make_library("Films")
    make.make_movie(films, "First", year=2020)
    make.make_movie(films, "Second", year=1990)
    make.make_movie(films, "Gone", available=False)
    assert shelves(home, viewer_of(make.make_user())) == {
        ("recent", "Films"): ["Second", "First"],
        ("library", "Films"): ["First", "Second"],
    }


def test_what_was_left_in_the_middle_stands_first_the_latest_before_the_rest(make, home):
    films = make.make_library("Films")
    user = make.make_user()
    for title, position in (("Begun", 600), ("Later", 900), ("Nearly over", 4900), ("Just opened", 0.5)):
        make.watch(user, make.make_movie(films, title), watched=False, position=position)
    rows = shelves(home, viewer_of(user))
    assert rows[("continue", "Continue watching")] == ["Later", "Begun"]
    assert ("continue", "Continue watching") not in shelves(home, viewer_of(make.make_user()))


def test_music_is_not_something_to_continue_watching(make, home):
    music = make.make_library("Music", "music")
    user = make.make_user()
    album = make.make_album(music, "Nina", "Live")
    make.watch(user, album.tracks[0], watched=False, position=60)
    assert {kind for kind, _ in shelves(home, viewer_of(user))} == {"recent", "library"}


def test_next_up_is_the_first_unwatched_episode_after_the_last_watched_one(make, home):
    shows = make.make_library("Shows", "shows")
    show = make.make_show(shows, "Dark", (2, 2), specials=1)
    user = make.make_user()
    viewer = viewer_of(user)
    assert next_up(home, viewer) == []
    make.watch(user, show.seasons[1][0])
    assert next_up(home, viewer) == ["S1 E2 · Dark"]
    make.watch(user, show.seasons[1][1])
    assert next_up(home, viewer) == ["S2 E1 · Dark"], "over the end of a season"
    make.watch(user, show.seasons[2][0])
    make.watch(user, show.seasons[2][1])
    assert next_up(home, viewer) == [], "a special is not what comes next"
    season = make.make_item(shows, "season", "Season 3", parent=show, index_number=3)
    make.make_item(shows, "episode", "New one", parent=season, index_number=1)
    assert next_up(home, viewer) == ["S3 E1 · Dark"], "a show that goes on after it was finished"


def test_next_up_skips_what_was_seen_out_of_order_and_follows_the_latest(make, home):
    shows = make.make_library("Shows", "shows")
    show = make.make_show(shows, "Dark", (5,))
    user = make.make_user()
    make.watch(user, show.seasons[1][3])
    make.watch(user, show.seasons[1][0])
    make.watch(user, show.seasons[1][1])
    assert next_up(home, viewer_of(user)) == ["S1 E3 · Dark"]
    make.watch(user, show.seasons[1][2])
    assert next_up(home, viewer_of(user)) == ["S1 E5 · Dark"]


def test_an_episode_file_that_holds_two_is_followed_by_the_third(make, home):
    shows = make.make_library("Shows", "shows")
    show = make.make_show(shows, "Dark", (3,))
    make.run("update media_items set index_end = 2 where id = %s", show.seasons[1][0].id)
    user = make.make_user()
    make.watch(user, show.seasons[1][0])
    assert next_up(home, viewer_of(user)) == ["S1 E3 · Dark"]


def test_a_show_in_the_middle_of_an_episode_is_to_be_continued_and_not_next(make, home):
    shows = make.make_library("Shows", "shows")
    show = make.make_show(shows, "Dark", (3,))
    user = make.make_user()
    make.watch(user, show.seasons[1][0])
    make.watch(user, show.seasons[1][1], watched=False, position=300)
    make.watch(user, show.seasons[1][2], watched=False, position=30)
    viewer = viewer_of(user)
    assert next_up(home, viewer) == []
    assert shelves(home, viewer)[("continue", "Continue watching")] == ["Chapter 3"], "one tile for a show"


def test_new_episodes_are_grouped_into_an_episode_a_season_or_a_show(make, home):
    shows = make.make_library("Shows", "shows")
    make.make_show(shows, "Whole", (2, 2))
    make.make_show(shows, "Season only", (3,))
    make.make_show(shows, "Single", (1,))
    (row,) = [row for row in home.rows(viewer_of(make.make_user())) if row.kind == "recent"]
    assert [(card.type, card.parent_title or card.title) for card in row.items] == [
        ("episode", "Season 1"),
        ("season", "Season only"),
        ("show", "Whole"),
    ]


def test_new_tracks_are_shown_as_their_album(make, home):
    music = make.make_library("Music", "music")
    make.make_album(music, "Nina", "Live")
    make.make_album(music, "Miles", "Blue")
    assert shelves(home, viewer_of(make.make_user()))[("recent", "Music")] == ["Blue", "Live"]


def test_what_may_not_be_seen_or_is_away_stands_on_no_shelf(make, home):
    mine, closed, away = (make.make_library(name, "shows") for name in ("Mine", "Closed", "Away"))
    user = make.make_user()
    for library in (mine, closed, away):
        show = make.make_show(library, f"{library.name} show", (3,))
        make.watch(user, show.seasons[1][0])
        other = make.make_show(library, f"{library.name} other", (3,))
        make.watch(user, other.seasons[1][0], watched=False, position=300)
    make.run("update libraries set state = 'offline' where id = %s", away.id)
    rows = home.rows(viewer_of(user, mine, away))
    assert {row.title for row in rows} == {"Continue watching", "Next up", "Mine"}
    assert {card.library_id for row in rows for card in row.items} == {mine.id}
