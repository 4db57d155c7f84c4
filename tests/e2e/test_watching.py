"""A person watches: plays, seeks, leaves, comes back, and goes on."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.e2e.playing import FILM_SECONDS, Household, Watching, until


@pytest.fixture
def film(household: Household) -> str:
    media_id = household.works(type="movie")["A Long Test"]["id"]
    household.forget(media_id)
    return media_id


@pytest.fixture
def episodes(household: Household) -> tuple[str, str]:
    found = [card for card in household.works(type="episode").values() if card["grandparent_title"] == "The Show"]
    cards = sorted(found, key=lambda card: card["index_number"])
    for card in cards:
        household.forget(card["id"], 12)
    return cards[0]["id"], cards[1]["id"]


def test_a_film_plays_with_moving_pictures_and_sound(watching: Watching, film: str) -> None:
    first = watching.open(film).playing()
    later = watching.until(lambda now: now["time"] > first["time"] + 1)
    assert later["frames"] > first["frames"]
    assert later["audio"] > first["audio"] > 0
    assert later["method"] == "direct"
    assert watching.colours() > 3


def test_leaving_and_coming_back_goes_on_within_two_seconds(ann: BrowserContext, watching: Watching, film: str) -> None:
    watching.open(film).playing()
    watching.page.keyboard.press("5")
    left = watching.until(lambda now: now["time"] > FILM_SECONDS / 2 and not now["paused"])
    watching.page.close(run_before_unload=False)

    again = Watching(ann.new_page()).open(film)
    resume = again.page.get_by_role("button", name="Resume at")
    resume.click()
    back = again.playing()
    assert abs(back["time"] - left["time"]) < 2 + 1  # a second for what was played between look and close


def test_starting_over_begins_at_the_beginning(household: Household, watching: Watching, film: str) -> None:
    report = {"position": 30, "duration": FILM_SECONDS, "play_id": "earlier", "seq": 5, "event": "close"}
    household.rest.put(f"/media/{film}/progress", json=report).raise_for_status()
    watching.open(film).page.get_by_role("button", name="Start over").click()
    assert watching.playing()["time"] < 10


def test_a_place_in_the_address_answers_the_question_beforehand(watching: Watching, film: str) -> None:
    assert watching.open(film, "?t=40").playing()["time"] >= 40


def test_the_place_is_kept_within_ten_seconds_while_it_plays(
    household: Household, watching: Watching, film: str
) -> None:
    watching.open(film).playing()
    watching.until(lambda now: now["time"] > 8)
    shown = watching.look()["time"]
    assert household.progress(film)["position"] >= shown - 10
    assert until(lambda: household.progress(film)["position"], lambda kept: kept > 4)


def test_a_film_that_was_seen_to_its_end_is_watched(household: Household, watching: Watching, film: str) -> None:
    watching.open(film, f"?t={FILM_SECONDS - 3}").playing()
    watching.until(lambda now: now["ended"])
    assert until(lambda: household.progress(film)["watched"])


def test_the_next_episode_follows_by_itself(watching: Watching, episodes: tuple[str, str]) -> None:
    first, second = episodes
    watching.open(first, "?t=10").playing()
    watching.page.get_by_role("region", name="Up next").wait_for()
    watching.page.wait_for_url(f"**/watch/{second}**", timeout=30_000)
    assert watching.playing()["time"] < 8


def test_the_next_episode_can_be_refused(watching: Watching, episodes: tuple[str, str]) -> None:
    watching.open(episodes[0], "?t=10").playing()
    card = watching.page.get_by_role("region", name="Up next")
    card.get_by_role("button", name="Cancel").click()
    watching.until(lambda now: now["ended"])
    assert card.count() == 0
    assert episodes[0] in watching.page.url


def test_a_film_twice_in_a_row_in_a_list_plays_twice(household: Household, watching: Watching, film: str) -> None:
    works = {"name": "Again", "media_ids": [film, film]}
    made = household.rest.post("/playlists", json=works).raise_for_status().json()
    watching.page.goto(f"/playlists/{made['id']}")
    watching.page.get_by_role("button", name="Play A Long Test").first.click()
    watching.playing()
    first = watching.page.url
    watching.page.keyboard.press("5")
    watching.until(lambda now: now["time"] > FILM_SECONDS / 2 and not now["paused"])
    watching.page.keyboard.press("n")
    until(lambda: watching.page.url, lambda url: url != first)
    # The address changes before the picture does.
    watching.until(lambda now: 0.2 < now["time"] < 10 and not now["paused"])
    assert watching.page.get_by_role("button", name="Next: A Long Test").count() == 0


def test_keys_pause_seek_mute_show_subtitles_and_the_list_of_keys(watching: Watching, film: str) -> None:
    watching.open(film).playing()
    press = watching.page.keyboard.press
    press("k")
    paused = watching.until(lambda now: now["paused"])
    press("l")
    watching.until(lambda now: now["time"] >= paused["time"] + 9)
    press("j")
    watching.until(lambda now: now["time"] < paused["time"] + 1)
    press("m")
    until(lambda: watching.page.evaluate("() => document.querySelector('video').muted"))
    press("c")
    watching.until(lambda now: len(now["showing"]) == 1)
    press("c")
    watching.until(lambda now: not now["showing"])
    press("?")
    watching.page.get_by_role("dialog", name="Keyboard shortcuts").wait_for()
    press("Escape")
    watching.page.get_by_role("dialog").wait_for(state="detached")


def test_another_audio_track_plays_from_the_same_place(household: Household, watching: Watching) -> None:
    media_id = household.works(type="movie")["Two Tongues"]["id"]
    household.forget(media_id, 12)
    watching.open(media_id, "?t=4").playing()
    watching.page.keyboard.press("k")
    before = watching.until(lambda now: now["paused"])
    watching.page.get_by_role("button", name="Sound", exact=True).click()
    watching.page.get_by_role("menuitemradio", name="French").click()
    after = watching.until(lambda now: now["method"] == "remux" and now["phase"] == "ready" and now["time"] > 0)
    assert abs(after["time"] - before["time"]) < 3
    assert after["paused"]
    watching.page.keyboard.press("k")
    sound = watching.look()["audio"]
    watching.until(lambda now: now["audio"] > sound)


def test_the_scrub_bar_shows_a_picture_of_the_place_under_the_pointer(watching: Watching, film: str) -> None:
    watching.open(film).playing()
    bar = watching.page.get_by_role("slider", name="Position").locator("xpath=..")
    bar.hover(position={"x": 400, "y": 14})
    picture = watching.page.locator(".mn-preview-picture img")
    until(lambda: picture.evaluate("(image) => image.complete && image.naturalWidth > 0"))
    first = picture.get_attribute("src")
    assert picture.is_visible()
    bar.hover(position={"x": 1100, "y": 14})
    until(lambda: picture.get_attribute("src"), lambda now: now != first)
    bar.hover(position={"x": 1, "y": 14})
    box = until(lambda: watching.page.locator(".mn-preview").bounding_box() or {"x": 999}, lambda now: now["x"] < 99)
    assert box["x"] >= 0


def test_the_quality_changes_in_mid_play_and_the_clock_goes_on(household: Household, watching: Watching) -> None:
    media_id = household.works(type="movie")["Wide"]["id"]
    household.forget(media_id, 12)
    watching.open(media_id, "?t=1").playing()
    page = watching.page
    page.mouse.move(600, 400)
    page.get_by_role("button", name="Settings", exact=True).click()
    page.get_by_role("menuitemradio", name="480p").click()
    before = watching.look()["time"]
    after = watching.until(lambda now: now["width"] == 854 and now["phase"] == "ready" and now["time"] > before)
    assert after["method"] == "transcode"
    assert not after["paused"]
    later = watching.until(lambda now: now["time"] > after["time"] + 0.5)
    assert later["frames"] > 0


def test_subtitles_look_as_chosen_and_move_in_time(household: Household, watching: Watching, film: str) -> None:
    page = watching.open(film).page
    watching.playing()
    page.keyboard.press("c")
    begins = """() => [...document.querySelector("video").textTracks]
      .find((each) => each.mode === "showing")?.cues?.[0]?.startTime ?? -1"""
    until(lambda: page.evaluate(begins), lambda start: start == 0.5)
    page.keyboard.press("h")
    page.keyboard.press("h")
    until(lambda: page.evaluate(begins), lambda start: abs(start - 0.7) < 0.01)
    page.mouse.move(600, 400)
    page.get_by_role("button", name="Subtitles", exact=True).click()
    page.get_by_role("menuitem", name="Look and delay").click()
    panel = page.get_by_role("region", name="Look and delay")
    expect(panel.get_by_role("group", name="Delay")).to_contain_text("+0.2 s")
    with page.expect_response(lambda answer: answer.url.endswith("/settings") and answer.request.method == "PATCH"):
        panel.get_by_label("Size").select_option("huge")
    expect(page.locator(".mn-player[data-cue-size=huge]")).to_be_visible()
    assert household.rest.get("/settings").json()["subtitle_size"] == "huge"


def test_the_statistics_say_what_plays_and_how_it_comes_here(watching: Watching, film: str) -> None:
    watching.open(film).playing()
    watching.page.keyboard.press("s")
    panel = watching.page.get_by_role("region", name="Statistics")
    expect(panel).to_contain_text("Played as it is")
    expect(panel).to_contain_text("H.264")
    expect(panel).to_contain_text("Dropped frames")
    watching.page.keyboard.press("s")
    expect(panel).to_have_count(0)


def test_the_sound_of_one_episode_is_that_of_the_next_and_its_opening_can_be_skipped(
    household: Household, watching: Watching
) -> None:
    cards = sorted(
        (card for card in household.works(type="episode").values() if card["grandparent_title"] == "Two Parts"),
        key=lambda card: card["index_number"],
    )
    for card in cards:
        household.forget(card["id"], 12)
    page = watching.page
    watching.open(cards[0]["id"], "?t=1").playing()
    page.get_by_role("button", name="Skip the opening").click()
    watching.until(lambda now: now["time"] >= 6)
    page.keyboard.press("k")
    page.get_by_role("button", name="Sound", exact=True).click()
    with page.expect_response(lambda answer: answer.url.endswith("/tracks") and answer.status == 204):
        page.get_by_role("menuitemradio", name="French").click()
    watching.open(cards[1]["id"], "?t=1").playing()
    assert watching.look()["method"] == "remux"
    page.mouse.move(600, 400)
    page.get_by_role("button", name="Sound", exact=True).click()
    expect(page.get_by_role("menuitemradio", name="French")).to_be_checked()


def test_after_three_titles_by_themselves_the_player_asks_before_the_next(
    watching: Watching, episodes: tuple[str, str]
) -> None:
    first, second = episodes
    watching.open(first, "?t=9").playing()
    page = watching.page
    page.evaluate("sessionStorage.setItem('medianest.attention', JSON.stringify({ titles: 3, since: Date.now() }))")
    asked = page.get_by_role("dialog", name="Are you still watching?")
    asked.wait_for(timeout=30_000)
    assert watching.look()["paused"]
    asked.get_by_role("button", name="Go on").click()
    page.wait_for_url(f"**/watch/{second}**")
    assert watching.playing()["time"] < 8


def test_a_title_that_is_not_there_says_so(watching: Watching) -> None:
    watching.open("00000000-0000-0000-0000-000000000000")
    panel = watching.page.get_by_role("alertdialog", name="This does not play")
    panel.wait_for()
    assert "gone" in panel.inner_text()


def test_what_is_marked_as_watched_leaves_the_rows_and_the_grid_that_do_not_want_it(
    household: Household, ann: BrowserContext
) -> None:
    films = household.works(type="movie")
    begun, other = films["A Long Test"], films["Two Tongues"]
    household.rest.delete(f"/media/{other['id']}/watched").raise_for_status()
    report = {"position": 30, "duration": FILM_SECONDS, "play_id": f"half-{time.time_ns()}", "seq": 1, "event": "close"}
    household.rest.put(f"/media/{begun['id']}/progress", json=report).raise_for_status()
    page = ann.new_page()

    def mark(title: str) -> None:
        page.locator(".card", has_text=title).first.hover()
        page.get_by_role("button", name=f"Actions for {title}").first.click()
        page.get_by_role("menuitem", name="Mark as watched").click()

    page.goto("/")
    row = page.get_by_role("list", name="Continue watching")
    expect(row).to_contain_text("A Long Test")
    mark(begun["title"])
    expect(row.get_by_text("A Long Test")).to_have_count(0)
    page.goto(f"/library/{other['library_id']}?unwatched=true")
    expect(page.locator("main")).to_contain_text(other["title"])
    mark(other["title"])
    expect(page.locator("main").get_by_text(other["title"])).to_have_count(0)
