"""Music goes on while a person walks about the house."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.e2e.playing import Household, listening, until

_PLAY = "(id) => window.dispatchEvent(new CustomEvent('medianest:player', { detail: { command: 'play', id } }))"


@pytest.fixture
def page(ann: BrowserContext) -> Page:
    page = ann.new_page()
    page.goto("/")
    page.get_by_role("link", name="History").first.wait_for()
    return page


def play_first(page: Page, household: Household) -> str:
    track = household.works(type="track")["Wave 1"]["id"]
    page.evaluate(_PLAY, track)
    until(lambda: listening(page), lambda now: now["time"] > 0.5 and not now["paused"])
    return track


def _later(page: Page, time: float) -> dict[str, Any]:
    return until(lambda: listening(page), lambda found: found["time"] > time)


def test_a_track_goes_on_over_three_page_changes(page: Page, household: Household) -> None:
    play_first(page, household)
    page.evaluate("() => { document.querySelector('aside audio').dataset.same = 'yes'; }")
    before = listening(page)
    for name in ("Playlists", "History", "Home"):
        page.get_by_role("link", name=name, exact=True).first.click()
        page.wait_for_url(f"**/{name.lower() if name != 'Home' else ''}")
        now = _later(page, before["time"])
        assert not now["paused"]
        assert now["audio"] > before["audio"]
        before = now
    assert page.evaluate("() => document.querySelector('aside audio').dataset.same") == "yes"


def test_an_album_plays_from_its_own_page(page: Page, household: Household) -> None:
    page.goto(f"/media/{household.works(type='album')['Waves']['id']}")
    page.locator("#main").get_by_role("button", name="Play", exact=True).click()
    until(lambda: listening(page), lambda now: now["time"] > 0.5 and not now["paused"])


def test_the_album_follows_the_track_without_a_gap(page: Page, household: Household) -> None:
    play_first(page, household)
    page.evaluate("() => { document.querySelector('aside audio').currentTime = 10.5; }")
    bar = page.get_by_role("complementary", name="Music player")
    bar.get_by_text("Wave 2").first.wait_for()
    until(lambda: listening(page), lambda now: not now["paused"] and 0.2 < now["time"] < 8)


def test_the_queue_can_be_changed_and_is_there_again_after_a_reload(page: Page, household: Household) -> None:
    play_first(page, household)
    bar = page.get_by_role("complementary", name="Music player")
    bar.get_by_role("button", name="Queue", exact=True).click()
    bar.get_by_role("button", name="Move Wave 3 up").click()
    bar.get_by_role("button", name="Remove Wave 2").click()
    titles = bar.locator(".mq-title")
    assert titles.all_inner_texts() == ["Wave 1", "Wave 3"]
    bar.get_by_role("button", name="Pause").click()
    at = until(lambda: listening(page), lambda now: now["paused"])["time"]
    page.reload()
    bar.get_by_role("button", name="Queue", exact=True).click()
    until(titles.all_inner_texts, lambda found: found == ["Wave 1", "Wave 3"])
    assert listening(page)["paused"]
    bar.get_by_role("button", name="Play", exact=True).click()
    until(lambda: listening(page), lambda now: now["time"] > at)


def test_the_second_place_of_a_track_in_a_list_plays_on_from_there(page: Page, household: Household) -> None:
    waves = [household.works(type="track")[f"Wave {number}"]["id"] for number in (1, 2, 1, 3)]
    made = household.rest.post("/playlists", json={"name": "Twice", "media_ids": waves}).raise_for_status().json()
    page.goto(f"/playlists/{made['id']}")
    page.get_by_role("button", name="Play The Oscillators · Wave 1").nth(1).click()
    until(lambda: listening(page), lambda now: now["time"] > 0.3 and not now["paused"])
    bar = page.get_by_role("complementary", name="Music player")
    bar.get_by_role("button", name="Queue", exact=True).click()
    playing = bar.locator(".mq-row").evaluate_all("(rows) => rows.map((row) => 'playing' in row.dataset)")
    assert playing == [False, False, True, False]
    bar.get_by_role("button", name="Next track").first.click()
    until(lambda: bar.locator(".mq-row[data-playing]").inner_text(), lambda text: "Wave 3" in text)


def test_what_was_heard_is_in_the_same_ledger(page: Page, household: Household) -> None:
    track = play_first(page, household)
    page.get_by_role("complementary", name="Music player").get_by_role("button", name="Pause").click()
    until(lambda: household.progress(track)["position"], lambda position: position > 0)
