"""YouTube behind the guard: a day's hundred searches last for a thousand."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest

from medianest.errors import ProviderBusy
from medianest.providers.base import Account, Searching
from medianest.providers.youtube import YouTubeProvider
from tests.fakes.youtube import KEY, FakeYouTube, video


@pytest.fixture
def fake() -> Iterator[FakeYouTube]:
    made = FakeYouTube()
    made.add(*(video(f"video{number:06}", f"Video {number}") for number in range(300)))
    yield made
    made.close()


def test_a_thousand_searches_make_at_most_a_hundred_calls_and_what_is_known_goes_on_being_found(worker, account, fake):
    provider = YouTubeProvider(fake.url, fake.url)
    connected = Account(account.id, "youtube", {"key": KEY})
    guards = [worker(), worker()]
    people = [uuid4() for _ in range(10)]
    found, refused = 0, set()
    for number in range(1000):
        connection = guards[number % 2].connect(provider, connected, people[number % 10])
        assert isinstance(connection, Searching)
        try:
            assert connection.search(f"video {number % 250}", 5)
            found += 1
        except ProviderBusy as problem:
            refused.add(problem.sentence.text)
    assert len(fake.of("/youtube/v3/search")) <= 100
    assert found >= 4 * 90  # what was asked for once is answered again from what is kept
    assert all("What is kept here is still found." in sentence for sentence in refused)
