"""YouTube is connected by an API key, and its channels and playlists become libraries by what somebody pastes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from medianest import routes
from medianest.config import Settings
from tests.fakes.youtube import CHANNEL, KEY, FakeYouTube, video

DOOR = routes.API_ADMIN_PROVIDERS


@pytest.fixture
def fake() -> Iterator[FakeYouTube]:
    made = FakeYouTube()
    made.add(video("video000001", "One"), video("video000002", "Two"))
    made.add_channel(CHANNEL, "Our Channel", "video000001", "video000002")
    yield made
    made.close()


@pytest.fixture
def settings(settings: Settings, fake: FakeYouTube) -> Settings:
    return settings.model_copy(update={"youtube_api_url": fake.url, "youtube_site_url": fake.url})


def _connect(admin: TestClient, **answers: str) -> Any:
    return admin.post(f"{DOOR}/youtube/accounts", json={"key": KEY, **answers})


def test_a_key_connects_and_is_never_told_again(admin, make):
    made = _connect(admin, region="DE")
    assert made.status_code == 201, made.text
    assert (made.json()["name"], made.json()["state"]) == ("YouTube", "connected")
    assert KEY not in made.text + admin.get(f"{DOOR}/accounts").text
    assert KEY.encode() not in bytes(make.run("select credentials from provider_accounts")[0][0])


@pytest.mark.parametrize(
    ("answers", "field"),
    [({"key": "another-key-0123456789"}, "key"), ({"key": ""}, "key"), ({"region": "Germany"}, "region")],
)
def test_an_answer_that_does_not_do_says_which(admin, answers, field):
    refused = _connect(admin, **answers)
    assert refused.status_code == 422
    assert list(refused.json()["errors"]) == [field]


def test_a_channel_becomes_a_library_by_its_address_once(admin, fake):
    at = f"{DOOR}/accounts/{_connect(admin).json()['id']}"
    assert admin.get(f"{at}/collections").json()["items"] == []
    (found,) = admin.get(f"{at}/collections", params={"find": "https://www.youtube.com/@OurChannel"}).json()["items"]
    assert (found["title"], found["type"], found["count"]) == ("Our Channel", "videos", 2)
    made = [admin.post(f"{at}/libraries", json={"collection": found["remote_id"]}) for _ in range(2)]
    assert [each.status_code for each in made] == [201, 201], made[0].text
    assert made[0].json()["id"] == made[1].json()["id"]
    assert made[0].json()["name"] == "Our Channel"


def test_what_means_nothing_there_is_refused_without_asking(admin, fake):
    at = f"{DOOR}/accounts/{_connect(admin).json()['id']}"
    asked = len(fake.asked)
    assert admin.get(f"{at}/collections", params={"find": "cats"}).status_code == 422
    assert admin.get(f"{at}/collections", params={"find": "@nobodyatall"}).json()["items"] == []
    assert len(fake.asked) == asked + 1
    assert admin.post(f"{at}/libraries", json={"collection": "playlist:PLnothere0123456"}).status_code == 404
