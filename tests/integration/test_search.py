"""Search over the real database: what people type, and what they meant."""

from __future__ import annotations

import pytest

from medianest import routes
from medianest.errors import Invalid, NotSignedIn
from medianest.services.search import Search
from medianest.services.viewer import Viewer
from tests.factories import Factory, viewer_of

FILMS = (
    *("The Matrix", "The Matrix Reloaded", "Amélie", "Spider-Man: Homecoming", "WALL·E", "Blade Runner", "Alien"),
    *("Aliens", "2001: A Space Odyssey", "Der Himmel über Berlin", "M*A*S*H", "Ocean's Eleven", "Se7en", "Heat"),
    *("\u041d\u043e\u0447\u043d\u043e\u0439 \u0434\u043e\u0437\u043e\u0440", "\u4e03\u4eba\u306e\u4f8d"),
)


@pytest.fixture
def search(readings):
    return Search(readings)


@pytest.fixture
def house(make: Factory):
    films, shows, music = (
        make.make_library("Films"),
        make.make_library("Shows", "shows"),
        make.make_library("Music", "music"),
    )
    made = {title: make.make_movie(films, title) for title in FILMS}
    make.run("update media_items set genres = '{Science Fiction,Action}' where title like '%%Matrix%%'")
    make.make_show(shows, "Dark", (2,))
    make.make_album(music, "Sigur Rós", "Ágætis byrjun")
    make.make_person("Keanu Reeves", made["The Matrix"], made["The Matrix Reloaded"])
    make.make_person("Sigourney Weaver", made["Alien"])
    return made


def first(search, viewer, query):
    found = search.search(viewer, query)
    return found.groups[0].items[0].title if found.groups else None


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("the matrix", "The Matrix"),
        ("matrix", "The Matrix"),
        ("mat", "The Matrix"),
        ("MATRIX REL", "The Matrix Reloaded"),
        ("reloaded matrix", "The Matrix Reloaded"),
        ("martix", "The Matrix"),
        ("matirx reloadde", "The Matrix Reloaded"),
        ("amelie", "Amélie"),
        ("AMÉLIE", "Amélie"),
        ("spiderman", "Spider-Man: Homecoming"),
        ("spider man", "Spider-Man: Homecoming"),
        ("wall-e", "WALL·E"),
        ("walle", "WALL·E"),
        ("wall e", "WALL·E"),
        ("runner b", "Blade Runner"),
        ("blade runer", "Blade Runner"),
        ("alien", "Alien"),
        ("aliens", "Aliens"),
        ("alein", "Alien"),
        ("2001", "2001: A Space Odyssey"),
        ("space odissey", "2001: A Space Odyssey"),
        ("uber berlin", "Der Himmel über Berlin"),
        ("himel", "Der Himmel über Berlin"),
        ("mash", "M*A*S*H"),
        ("m*a*s*h", "M*A*S*H"),
        ("oceans eleven", "Ocean's Eleven"),
        ("ocean's 11", None),
        ("haet", "Heat"),
        ("\u043d\u043e\u0447\u043d\u043e\u0439", FILMS[-2]),
        ("\u4e03\u4eba", FILMS[-1]),
        ("sigur ros", "Sigur Rós"),
        ("agaetis", "Ágætis byrjun"),
        ("dark", "Dark"),
        ("zzzz", None),
        ("zz z", None),
    ],
)
def test_what_people_type_finds_what_they_mean(make, house, search, query, title):
    assert first(search, viewer_of(make.make_user()), query) == title


@pytest.mark.parametrize(
    "query",
    [
        *("", "   ", "!?", "'", "a'b", "& | ! ( ) : * <->", "\\", "%", "_", "\0", "x" * 5000, "a " * 500),
        *("'; drop table", "%s %(a)s", "\U0001f600"),
    ],
)
def test_nothing_that_can_be_typed_breaks_a_search(make, house, search, query):
    search.search(viewer_of(make.make_user()), query)


def test_one_letter_is_enough_and_bounded(make, house, search):
    (group,) = search.search(viewer_of(make.make_user()), "a", limit=2, types=("movie",)).groups
    assert [card.title for card in group.items] == ["Alien", "Aliens"]


def test_episodes_and_tracks_are_found_by_their_family_after_the_family_itself(make, house, search):
    found = search.search(viewer_of(make.make_user()), "dark")
    assert [group.type for group in found.groups] == ["show", "episode"]
    assert len(found.groups[1].items) == 2


def test_people_are_found_by_any_name_and_with_a_slip(make, house, search):
    viewer = viewer_of(make.make_user())
    for query in ("keanu", "reeves", "reeves keanu", "kean", "kaenu", "keanu reves"):
        (person,) = search.search(viewer, query).people
        assert (person.name, person.credit_count) == ("Keanu Reeves", 2), query


def test_genres_are_found_by_the_beginnings_of_their_words(make, house, search):
    viewer = viewer_of(make.make_user())
    assert search.search(viewer, "sci").genres == ("Science Fiction",)
    assert search.search(viewer, "fiction").genres == ("Science Fiction",)
    assert search.search(viewer, "western").genres == ()


def test_types_narrow_a_search(make, house, search):
    found = search.search(viewer_of(make.make_user()), "dark", types=("episode",))
    assert [group.type for group in found.groups] == ["episode"]
    assert found.people == ()
    with pytest.raises(Invalid):
        search.search(viewer_of(make.make_user()), "dark", types=("poem",))


def test_what_may_not_be_seen_or_is_gone_is_not_found(make: Factory, search):
    mine, closed = make.make_library(), make.make_library()
    hidden = make.make_movie(closed, "Secret Garden", genres=["Hush"])
    make.make_person("Hidden Person", hidden)
    make.make_movie(mine, "Secret Gone", available=False)
    viewer = viewer_of(make.make_user(), mine)
    for query in ("secret", "s", "sceret", "hidden", "hiddne", "hush"):
        found = search.search(viewer, query)
        assert (found.groups, found.people, found.genres) == ((), (), ()), query
    assert search.search(viewer_of(make.make_user()), "secret").groups[0].items[0].title == "Secret Garden"
    with pytest.raises(NotSignedIn):
        search.search(Viewer.nobody(), "secret")


def test_a_common_word_stays_bounded_and_still_finds_the_exact_title_first(make: Factory, search):
    music = make.make_library("Music", "music")
    make.make_many(music, "track", 3000)
    make.run("update media_items set title = 'Love ' || title, sort_title = 'love ' || sort_title,"
             " search_text = 'love ' || search_text")  # fmt: skip
    films = make.make_library("Films")
    make.make_movie(films, "Love")
    viewer = viewer_of(make.make_user())
    found = search.search(viewer, "love")
    assert [group.type for group in found.groups] == ["movie", "track"]
    assert len(found.groups[1].items) == 10


def test_the_door_answers_as_one_types(browser, people, make: Factory):
    people.add()
    make.make_movie(make.make_library(), "Heat")
    ann = people.bearer(browser)
    answer = browser.get(f"{routes.API}/search", params={"q": "hea"}, headers=ann).json()
    assert (answer["query"], answer["groups"][0]["items"][0]["title"]) == ("hea", "Heat")
    assert browser.get(f"{routes.API}/search", params={"q": "hea"}).status_code == 401
    assert browser.get(f"{routes.API}/search", headers=ann).status_code == 422
    assert browser.get(f"{routes.API}/search", params={"q": "x", "limit": 0}, headers=ann).status_code == 422
