"""From an empty machine to a film that goes on where it was left, and through every way of being killed."""

from __future__ import annotations

import shutil
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from medianest import routes
from tests.e2e.playing import EMAIL, PASSWORD, Household, Watching, until
from tests.e2e.server import Server, start_server
from tests.media import media

DEMO_SECONDS = 600.0  # about 40 on two idle cores; a machine that builds and tests at once is slower
FILM = "The Night Train to Vesper"
SECONDS = 18.0


class Machine:
    """A server that tests kill and start again on the same folder, and whoever sits before it."""

    def __init__(self, folder: Path) -> None:
        self.data_dir = folder / "data"
        self.root = folder / "media"
        self.root.mkdir()
        self.server: Server = self.start()

    def start(self) -> Server:
        self.server = start_server(self.data_dir, self.root)
        return self.server

    def household(self) -> Household:
        return Household(self.server)


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    made = Machine(tmp_path_factory.mktemp("first-run"))
    yield made
    if made.server.process.poll() is None:
        made.server.stop()


@pytest.fixture(scope="module")
def newcomer(machine: Machine, chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(base_url=machine.server.url, viewport={"width": 1280, "height": 800}, locale="en-GB")
    context.set_default_timeout(30_000)
    yield context
    context.close()


def jobs(client: httpx.Client) -> list[dict[str, Any]]:
    return client.get("/admin/jobs").raise_for_status().json()["items"]


def all_done(found: list[dict[str, Any]]) -> bool:
    """The demo is made and its three libraries are scanned."""
    assert not [job for job in found if job["state"] == "failed"], found
    scans = [job for job in found if job["kind"] == "scan" and job["state"] == "done"]
    return len({job["library_id"] for job in scans}) >= 3 and all(job["state"] == "done" for job in found)


def test_the_printed_code_makes_the_administrator(machine: Machine, newcomer: BrowserContext) -> None:
    page = newcomer.new_page()
    page.goto(routes.HOME)
    page.wait_for_url("**/setup**")
    page.get_by_label("Code").fill("AAAA-AAAA")
    _fill(page)
    page.get_by_role("button", name="Create the administrator").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert machine.server.setup_code
    page.get_by_label("Code").fill(machine.server.setup_code)
    _fill(page)
    page.get_by_role("button", name="Create the administrator").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("library")
    page.close()


def _fill(page: Page) -> None:
    page.get_by_label("Name", exact=True).fill("Ann")
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)


@pytest.mark.timeout(DEMO_SECONDS + 120)
def test_a_demo_library_is_made_on_the_spot(machine: Machine, newcomer: BrowserContext) -> None:
    page = newcomer.new_page()
    page.goto(f"{routes.SETUP}?step=library")
    page.get_by_role("button", name="Make a demo library").click()
    household = machine.household()
    until(lambda: jobs(household.rest), all_done, DEMO_SECONDS)
    assert len(household.works(type="movie")) == 10
    assert len(household.works(type="episode")) == 6
    assert len(household.works(type="track")) == 7
    page.goto(routes.HOME)
    expect(page.get_by_text(FILM).first).to_be_visible()
    page.close()


def test_search_finds_it_in_spite_of_a_slip(newcomer: BrowserContext) -> None:
    page = newcomer.new_page()
    page.goto(routes.HOME)
    box = page.get_by_role("combobox", name="Search your library")
    box.fill("nigth tra")
    page.get_by_role("option").filter(has_text=FILM).first.click()
    page.wait_for_url("**/media/*")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Night Train")
    page.close()


def film_of(machine: Machine) -> tuple[Household, str]:
    household = machine.household()
    return household, household.works(type="movie")[FILM]["id"]


def test_it_plays_seeks_and_goes_on_at_the_same_second_after_closing(
    machine: Machine, newcomer: BrowserContext
) -> None:
    household, film = film_of(machine)
    watching = Watching(newcomer.new_page()).open(film)
    first = watching.playing(60)
    later = watching.until(lambda now: now["time"] > first["time"] + 1)
    assert later["frames"] > first["frames"]
    assert later["audio"] > 0
    assert watching.colours() > 3
    watching.page.keyboard.press("5")
    left = watching.until(lambda now: now["time"] > SECONDS / 2 + 1 and not now["paused"])
    watching.page.close(run_before_unload=False)

    kept = until(lambda: household.progress(film)["position"], lambda position: position > SECONDS / 2)
    again = Watching(newcomer.new_page()).open(film)
    again.page.get_by_role("button", name="Resume at").click()
    back = again.playing(60)
    assert abs(back["time"] - kept) < 2
    assert abs(kept - left["time"]) < 2
    again.page.close()


def test_seen_to_the_end_it_is_watched(machine: Machine, newcomer: BrowserContext) -> None:
    household, film = film_of(machine)
    watching = Watching(newcomer.new_page()).open(film, "?t=15")
    watching.playing(60)
    until(lambda: household.progress(film)["watched"], seconds=30)
    watching.page.close()


def test_killing_everything_in_mid_play_loses_at_most_ten_seconds(machine: Machine, newcomer: BrowserContext) -> None:
    household, film = film_of(machine)
    household.forget(film, SECONDS)
    url = machine.server.url
    watching = Watching(newcomer.new_page()).open(film, "?from=start")
    watching.playing(60)
    seen = watching.until(lambda now: now["time"] > 12, 40)["time"]
    machine.server.kill_everything()
    watching.page.close(run_before_unload=False)

    machine.server = start_server(machine.data_dir, machine.root, port=int(url.rsplit(":", 1)[1]))
    household = machine.household()
    assert seen - household.progress(film)["position"] <= 10
    assert len(household.works(type="movie")) == 10


MANY = 400


@pytest.fixture(scope="module")
def clips(machine: Machine) -> Path:
    """Many small videos, each with bytes of its own."""
    folder = machine.root / "clips"
    folder.mkdir()
    for number in range(MANY):
        clip = folder / f"Clip {number:03}.mp4"
        shutil.copy(media("silent.mp4"), clip)
        with clip.open("ab") as file:
            file.write(struct.pack(">I4sI", 12, b"free", number))
    return folder


def test_killing_the_worker_in_mid_scan_ends_with_the_whole_library(machine: Machine, clips: Path) -> None:
    household = machine.household()
    worker = next(process for process in machine.server.family() if process.cmdline()[1:3] == ["-m", "medianest.jobs"])
    made = household.rest.post("/admin/libraries", json={"name": "Clips", "path": str(clips), "type": "videos"})
    library = made.raise_for_status().json()["id"]

    first = next(job["id"] for job in jobs(household.rest) if job["library_id"] == library and job["kind"] == "scan")

    def scan() -> dict[str, Any]:
        return household.rest.get(f"/admin/jobs/{first}").raise_for_status().json()

    until(scan, lambda job: job["state"] == "running", 60)
    worker.kill()
    psutil.wait_procs([worker], timeout=10)
    assert until(scan, lambda job: job["state"] == "done", 180)["attempts"] > 1
    found = household.rest.get("/media", params={"library": library, "limit": 1, "total": True}).json()
    assert found["total"] == MANY
    titles = household.works(library=library, limit=200)
    assert len(titles) == 200
    library_page = household.rest.get(f"/admin/libraries/{library}").raise_for_status().json()
    assert (library_page["item_count"], library_page["issue_count"], library_page["missing_count"]) == (MANY, 0, 0)
