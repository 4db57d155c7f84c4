"""What is put into a library's folder, as somebody sees it who looks at the library."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from medianest import routes
from tests.e2e.playing import Household
from tests.media import media


@pytest.fixture
def clips(household: Household, household_root: Path) -> Iterator[tuple[str, Path]]:
    """An empty library of home videos: its id and its folder."""
    folder = household_root / "clips"
    folder.mkdir()
    body = {"name": "Clips", "path": str(folder), "type": "videos"}
    library = household.rest.post("/admin/libraries", json=body).raise_for_status().json()["id"]
    yield library, folder
    household.rest.delete(f"/admin/libraries/{library}").raise_for_status()


def test_a_film_that_is_put_into_the_folder_appears_with_its_picture_on_the_page_that_is_open(
    ann: BrowserContext, clips: tuple[str, Path]
) -> None:
    library, folder = clips
    page = ann.new_page()
    page.goto(routes.library(library))
    expect(page.get_by_text("This library is still empty")).to_be_visible()
    shutil.copy(media("film.mp4"), folder / "At the lake.mp4")
    card = page.locator(".card", has_text="At the lake")
    expect(card).to_be_visible(timeout=30_000)
    picture = card.locator("img")
    expect(picture).to_be_visible(timeout=30_000)
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
