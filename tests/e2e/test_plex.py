"""An administrator connects a Plex server in the pages, makes a library of it, and plays from it in the browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from medianest import routes
from tests.e2e.playing import EMAIL, PASSWORD, Household, Watching, until
from tests.e2e.server import running_server, secrets_in
from tests.fakes.plex_server import TOKEN, PlexServer
from tests.media import media


@pytest.fixture
def plex() -> Iterator[PlexServer]:
    server = PlexServer()
    films = server.section("movie", "Attic films")
    server.add(films, "movie", "The Far Film", file=media("film.mp4"), year=2001)
    yield server
    server.close()


@pytest.fixture
def household(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Household]:
    """A server of its own, with Ann and without libraries."""
    with running_server(tmp_path_factory.mktemp("plex") / "data") as server:
        server.command("user", "add", EMAIL, "--role", "admin", "--password-stdin", stdin=f"{PASSWORD}\n")
        yield Household(server)


@pytest.fixture
def page(chromium: Browser, household: Household) -> Iterator[Page]:
    context = household.browser_of_ann(chromium)
    yield context.new_page()
    context.close()


def test_a_plex_server_is_connected_browsed_and_played_and_its_token_seen_by_nobody(
    page: Page, plex: PlexServer, household: Household, tmp_path: Path
) -> None:
    seen: list[str] = []
    page.on("response", lambda answer: seen.append(f"{answer.url} {answer.headers}"))
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: seen.append(str(frame))))
    page.goto(routes.ADMIN_PROVIDERS)
    page.get_by_role("button", name="Connect a server").first.click()
    page.get_by_role("button", name="Plex").click()
    page.get_by_label("Address").fill(plex.url)
    page.get_by_label("Token").fill("wrong")
    page.get_by_role("button", name="Connect", exact=True).click()
    expect(page.get_by_text("does not accept this token")).to_be_visible()
    page.get_by_label("Token").fill(TOKEN)
    page.get_by_role("button", name="Connect", exact=True).click()
    expect(page.get_by_role("heading", name="Attic")).to_be_visible()
    page.get_by_role("button", name="Choose libraries").click()
    page.get_by_role("button", name="Make a library").click()
    expect(page.get_by_role("link", name="Open")).to_be_visible()
    page.screenshot(path=tmp_path / "sources.png")
    works = until(household.works, lambda found: "The Far Film" in found, 60)
    page.get_by_role("link", name="Open").click()
    expect(page.get_by_text("The Far Film").first).to_be_visible()
    watching = Watching(page).open(works["The Far Film"]["id"])
    first = watching.playing(60)
    later = watching.until(lambda now: now["frames"] > first["frames"] + 5 or now["ended"])
    assert later["frames"] > first["frames"]
    assert watching.colours() > 1
    assert any("range" in one.headers for one in plex.asked if one.path.startswith("/library/parts/"))
    assert TOKEN not in "".join(seen) + page.content()
    assert TOKEN not in household.server.log.read_text()
    assert secrets_in(household.server.log) == []
