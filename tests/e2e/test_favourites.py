"""A heart given anywhere is seen everywhere."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, expect

from tests.e2e.playing import Household


def test_a_heart_on_a_tile_makes_a_shelf_and_can_be_taken_away_on_the_works_own_page(
    ann: BrowserContext, household: Household
) -> None:
    page = ann.new_page()
    page.goto("/")
    tile = page.locator(".card", has_text="A Long Test").first
    tile.hover()
    tile.get_by_role("button", name="Favourite: A Long Test").click()
    shelf = page.get_by_role("list", name="Favourites")
    expect(shelf.get_by_role("link", name="A Long Test", exact=True)).to_be_visible()
    page.reload()
    shelf.get_by_role("link", name="A Long Test", exact=True).click()
    page.wait_for_url("**/media/*")
    heart = page.get_by_role("button", name="Favourite: A Long Test")
    expect(heart).to_have_attribute("aria-pressed", "true")
    heart.click()
    expect(heart).to_have_attribute("aria-pressed", "false")
    film = household.works(type="movie")["A Long Test"]
    assert film["favourite"] is False
    page.goto("/")
    page.get_by_role("heading", name="Recently added in Films").wait_for()
    assert shelf.count() == 0
