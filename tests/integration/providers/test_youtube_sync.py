"""A channel of YouTube is filled by the scan that fills every library."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from medianest import routes
from medianest.config import Settings
from medianest.services.scans.run import ScanOrder
from tests.fakes.youtube import CHANNEL, KEY, FakeYouTube, video


class Unfenced:
    def hold(self, work: object) -> None:
        """Nobody else wants the job."""


@pytest.fixture
def fake() -> Iterator[FakeYouTube]:
    made = FakeYouTube()
    made.add(*(video(f"video{number:06}", f"Video {number}") for number in range(60)))
    made.add_channel(CHANNEL, "Our Channel", *(f"video{number:06}" for number in range(60)))
    yield made
    made.close()


@pytest.fixture
def settings(settings: Settings, fake: FakeYouTube) -> Settings:
    return settings.model_copy(update={"youtube_api_url": fake.url, "youtube_site_url": fake.url})


def test_a_channel_fills_a_library_whose_videos_play_embedded_and_one_that_goes_keeps_its_place(admin, fake, services):
    at = f"{routes.API_ADMIN_PROVIDERS}/accounts/"
    made = admin.post(f"{routes.API_ADMIN_PROVIDERS}/youtube/accounts", json={"key": KEY}).json()
    library = admin.post(f"{at}{made['id']}/libraries", json={"collection": f"channel:{CHANNEL}"}).json()["id"]

    def scan() -> Any:
        *_, last = services.scans._scanner.run(ScanOrder(library), Unfenced())
        return last

    first = scan()
    assert (first.phase, first.found, first.added) == ("done", 60, 60)
    works = admin.get(routes.API_MEDIA, params={"limit": 200}).json()["items"]
    assert {each["type"] for each in works} == {"video"}
    one = next(each for each in works if each["title"] == "Video 7")
    offer = admin.post(f"{routes.API_MEDIA}/{one['id']}/playback").json()
    assert (offer["method"], offer["duration"]) == ("embed", 213)
    assert offer["url"] == "https://www.youtube-nocookie.com/embed/video000007"
    del fake.videos["video000007"]
    scan()
    gone = admin.get(f"{routes.API_MEDIA}/{one['id']}").json()["card"]
    assert (gone["title"], gone["available"]) == ("Video 7", False)
