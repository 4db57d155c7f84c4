"""An administrator connects a Plex server in the pages, makes a library of it, and plays from it in the browser."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from medianest import routes
from tests.e2e.playing import EMAIL, FILM_SECONDS, PASSWORD, Household, Watching, ffmpeg, until
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
def disk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder beneath which the household's server may have libraries."""
    return tmp_path_factory.mktemp("films")


@pytest.fixture
def household(tmp_path_factory: pytest.TempPathFactory, disk: Path) -> Iterator[Household]:
    """A server of its own, with Ann and without libraries."""
    with running_server(tmp_path_factory.mktemp("plex") / "data", disk) as server:
        server.command("user", "add", EMAIL, "--role", "admin", "--password-stdin", stdin=f"{PASSWORD}\n")
        yield Household(server)


@pytest.fixture
def page(chromium: Browser, household: Household) -> Iterator[Page]:
    context = household.browser_of_ann(chromium)
    yield context.new_page()
    context.close()


@pytest.fixture
def on_disk_too(household: Household, plex: PlexServer, disk: Path) -> str:
    """The id of a film of a minute that lies on the disk and on the Plex server."""
    film = disk / "The Film in Two Places (2011)" / "The Film in Two Places (2011).mp4"
    film.parent.mkdir()
    noise = f"testsrc2=size=640x360:rate=24:duration={FILM_SECONDS},noise=alls=40:allf=t"
    coding = ("-c:v", "libx264", "-preset", "superfast", "-b:v", "2M", "-maxrate", "2M", "-bufsize", "2M", "-g", "48")
    sound = ("-f", "lavfi", "-i", f"sine=frequency=440:duration={FILM_SECONDS}")
    ffmpeg("-f", "lavfi", "-i", noise, *sound, *coding, "-pix_fmt", "yuv420p", "-movflags", "+faststart", str(film))
    film.with_suffix(".nfo").write_text(
        "<movie><title>The Film in Two Places</title><year>2011</year>"
        "<uniqueid type='imdb'>tt7654321</uniqueid></movie>"
    )
    (films,) = plex.sections.values()
    plex.add(films, "movie", "The Film in Two Places", file=film, guids=["imdb://tt7654321"], year=2011)
    household.server.command("library", "add", "Films", str(disk), "--type", "movies")
    household.server.command("scan", "--wait")
    admin = "/admin/providers"
    body = {"address": plex.url, "token": TOKEN}
    account = household.rest.post(f"{admin}/plex/accounts", json=body).raise_for_status().json()["id"]
    body = {"collection": str(films.key)}
    household.rest.post(f"{admin}/accounts/{account}/libraries", json=body).raise_for_status()
    works = until(household.works, lambda found: "The Far Film" in found, 60)
    return works["The Film in Two Places"]["id"]


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


def test_a_film_goes_on_from_the_disk_at_the_same_second_when_its_plex_server_dies(
    page: Page, plex: PlexServer, household: Household, on_disk_too: str
) -> None:
    sources = household.rest.get(f"/media/{on_disk_too}").raise_for_status().json()["sources"]
    far, near = (next(one["id"] for one in sources if one["provider"] == name) for name in ("plex", "local"))
    served: list[str] = []
    page.on("response", lambda answer: served.append(answer.url) if "/stream?" in answer.url else None)
    plex.trickle = 0.03  # about twice as fast as it is watched: the browser never has all of it
    watching = Watching(page).open(on_disk_too, f"?source={far}")
    watching.playing(60)
    watching.until(lambda now: now["time"] > 10, 60)
    assert not any(near in url for url in served)
    plex.close()
    seen: list[float] = []

    def from_the_disk(now: dict) -> bool:
        seen.append(now["time"])
        return any(near in url for url in served) and now["time"] > 10 and not now["paused"]

    watching.until(from_the_disk, 60)
    steps = [later - earlier for earlier, later in itertools.pairwise(at for at in seen if at > 0)]
    assert all(abs(step) < 2 for step in steps)
    watching.playing(30)
    rows = household.rest.get("/history").raise_for_status().json()["items"]
    assert [row["title"] for row in rows] == ["The Film in Two Places"]
