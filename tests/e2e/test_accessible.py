"""What people need who read with other tools than eyes and work with other tools than mice."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from medianest import routes
from tests.e2e.playing import Household, Watching
from tests.e2e.server import running_server

# What waits in a dialog that is closed waits for its opening.
_SETTLED = """() =>
  [...document.querySelectorAll('[aria-busy="true"], .skeleton')].every((one) => !one.checkVisibility())"""
# A tile's link covers the tile; the ring is drawn around its picture.
_RING = """() => {
  const focused = document.activeElement;
  const drawn = focused.matches(".card-link") ? focused.closest(".card").querySelector(".card-art") : focused;
  const style = getComputedStyle(drawn);
  return style.outlineStyle !== "none" && Number.parseFloat(style.outlineWidth) >= 2;
}"""


@pytest.fixture(params=["dark", "light"])
def theme(request: pytest.FixtureRequest, household: Household) -> Iterator[str]:
    before = household.rest.get("/settings").raise_for_status().json()["theme"]
    household.rest.patch("/settings", json={"theme": request.param}).raise_for_status()
    yield request.param
    household.rest.patch("/settings", json={"theme": before}).raise_for_status()


def pages(household: Household) -> list[str]:
    """Every page of somebody who is signed in, with something to show."""
    film = household.works(type="movie")["A Long Test"]["id"]
    (person, *_others) = household.rest.get(f"/media/{film}").json()["credits"]
    body = {"name": "Quiet evenings", "media_ids": [film]}
    playlist = household.rest.post("/playlists", json=body).raise_for_status().json()["id"]
    libraries = household.rest.get("/libraries").json()
    return [
        routes.HOME,
        routes.LIBRARIES,
        *(routes.library(library["id"]) for library in libraries.get("items", libraries)),
        routes.media(film),
        *(routes.media(household.works(type=kind)[title]["id"]) for kind, title in _OTHERS),
        routes.PERSON.replace("[person_id]", person["person_id"]),
        routes.GENRE.replace("[genre]", "Drama"),
        f"{routes.SEARCH}?q=wave",
        routes.PLAYLISTS,
        routes.PLAYLIST.replace("[playlist_id]", playlist),
        routes.HISTORY,
        routes.SETTINGS,
        routes.ADMIN_LIBRARIES,
        routes.ADMIN_SCANS,
        routes.ADMIN_USERS,
        routes.ADMIN_JOBS,
        routes.ADMIN_AUDIT,
        routes.ADMIN_SIGN_IN,
        routes.ADMIN_PROVIDERS,
        routes.ADMIN_WEBHOOKS,
        "/nowhere",
    ]


# Before anybody is signed in; whoever invites or forgets has a link, and the last two say that theirs is worth nothing.
_DOORS = (
    routes.LOGIN,
    f"{routes.LOGIN}?error=wrong_credentials",
    f"{routes.LOGIN}?step=code",
    f"{routes.LOGIN}?step=recovery",
    routes.FORGOTTEN,
    routes.REGISTER,
    routes.invitation("A" * 43),
    routes.NEW_PASSWORD.replace("[token]", "A" * 43),
)
_OTHERS = (("show", "The Show"), ("episode", "Episode 1"), ("album", "Waves"), ("artist", "The Oscillators"))


def faults(page: Page, path: str) -> list[str]:
    page.goto(path)
    expect(page.locator("h1").first).to_be_attached()
    page.wait_for_function(_SETTLED)
    found = Axe().run(page).response["violations"]
    return [f"{path}: {one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]


def test_axe_finds_nothing_on_any_page(household: Household, chromium: Browser, theme: str) -> None:
    context = household.browser_of_ann(chromium, color_scheme=theme, reduced_motion="reduce")
    page = context.new_page()
    found = [fault for path in pages(household) for fault in faults(page, path)]
    assert page.locator("html.dark").count() == (theme == "dark")
    context.clear_cookies()
    found += [fault for path in _DOORS for fault in faults(page, path)]
    context.close()
    assert not found, "\n".join(found)


def test_axe_finds_nothing_on_the_pages_that_set_a_server_up(
    chromium: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    found = []

    def look(path: str) -> None:
        for scheme in ("dark", "light"):
            page.emulate_media(color_scheme=scheme)
            found.extend(faults(page, path))

    with running_server(tmp_path_factory.mktemp("empty") / "data") as server:
        page = chromium.new_page(base_url=server.url, reduced_motion="reduce")
        look(routes.SETUP)
        fields = {"code": server.setup_code or "", "display_name": "Ann", "email": "ann@example.org"}
        for name, value in {**fields, "password": "four quiet lanterns"}.items():
            page.locator(f"[name={name}]").fill(value)
        page.get_by_role("button", name="Create the administrator").click()
        page.wait_for_url("**step=library**")
        look(f"{routes.SETUP}?step=library")
        page.close()
    assert not found, "\n".join(found)


def focus(page: Page, key: str, name: str) -> None:
    """Press ``key`` until what has the focus is called ``name``; every stop on the way shows that it has it."""
    stops = []
    for _press in range(60):
        page.keyboard.press(key)
        stops.append(page.evaluate("() => document.activeElement.ariaLabel ?? document.activeElement.innerText.trim()"))
        assert page.evaluate(_RING), f"no ring at {stops[-1]!r}"
        if stops[-1] == name:
            return
    raise AssertionError(f"{name!r} is not among {stops}")


def test_the_keyboard_alone_leads_from_home_to_a_film_and_back_with_a_ring_at_every_stop(
    household: Household, ann: BrowserContext
) -> None:
    film = household.works(type="movie")["A Long Test"]["id"]
    household.forget(film)
    page = ann.new_page()
    page.goto(routes.HOME)
    expect(page.get_by_role("navigation").get_by_role("link", name="Films")).to_be_visible()
    for name, heading in (("Films", "Films"), ("A Long Test", "A Long Test")):
        focus(page, "Tab", name)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1, name=heading)).to_be_focused()
    focus(page, "Tab", "Play")
    page.keyboard.press("Enter")
    Watching(page).playing()
    focus(page, "Tab", "Back")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{household.server.url}{routes.media(film)}")
    expect(page.get_by_role("heading", level=1, name="A Long Test")).to_be_visible()


def test_the_contents_of_the_settings_take_the_focus_along_and_lose_nothing_that_was_typed(
    ann: BrowserContext,
) -> None:
    page = ann.new_page()
    page.goto(routes.SETTINGS)
    expect(page.locator("#devices").get_by_role("button").first).to_be_visible()
    page.get_by_label("What is it for?").fill("backup")
    page.get_by_role("navigation", name="On this page").get_by_role("link", name="Devices").press("Enter")
    expect(page.locator("#devices")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#devices :focus")).to_be_in_viewport()
    expect(page.get_by_label("What is it for?")).to_have_value("backup")
