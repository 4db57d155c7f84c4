"""Browsing through the doors: what a script with a bearer token gets."""

from __future__ import annotations

import pytest

from medianest import routes
from tests.factories import Factory


@pytest.fixture
def ann(browser, people):
    people.add()
    return people.bearer(browser)


def test_every_door_asks_who_is_there(browser, make: Factory):
    film = make.make_movie(make.make_library())
    for path in (
        *("libraries", "home", "media", "media/letters", f"media/{film.id}", f"media/{film.id}/children"),
        *(f"libraries/{film.library_id}/facets", f"people/{film.id}"),
    ):
        assert browser.get(f"{routes.API}/{path}").status_code == 401, path


def test_a_script_walks_from_libraries_to_a_work(browser, ann, make: Factory):
    films = make.make_library("Films")
    make.make_many(films, "movie", 5)
    (library,) = browser.get(f"{routes.API}/libraries", headers=ann).json()["items"]
    assert (library["name"], library["item_count"]) == ("Films", 5)
    place = {"library": library["id"], "limit": 2, "total": True, "sort": "year", "order": "asc"}
    first = browser.get(f"{routes.API}/media", headers=ann, params=place).json()
    assert (len(first["items"]), first["total"]) == (2, 5)
    rest = browser.get(f"{routes.API}/media", headers=ann, params={**place, "limit": 9, "cursor": first["next_cursor"]})
    assert len(rest.json()["items"]) == 3
    assert rest.json()["next_cursor"] is None
    card = first["items"][0]
    assert card["poster"]["url"].startswith(f"{routes.API}/media/{card['id']}/artwork/poster?v=")
    page = browser.get(f"{routes.API}/media/{card['id']}", headers=ann).json()
    assert page["card"]["title"] == card["title"]
    letters = browser.get(f"{routes.API}/media/letters", headers=ann, params={"library": library["id"]}).json()
    assert sum(each["count"] for each in letters) == 5
    rows = browser.get(f"{routes.API}/home", headers=ann).json()["items"]
    assert {row["kind"] for row in rows} == {"recent", "library"}


def test_filters_may_be_repeated_or_joined_by_commas(browser, ann, make: Factory):
    films = make.make_library()
    make.make_movie(films, "Heat", genres=["Crime", "Drama"])
    make.make_movie(films, "Ran", genres=["Drama"])
    shows = make.make_library(type="shows")
    make.make_show(shows, "Dark", (1,))

    def found(query: str) -> list[str]:
        answer = browser.get(f"{routes.API}/media?{query}", headers=ann)
        assert answer.status_code == 200, answer.text
        return [card["title"] for card in answer.json()["items"]]

    assert found("genre=Drama&genre=Crime") == ["Heat"]
    assert found("type=movie,show") == ["Dark", "Heat", "Ran"]
    assert found("type=movie&type=show&order=desc") == ["Ran", "Heat", "Dark"]


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=201",
        "cursor=nonsense",
        "sort=mood",
        "type=poem",
        "library=x",
        "start=-1",
        "genre=%00",
        "year=-5",
    ],
)
def test_what_makes_no_sense_is_refused_with_a_reason(browser, ann, query):
    answer = browser.get(f"{routes.API}/media?{query}", headers=ann)
    assert answer.status_code == 422, answer.text
    assert answer.json()["code"] == "invalid"
    assert answer.json()["errors"]


def test_what_is_not_there_is_a_problem_with_a_code(browser, ann):
    nowhere = "00000000-0000-4000-8000-000000000000"
    for path in (f"media/{nowhere}", f"media/{nowhere}/children", f"people/{nowhere}", f"media?library={nowhere}"):
        answer = browser.get(f"{routes.API}/{path}", headers=ann)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), path
