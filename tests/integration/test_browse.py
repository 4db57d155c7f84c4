"""Browsing over the real database: pages that go on, filters, rights, a work's own page."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from medianest.errors import Invalid, NotFound, NotSignedIn
from medianest.services.browse import Browse, MediaQuery
from medianest.services.viewer import Viewer
from tests.factories import EPOCH, Factory, viewer_of


@pytest.fixture
def browse(readings):
    return Browse(readings)


def titles(page):
    return [card.title for card in page.items]


def walk(browse, viewer, query, limit):
    seen, cursor = [], None
    while True:
        page = browse.page(viewer, query, limit=limit, cursor=cursor)
        seen += titles(page)
        cursor = page.next_cursor
        if cursor is None:
            return seen


def test_an_empty_house_has_no_libraries_and_an_empty_list(make, browse):
    viewer = viewer_of(make.make_user())
    assert browse.libraries(viewer) == ()
    assert browse.page(viewer, MediaQuery(), total=True).total == 0


def test_nobody_is_told_nothing(browse):
    with pytest.raises(NotSignedIn):
        browse.libraries(Viewer.nobody())
    with pytest.raises(NotSignedIn):
        browse.page(Viewer.nobody(), MediaQuery())


def test_libraries_come_in_their_order_with_how_many_titles_they_hold(make, browse):
    films = make.make_library("Films", position=1)
    shows = make.make_library("Shows", "shows", position=0)
    make.make_movie(films, "Alien")
    make.make_movie(films, "Gone", available=False)
    make.make_show(shows, "Dark", (2, 2))
    found = browse.libraries(viewer_of(make.make_user()))
    assert [(each.name, each.item_count) for each in found] == [("Shows", 1), ("Films", 1)]


@pytest.mark.parametrize("sort", ["title", "added", "year", "rating", "duration", "release", "random"])
@pytest.mark.parametrize("descending", [None, True, False])
def test_pages_of_any_order_join_into_the_whole_list_without_gap_or_repeat(make, browse, sort, descending):
    films = make.make_library()
    make.make_many(films, "movie", 60)
    make.make_movie(films, "Undated", year=None, rating=None, duration=None)
    viewer = viewer_of(make.make_user())
    query = MediaQuery(library=films.id, sort=sort, descending=descending)
    if sort == "random":
        query = replace(query, seed="dice")
    whole = titles(browse.page(viewer, query, limit=200))
    assert len(whole) == 61
    assert walk(browse, viewer, query, 7) == whole


def test_a_random_order_goes_on_without_being_told_its_seed_and_differs_from_the_next(make, browse):
    films = make.make_library()
    make.make_many(films, "movie", 40)
    viewer = viewer_of(make.make_user())
    query = MediaQuery(library=films.id, sort="random")
    first = walk(browse, viewer, query, 9)
    assert len(set(first)) == 40
    assert walk(browse, viewer, query, 9) != first


def test_what_has_no_year_comes_last_in_both_directions(make, browse):
    films = make.make_library()
    for title, year in (("Old", 1950), ("None", None), ("New", 2020)):
        make.make_movie(films, title, year=year)
    viewer = viewer_of(make.make_user())
    falling = MediaQuery(library=films.id, sort="year")
    assert titles(browse.page(viewer, falling)) == ["New", "Old", "None"]
    assert titles(browse.page(viewer, replace(falling, descending=False))) == ["Old", "New", "None"]


def test_a_cursor_is_not_moved_by_what_is_added_before_it(make, browse):
    films = make.make_library()
    for title in ("B", "D", "F", "H"):
        make.make_movie(films, title)
    viewer = viewer_of(make.make_user())
    first = browse.page(viewer, MediaQuery(library=films.id), limit=2)
    make.make_movie(films, "A")
    make.make_movie(films, "E")
    rest = browse.page(viewer, MediaQuery(library=films.id), limit=9, cursor=first.next_cursor)
    assert titles(first) == ["B", "D"]
    assert titles(rest) == ["E", "F", "H"]


@pytest.mark.parametrize(
    "cursor", ["", "x", "////", "bm90IGpzb24", "W10", "WyJ0aXRsZSIsZmFsc2UsIlx1MDAwMCIsIngiLCIiXQ", "é", "A" * 5000]
)
def test_a_cursor_that_is_not_ours_is_refused(make, browse, cursor):
    viewer = viewer_of(make.make_user())
    if cursor:
        with pytest.raises(Invalid):
            browse.page(viewer, MediaQuery(), cursor=cursor)


def test_a_cursor_of_another_order_is_refused(make, browse):
    films = make.make_library()
    make.make_many(films, "movie", 5)
    viewer = viewer_of(make.make_user())
    cursor = browse.page(viewer, MediaQuery(library=films.id), limit=2).next_cursor
    for other in ("year", "added"):
        with pytest.raises(Invalid):
            browse.page(viewer, MediaQuery(library=films.id, sort=other), cursor=cursor)


def test_a_grid_jumps_to_a_letter(make, browse):
    films = make.make_library()
    for title in ("The Abyss", "Brazil", "Blade Runner", "1984", "Ärger", "Zodiac", "\u041d\u043e\u0447\u044c"):
        make.make_movie(films, title)
    viewer = viewer_of(make.make_user())
    query = MediaQuery(library=films.id)
    whole = titles(browse.page(viewer, query))
    letters = {each.letter: each for each in browse.letters(viewer, query)}
    assert {name: each.count for name, each in letters.items()} == {"#": 1, "A": 2, "B": 2, "Z": 1, "\u041d": 1}
    for each in letters.values():
        assert titles(browse.page(viewer, query, start=each.start, limit=1)) == [whole[each.start]]
    assert whole[letters["B"].start] == "Blade Runner"


def test_only_playable_works_are_listed_unless_asked_otherwise(make, browse):
    shows = make.make_library(type="shows")
    show = make.make_show(shows, "Dark", (1, 1))
    viewer = viewer_of(make.make_user())
    assert {card.type for card in browse.page(viewer, MediaQuery()).items} == {"episode"}
    assert {card.type for card in browse.page(viewer, MediaQuery(library=shows.id)).items} == {"episode"}
    assert len(browse.page(viewer, MediaQuery(parent=show.id)).items) == 2
    assert titles(browse.page(viewer, MediaQuery(types=("show",)))) == ["Dark"]
    assert titles(browse.page(viewer, MediaQuery(types=("season",), parent=show.id))) == ["Season 1", "Season 2"]


def test_filters_narrow_and_combine(make, browse):
    films = make.make_library()
    heat = make.make_movie(films, "Heat", year=1995, genres=["Crime", "Drama"], height=1080, content_rating="R")
    make.make_movie(films, "Alien", year=1979, genres=["Horror"], height=2160, content_rating="R")
    make.make_movie(films, "Clueless", year=1995, genres=["Comedy"], height=480, content_rating="PG-13")
    make.make_person("Al Pacino", heat)
    (person,) = make.run("select id from people")[0]
    user = make.make_user()
    make.watch(user, heat)
    viewer = viewer_of(user)

    def found(**filters):
        return titles(browse.page(viewer, MediaQuery(library=films.id, **filters)))

    assert found(genres=("Crime", "Drama")) == ["Heat"]
    assert found(genres=("Crime", "Comedy")) == []
    assert found(years=(1979, 1995)) == ["Alien", "Clueless", "Heat"]
    assert found(decade=1990) == ["Clueless", "Heat"]
    assert found(unwatched=True) == ["Alien", "Clueless"]
    assert found(unwatched=False) == ["Heat"]
    assert found(resolutions=("4k", "sd")) == ["Alien", "Clueless"]
    assert found(content_ratings=("R",), resolutions=("1080p",)) == ["Heat"]
    assert found(person=person) == ["Heat"]
    assert found(sort="watched") == ["Heat"]
    assert browse.page(viewer, MediaQuery(library=films.id, decade=1990), total=True, limit=1).total == 2


def test_a_show_is_unwatched_until_every_episode_is_seen(make, browse):
    shows = make.make_library(type="shows")
    show = make.make_show(shows, "Dark", (2,))
    user = make.make_user()
    viewer = viewer_of(user)
    query = MediaQuery(types=("show",), unwatched=True)
    make.watch(user, show.seasons[1][0])
    (card,) = browse.page(viewer, query).items
    assert card.unwatched_count == 1
    make.watch(user, show.seasons[1][1])
    assert browse.page(viewer, query).items == ()
    assert titles(browse.page(viewer, replace(query, unwatched=False))) == ["Dark"]


def test_impossible_wishes_are_refused_by_name(make, browse):
    viewer = viewer_of(make.make_user())
    with pytest.raises(Invalid) as refused:
        browse.page(viewer, MediaQuery(sort="mood", types=("poem",), resolutions=("8k",), genres=("a\0",)), limit=0)
    assert {"sort", "type", "resolution", "limit", "genre"} <= set(refused.value.fields)


def test_what_is_gone_is_hidden_unless_asked_for_and_what_is_offline_is_greyed(make, browse):
    films = make.make_library()
    make.make_movie(films, "Here")
    make.make_movie(films, "Gone", available=False)
    viewer = viewer_of(make.make_user())
    query = MediaQuery(library=films.id)
    assert titles(browse.page(viewer, query)) == ["Here"]
    both = browse.page(viewer, replace(query, available=None)).items
    assert {card.title: card.available for card in both} == {"Here": True, "Gone": False}
    make.run("update libraries set state = 'offline'")
    assert [card.available for card in browse.page(viewer, query).items] == [False]


def test_what_may_not_be_seen_is_not_there(make, browse):
    open_, closed = make.make_library("Open"), make.make_library("Closed")
    make.make_movie(open_, "Seen")
    hidden = make.make_movie(closed, "Hidden", genres=["Secret"])
    make.make_person("Somebody", hidden)
    (person,) = make.run("select id from people")[0]
    viewer = viewer_of(make.make_user(role="child"), open_)
    assert [each.name for each in browse.libraries(viewer)] == ["Open"]
    assert titles(browse.page(viewer, MediaQuery())) == ["Seen"]
    for look in (
        lambda: browse.page(viewer, MediaQuery(library=closed.id)),
        lambda: browse.page(viewer, MediaQuery(parent=hidden.id)),
        lambda: browse.letters(viewer, MediaQuery(library=closed.id)),
        lambda: browse.facets(viewer, closed.id),
        lambda: browse.detail(viewer, hidden.id),
        lambda: browse.children(viewer, hidden.id),
        lambda: browse.person(viewer, person),
        lambda: browse.detail(viewer, uuid4()),
    ):
        with pytest.raises(NotFound):
            look()
    assert browse.cards(viewer, [hidden.id]) == ()
    nothing = viewer_of(make.make_user(), open_)
    nothing = replace(nothing, library_ids=frozenset())
    assert browse.page(nothing, MediaQuery()).items == ()
    assert browse.libraries(nothing) == ()


def test_a_film_page_tells_its_sources_and_only_an_administrator_the_path(make, browse):
    films = make.make_library(path="/films")
    film = make.make_movie(films, "Heat", overview="Thieves.", genres=["Crime"], external_ids={"imdb": "tt0113277"})
    streams = [
        {"index": 0, "kind": "video", "codec": "h264", "height": 1080},
        {"index": 1, "kind": "audio", "codec": "aac"},
    ]
    make.make_source(film, remote_id="Heat (1995)/Heat.mkv", file_name="Heat.mkv", streams=streams,
                     chapters=[{"start": 0, "end": 60, "title": "Intro"}])  # fmt: skip
    make.make_person("Al Pacino", film)
    user = make.make_user()
    plain = browse.detail(viewer_of(user), film.id)
    assert (plain.card.title, plain.overview, plain.external_ids) == ("Heat", "Thieves.", {"imdb": "tt0113277"})
    (source,) = plain.sources
    assert (source.file_name, source.path, [each.codec for each in source.streams]) == (
        "Heat.mkv",
        None,
        ["h264", "aac"],
    )
    assert plain.chapters[0].title == "Intro"
    assert [each.name for each in plain.credits] == ["Al Pacino"]
    (source,) = browse.detail(viewer_of(make.make_user(role="admin")), film.id).sources
    assert source.path == "/films/Heat (1995)/Heat.mkv"


def test_a_show_page_holds_its_seasons_specials_last_and_what_to_play(make, browse):
    shows = make.make_library(type="shows")
    show = make.make_show(shows, "Dark", (2, 2), specials=1)
    user = make.make_user()
    viewer = viewer_of(user)
    page = browse.detail(viewer, show.id)
    assert [card.title for card in page.children] == ["Season 1", "Season 2", "Specials"]
    assert page.next_up is not None
    assert page.next_up.subtitle == "S1 E1 · Dark"
    make.watch(user, show.seasons[1][0])
    make.watch(user, show.seasons[1][1])
    assert browse.detail(viewer, show.id).next_up.subtitle == "S2 E1 · Dark"
    make.watch(user, show.seasons[2][1], watched=False, position=300)
    assert browse.detail(viewer, show.id).next_up.id == show.seasons[2][1].id
    season = browse.detail(viewer, show.season_rows[2].id)
    assert [card.index_number for card in season.children] == [1, 2]
    assert season.children[1].progress.position == 300


def test_an_album_page_plays_from_its_first_track_in_the_order_of_discs(make, browse):
    music = make.make_library(type="music")
    album = make.make_album(music, "Nina", "Live", tracks=2)
    make.make_item(music, "track", "Encore", parent=album, index_number=1, part_number=2)
    page = browse.detail(viewer_of(make.make_user()), album.id)
    assert [card.title for card in page.children] == ["Song 1", "Song 2", "Encore"]
    assert page.next_up.title == "Song 1"
    assert page.next_up.subtitle == "Nina · Live"


def test_an_episode_borrows_the_pictures_of_its_show(make, browse):
    shows = make.make_library(type="shows")
    show = make.make_show(shows, "Dark", (1,), artwork={"backdrop": {"key": "ab" * 16, "width": 1, "height": 1}})
    (card,) = browse.page(viewer_of(make.make_user()), MediaQuery(library=shows.id)).items
    assert card.backdrop is not None
    assert str(show.id) in card.backdrop.url
    assert card.poster == card.backdrop


def test_a_person_page_shows_works_newest_first(make, browse):
    films = make.make_library()
    old, new = make.make_movie(films, "Old", year=1970), make.make_movie(films, "New", year=2020)
    person = make.make_person("Al Pacino", old, new)
    page = browse.person(viewer_of(make.make_user()), person.id)
    assert (page.name, page.roles, [card.title for card in page.items]) == ("Al Pacino", ("actor",), ["New", "Old"])


@pytest.mark.parametrize("height", [536, 699, 700, 720, 999, 1000, 1080, 1440, 1999, 2000, 2160])
def test_a_filter_finds_what_the_badge_says(make, browse, height):
    films = make.make_library()
    make.make_movie(films, "Heat", height=height)
    viewer = viewer_of(make.make_user())
    (card,) = browse.page(viewer, MediaQuery(library=films.id)).items
    assert browse.facets(viewer, films.id).resolutions == (card.resolution,)
    assert titles(browse.page(viewer, MediaQuery(library=films.id, resolutions=(card.resolution,)))) == ["Heat"]


def test_facets_offer_what_is_in_the_library(make, browse):
    films, other = make.make_library(), make.make_library()
    make.make_movie(films, "Heat", year=1995, genres=["Crime", "Drama"], height=1080, content_rating="R")
    make.make_movie(other, "Else", year=1900, genres=["Western"])
    facets = browse.facets(viewer_of(make.make_user()), films.id)
    assert (facets.genres, facets.years, facets.resolutions, facets.content_ratings) == (
        ("Crime", "Drama"), (1995,), ("1080p",), ("R",),
    )  # fmt: skip


def test_sorting_by_what_was_watched_follows_each_viewer(make, browse):
    films = make.make_library()
    one, two = make.make_movie(films, "One"), make.make_movie(films, "Two")
    user, other = make.make_user(), make.make_user()
    make.watch(user, one, at=EPOCH)
    make.watch(user, two, at=EPOCH + timedelta(days=1))
    query = MediaQuery(library=films.id, sort="watched")
    assert walk(browse, viewer_of(user), query, 1) == ["Two", "One"]
    assert browse.page(viewer_of(other), query).items == ()


def test_a_work_whose_library_was_removed_is_still_there_for_those_who_see_everything(make: Factory, browse):
    film = make.make_item(None, "movie", "Kept")
    assert browse.detail(viewer_of(make.make_user()), film.id).card.available is False
    assert browse.page(viewer_of(make.make_user()), MediaQuery()).items == ()
