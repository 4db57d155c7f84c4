"""How often the API may be asked: a burst, then a steady rate, for each session, key or address of its own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
import redis

from medianest import routes
from medianest.repositories.token_bucket import TokenBucket

BURST, RATE = 5, 2.0


@pytest.fixture
def settings(settings):
    return settings.model_copy(update={"api_burst": BURST, "api_rate": RATE})


@pytest.fixture
def ann(browser, people):
    people.add()
    return people.bearer(browser)


def test_every_answer_says_what_is_left_and_too_many_say_when_to_come_back(browser, ann):
    answers = [browser.get(f"{routes.API}/settings", headers=ann) for _ in range(BURST + 1)]
    assert [answer.status_code for answer in answers] == [200] * BURST + [429]
    left = [int(answer.headers["x-ratelimit-remaining"]) for answer in answers]
    assert left == sorted(left, reverse=True)
    assert left[-1] == 0
    refused = answers[-1]
    assert refused.headers["x-ratelimit-limit"] == str(BURST)
    assert 1 <= int(refused.headers["retry-after"]) <= 2
    assert refused.json()["code"] == "too_many_requests"


def test_one_persons_flood_costs_another_nothing(browser, people, ann):
    people.add("bob@example.org")
    bob = people.bearer(browser, "bob@example.org")
    while browser.get(f"{routes.API}/settings", headers=ann).status_code == 200:
        pass
    assert browser.get(f"{routes.API}/settings", headers=bob).status_code == 200


def test_a_page_of_posters_and_the_segments_of_a_film_are_not_counted(browser, ann):
    for path in ("artwork/poster", "hls/master.m3u8", "stream", "subtitles/1.vtt"):
        for _ in range(BURST + 1):
            assert browser.get(f"{routes.API}/media/{uuid4()}/{path}", headers=ann).status_code == 404


def test_many_at_once_spend_no_token_twice(redis_url):
    client = redis.Redis.from_url(redis_url)
    buckets = [TokenBucket(client, "test", 20, 0.001) for _ in range(4)]
    with ThreadPoolExecutor(16) as pool:
        taken = list(pool.map(lambda turn: buckets[turn % 4].take("ann")[0], range(100)))
    assert sum(taken) == 20
    client.close()


def test_without_redis_a_limit_stops_nobody():
    bucket = TokenBucket(redis.Redis(port=1, socket_connect_timeout=0.2), "test", 1, 1)
    assert [bucket.take("ann")[0] for _ in range(3)] == [True] * 3
