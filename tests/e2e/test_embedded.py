"""A video that only its owner's player may show plays in that player, within ours: here one that speaks as it does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from medianest import routes
from medianest.embedded import folders, postgres
from medianest.providers.base import EMBEDDED
from tests.e2e.playing import Household, Watching, furnish, until
from tests.e2e.server import running_server
from tests.factories import Factory
from tests.fakes.youtube import KEY, FakeYouTube, video

CHANNEL = "UC" + "a" * 22


@pytest.fixture(scope="module")
def fake() -> Iterator[FakeYouTube]:
    made = FakeYouTube()
    for name, title in (("longlong001", "A long video"), ("shortshort1", "A short video"), ("noembednow1", "Not here")):
        made.add(video(name, title))
    made.lengths["shortshort1"] = 12
    made.player_errors["noembednow1"] = 150
    yield made
    made.close()


@pytest.fixture(scope="module")
def household(fake: FakeYouTube, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Household]:
    root = tmp_path_factory.mktemp("household")
    names = ("EMBED", "API", "SITE")
    variables = {f"MEDIANEST_YOUTUBE_{name}_URL": fake.url for name in names}
    with running_server(tmp_path_factory.mktemp("player") / "data", root, variables=variables) as server:
        yield furnish(server, root)


@pytest.fixture(scope="module")
def videos(household: Household, fake: FakeYouTube) -> dict[str, str]:
    """Works that YouTube holds, by their title."""
    make = Factory(postgres.url(folders.socket_place(household.server.data_dir), postgres.DATABASE))
    library = make.make_library("YouTube", "videos", provider="youtube", path="")
    found = {}
    for known in fake.videos.values():
        length = fake.lengths.get(known["id"], 213)
        made = make.make_video(library, known["snippet"]["title"], duration=length)
        make.make_source(made, provider="youtube", remote_id=known["id"], container=EMBEDDED, size=0)
        found[made.title] = str(made.id)
    make.close()
    return found


@pytest.fixture
def ann(chromium: Browser, household: Household) -> Iterator[BrowserContext]:
    context = household.browser_of_ann(chromium)
    yield context
    context.close()


@pytest.fixture
def watching(ann: BrowserContext) -> Watching:
    return Watching(ann.new_page())


def _said(watching: Watching) -> str:
    return watching.page.frame_locator(".mn-frame iframe").locator("#said").inner_text()


def test_it_plays_pauses_and_seeks_with_our_keys_and_the_place_is_kept(
    household: Household, watching: Watching, videos: dict[str, str], fake: FakeYouTube
) -> None:
    media_id = videos["A long video"]
    watching.open(media_id).playing()
    now = watching.look()
    assert (now["method"], now["phase"]) == ("embed", "ready")
    assert _said(watching) == "playing"
    frame = watching.page.locator(".mn-frame iframe")
    assert frame.get_attribute("src").startswith(f"{fake.url}/embed/longlong001?enablejsapi=1&origin=")

    watching.page.keyboard.press("k")
    watching.until(lambda now: now["paused"])
    until(lambda: _said(watching), lambda said: said == "paused")
    watching.page.keyboard.press("5")
    watching.until(lambda now: abs(now["time"] - 106) < 5)
    watching.page.keyboard.press("k")
    watching.until(lambda now: now["time"] > 107 and not now["paused"])
    until(lambda: household.progress(media_id)["position"], lambda position: position > 100)

    watching.page.close(run_before_unload=False)
    again = Watching(watching.page.context.new_page()).open(media_id)
    again.page.get_by_role("button", name="Resume at").click()
    assert again.playing()["time"] > 100


def test_what_somebody_does_in_the_frame_is_known_outside_of_it(watching: Watching, videos: dict[str, str]) -> None:
    watching.open(videos["A long video"], "?from=start").playing()
    watching.page.frame_locator(".mn-frame iframe").locator("body").click()
    watching.until(lambda now: now["paused"])
    expect(watching.page.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_an_error_of_the_owners_player_is_said_in_words(watching: Watching, videos: dict[str, str]) -> None:
    watching.open(videos["Not here"])
    expect(watching.page.get_by_role("alertdialog")).to_contain_text("does not allow this video to be played outside")


def test_a_playlist_of_a_film_and_two_videos_plays_in_turn(
    household: Household, watching: Watching, videos: dict[str, str]
) -> None:
    film = household.works(type="movie")["A Long Test"]["id"]
    for each in (film, *videos.values()):
        household.forget(each)
    made = household.rest.post("/playlists", json={"name": "Mixed"}).raise_for_status().json()
    for each in (videos["A short video"], film, videos["A long video"]):
        household.rest.post(f"/playlists/{made['id']}/items", json={"media_ids": [each]}).raise_for_status()
    household.rest.patch("/settings", json={"autoplay_next": True}).raise_for_status()
    entries = household.rest.get(f"/playlists/{made['id']}").raise_for_status().json()["entries"]
    watching.open(videos["A short video"], f"?from=start&playlist={made['id']}&entry={entries[0]['id']}")
    watching.playing()

    def method(wanted: str, media_id: str) -> Any:
        return watching.until(
            lambda now: now["method"] == wanted and media_id in watching.page.url and now["time"] > 0.5, 60
        )

    method("direct", film)
    assert watching.look()["frames"] > 0
    watching.page.keyboard.press("n")
    method("embed", videos["A long video"])
    assert household.progress(videos["A short video"])["watched"]


def test_a_channel_is_found_by_its_handle_in_the_pages_and_becomes_a_library(
    household: Household, ann: BrowserContext, fake: FakeYouTube
) -> None:
    fake.add(video("fromchannel", "A video of the channel"))
    fake.add_channel(CHANNEL, "Our Channel", "fromchannel")
    page = ann.new_page()
    page.goto(routes.ADMIN_PROVIDERS)
    page.get_by_role("button", name="Connect a server").first.click()
    page.get_by_role("button", name="YouTube").click()
    page.get_by_label("API key").fill(KEY)
    page.get_by_role("button", name="Connect", exact=True).click()
    expect(page.get_by_role("heading", name="YouTube")).to_be_visible()
    page.get_by_role("button", name="Choose libraries").click()
    page.get_by_label("Channel or playlist").fill("@OurChannel")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("button", name="Make a library").click()
    expect(page.get_by_role("link", name="Open")).to_be_visible()
    until(household.works, lambda found: "A video of the channel" in found, 60)
