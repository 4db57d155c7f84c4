"""Searching beyond the libraries: each place answers for itself, and always."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.testclient import TestClient

from medianest import routes
from medianest.config import Settings
from tests.fakes.youtube import KEY, FakeYouTube, video

PLACES = f"{routes.API_SEARCH}/places"


@pytest.fixture
def fake() -> Iterator[FakeYouTube]:
    made = FakeYouTube()
    made.add(*(video(f"video{number:06}", f"Video {number}") for number in range(200)))
    yield made
    made.close()


@pytest.fixture
def settings(settings: Settings, fake: FakeYouTube) -> Settings:
    return settings.model_copy(update={"youtube_api_url": fake.url, "youtube_site_url": fake.url})


@pytest.fixture
def place(admin: TestClient) -> str:
    made = admin.post(f"{routes.API_ADMIN_PROVIDERS}/youtube/accounts", json={"key": KEY})
    return f"{PLACES}/{made.json()['id']}"


def _ask(client: TestClient, place: str, query: str) -> Any:
    answer = client.get(place, params={"q": query})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_place_is_offered_and_answers_with_what_it_has(admin, place):
    (offered,) = admin.get(PLACES).json()["items"]
    assert (offered["provider"], offered["title"]) == ("youtube", "YouTube")
    (hit,) = _ask(admin, place, "  VIDEO   117 ")["hits"]
    assert (hit["title"], hit["subtitle"], hit["duration"], hit["media_id"]) == ("Video 117", "Our Channel", 213, None)
    assert _ask(admin, place, " \0 ")["hits"] == []


def test_what_a_library_has_already_is_told_as_its_work(admin, place, make):
    library = make.make_library("YouTube", "videos", provider="youtube")
    known = make.make_video(library, "Video 117")
    make.make_source(known, provider="youtube", remote_id="video000117")
    (hit,) = _ask(admin, place, "video 117")["hits"]
    assert hit["media_id"] == str(known.id)


def test_the_same_question_written_otherwise_is_asked_once(admin, place, fake):
    for query in ("video 117", "Video  117", "VIDEO 117 "):
        assert _ask(admin, place, query)["hits"]
    assert len(fake.of("/youtube/v3/search")) == 1


def test_a_thousand_searches_make_at_most_a_hundred_calls_and_each_is_answered(admin, place, fake, services):
    asked = [f"video {number % 200}" for number in range(1000)]
    with ThreadPoolExecutor(8) as many:
        answers = list(many.map(lambda query: _ask(admin, place, query), asked))
    assert len(answers) == 1000
    assert len(fake.of("/youtube/v3/search")) <= 100
    assert all(bool(answer["hits"]) != bool(answer["note"]) for answer in answers)
    assert sum(bool(answer["hits"]) for answer in answers) >= 4 * 80
    local = admin.get(routes.API_SEARCH, params={"q": "video"})
    assert local.status_code == 200


def test_a_place_that_fails_says_so_and_a_place_that_hangs_delays_no_search_of_the_libraries(admin, place, fake, make):
    make.make_video(make.make_library("Films", "videos"), "Video of our own")
    fake.hang = threading.Event()
    with ThreadPoolExecutor(1) as other:
        waiting = other.submit(_ask, admin, place, "anything")
        local = admin.get(routes.API_SEARCH, params={"q": "video"}).json()
        assert local["groups"][0]["items"][0]["title"] == "Video of our own"
        assert not waiting.done()
        fake.hang.set()
        waiting.result()
    fake.hang, fake.down = None, True
    assert "YouTube" in _ask(admin, place, "something else")["note"]


def test_whoever_is_kept_to_some_maturity_or_libraries_searches_those_alone(browser, people, admin, place, make):
    child = people.add("cid@example.org")
    make.run("update users set max_rating = 12 where id = %s", child.id)
    headers = people.bearer(browser, "cid@example.org")
    assert browser.get(PLACES, headers=headers).json()["items"] == []
    assert browser.get(place, params={"q": "video"}, headers=headers).status_code == 403


def test_nobody_searches_without_signing_in(admin, place, api):
    with TestClient(api) as stranger:
        assert stranger.get(PLACES).status_code == 401
        assert stranger.get(place, params={"q": "video"}).status_code == 401
