"""Hearts: each person's own, on works rather than files, through all doors."""

from __future__ import annotations

from uuid import uuid4

import pytest

from medianest import routes
from medianest.errors import NotFound, NotSignedIn
from medianest.services.browse import Browse, MediaQuery
from medianest.services.favourites import Favourites
from medianest.services.home import Home
from medianest.services.viewer import Viewer
from tests.factories import Factory, viewer_of


@pytest.fixture
def favourites(transactions):
    return Favourites(transactions)


@pytest.fixture
def browse(readings):
    return Browse(readings)


@pytest.fixture
def ann(make):
    return viewer_of(make.make_user(name="Ann"))


def dear(browse, viewer, **filters):
    return [card.title for card in browse.page(viewer, MediaQuery(favourite=True, **filters)).items]


def test_a_heart_is_given_once_and_taken_away_and_both_can_be_said_twice(make, favourites, browse, ann):
    film = make.make_movie(make.make_library(), "Heat")
    for _ in range(2):
        favourites.add(ann, film.id)
    assert dear(browse, ann) == ["Heat"]
    assert browse.detail(ann, film.id).card.favourite is True
    for _ in range(2):
        favourites.remove(ann, film.id)
    assert dear(browse, ann) == []
    assert browse.detail(ann, film.id).card.favourite is False


def test_a_heart_is_its_owners_alone(make, favourites, browse, ann):
    film = make.make_movie(make.make_library(), "Heat")
    favourites.add(ann, film.id)
    bob = viewer_of(make.make_user(name="Bob"))
    assert browse.detail(bob, film.id).card.favourite is False
    assert dear(browse, bob) == []
    favourites.remove(bob, film.id)
    assert dear(browse, ann) == ["Heat"]


def test_shows_artists_and_albums_can_be_held_dear_too(make, favourites, browse, ann):
    show = make.make_show(make.make_library(type="shows"), "Dark", (1,))
    album = make.make_album(make.make_library(type="music"), "Nina", "Live")
    for each in (show, album, album.artist):
        favourites.add(ann, each.id)
    assert dear(browse, ann, types=("show", "album", "artist")) == ["Dark", "Live", "Nina"]
    assert dear(browse, ann) == []


def test_a_filter_leaves_out_what_is_dear_as_well(make, favourites, browse, ann):
    films = make.make_library()
    one = make.make_movie(films, "One")
    make.make_movie(films, "Two")
    favourites.add(ann, one.id)
    rest = browse.page(ann, MediaQuery(library=films.id, favourite=False), total=True)
    assert ([card.title for card in rest.items], rest.total) == (["Two"], 1)
    letters = browse.letters(ann, MediaQuery(library=films.id, favourite=True))
    assert [each.letter for each in letters] == ["O"]


def test_what_one_may_not_see_cannot_be_held_dear(make, favourites, ann):
    open_, closed = make.make_library(), make.make_library()
    hidden = make.make_movie(closed, "Hidden")
    child = viewer_of(make.make_user(), open_)
    for media_id in (hidden.id, uuid4()):
        with pytest.raises(NotFound):
            favourites.add(child, media_id)
    for nobody in (Viewer.nobody(), Viewer.system()):
        with pytest.raises(NotSignedIn):
            favourites.add(nobody, hidden.id)
        with pytest.raises(NotSignedIn):
            favourites.remove(nobody, hidden.id)


def test_home_has_a_shelf_of_the_latest_hearts_that_are_there(make, favourites, readings, ann):
    open_, closed = make.make_library(), make.make_library()
    works = [make.make_movie(open_, "Old"), make.make_movie(closed, "Closed"), make.make_movie(open_, "New")]
    gone = make.make_movie(open_, "Gone", available=False)
    for work in (*works, gone):
        favourites.add(ann, work.id)

    def shelf(viewer):
        return [card.title for row in Home(readings).rows(viewer) if row.kind == "favourites" for card in row.items]

    assert shelf(ann) == ["New", "Closed", "Old"]
    narrowed = Viewer(user_id=ann.user_id, role="user", name="Ann", library_ids=frozenset([open_.id]))
    assert shelf(narrowed) == ["New", "Old"]
    make.run("update libraries set state = 'offline' where id = %s", open_.id)
    assert shelf(ann) == ["Closed"]
    assert shelf(viewer_of(make.make_user())) == []


def test_what_somebody_holds_dear_outlives_its_library(make, favourites, transactions, ann):
    shows = make.make_library(type="shows")
    show = make.make_show(shows, "Dark", (2,))
    make.make_show(shows, "Dull", (1,))
    favourites.add(ann, show.id)
    with transactions() as work:
        work.libraries.detach(work.libraries.get(shows.id))
        work.commit()
    assert make.run("select title from media_items where type = 'show'") == [("Dark",)]
    assert make.run("select count(*) from media_items where type = 'episode'") == [(2,)]


def test_a_script_gives_and_takes_hearts_through_the_doors(browser, people, make: Factory):
    people.add()
    ann = people.bearer(browser)
    film = make.make_movie(make.make_library(), "Heat")
    place = f"{routes.API}/media/{film.id}"
    assert browser.put(f"{place}/favourite").status_code == 401
    assert browser.put(f"{place}/favourite", headers=ann).status_code == 204
    assert browser.get(place, headers=ann).json()["card"]["favourite"] is True
    listed = browser.get(f"{routes.API}/media", headers=ann, params={"favourite": "true"}).json()["items"]
    assert [card["title"] for card in listed] == ["Heat"]
    assert browser.delete(f"{place}/favourite", headers=ann).status_code == 204
    assert browser.get(f"{routes.API}/media", headers=ann, params={"favourite": "true"}).json()["items"] == []
    assert browser.put(f"{routes.API}/media/{uuid4()}/favourite", headers=ann).status_code == 404
