"""The picture goes on, whoever dies behind it."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator

import imageio_ffmpeg
import psutil
import pytest
from playwright.sync_api import Browser

from tests.e2e.playing import EMAIL, PASSWORD, Household, Watching, until
from tests.e2e.server import Server, running_server


@pytest.fixture(scope="module")
def cinema(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Household]:
    """A server with one film that every browser must have converted."""
    root = tmp_path_factory.mktemp("converted")
    film = root / "Old Format (1999)" / "Old Format (1999).avi"
    film.parent.mkdir()
    inputs = "-f lavfi -i testsrc2=size=854x480:rate=24:duration=90 -f lavfi -i sine=frequency=440:duration=90"
    coding = "-c:v mpeg4 -q:v 5 -g 48 -c:a libmp3lame"
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-loglevel", "error", *inputs.split(), *coding.split()]
    subprocess.run([*command, str(film)], check=True, timeout=120)
    with running_server(tmp_path_factory.mktemp("server") / "data", root) as server:
        server.command("user", "add", EMAIL, "--role", "admin", "--password-stdin", stdin=f"{PASSWORD}\n")
        server.command("library", "add", "Films", str(root), "--type", "movies")
        server.command("scan", "--wait")
        yield Household(server)


@pytest.fixture
def watching(chromium: Browser, cinema: Household) -> Iterator[Watching]:
    film = cinema.works(type="movie")["Old Format"]["id"]
    cinema.forget(film, 90)
    context = cinema.browser_of_ann(chromium)
    tab = Watching(context.new_page()).open(film)
    tab.playing(40)
    assert tab.look()["method"] == "transcode"
    yield tab
    context.close()


def processes(server: Server, word: str) -> list[psutil.Process]:
    """Those beneath the server whose command has this word."""
    found = []
    for process in server.family():
        try:
            if word in process.cmdline():
                found.append(process)
        except psutil.NoSuchProcess:
            continue
    return found


def goes_on(watching: Watching, seconds: float) -> None:
    """Frames come and time runs for so long from here, without an error."""
    first = watching.look()
    last = watching.until(lambda now: now["phase"] == "error" or now["time"] > first["time"] + seconds, 60)
    assert last["phase"] != "error"
    assert last["frames"] > first["frames"]
    assert last["time"] < first["time"] + seconds + 5


def test_the_process_that_converts_is_killed(cinema: Household, watching: Watching) -> None:
    # Somewhere nobody has been, so that what is shown next is yet to be made.
    watching.page.keyboard.press("5")
    watching.until(lambda now: now["time"] > 44 and not now["paused"], 40)
    for process in until(lambda: processes(cinema.server, "-hls_time"), seconds=20):
        process.send_signal(signal.SIGKILL)
    goes_on(watching, 12)


def test_each_web_worker_is_killed_in_turn(cinema: Household, watching: Watching) -> None:
    parents = processes(cinema.server, "medianest.webserver")
    (head,) = [one for one in parents if one.parent() not in parents]
    workers = [child for child in head.children() if child in parents]
    assert len(workers) == 2
    for worker in workers:
        worker.send_signal(signal.SIGKILL)
        until(lambda: sum(child.is_running() for child in head.children() if child not in workers[:1]) >= 2, seconds=60)
        goes_on(watching, 6)


# Keeps what the element's clock says beside the page's own, twenty times a second.
_CLOCK = """() => {
  const video = document.querySelector("video");
  window.clocks = [];
  setInterval(() => window.clocks.push([performance.now() / 1000, video.currentTime, video.videoWidth]), 50);
}"""


def test_a_change_of_quality_is_seen_and_does_not_stop_the_clock(watching: Watching) -> None:
    page = watching.page
    watching.until(lambda now: now["width"] == 854)
    page.evaluate(_CLOCK)
    page.keyboard.press("Shift")  # the controls come back
    page.mouse.move(400, 400)
    page.get_by_role("button", name="Settings").click()
    page.get_by_role("menuitemradio", name="360p").click()
    watching.until(lambda now: now["width"] == 640, 60)
    goes_on(watching, 2)
    clocks = page.evaluate("window.clocks")
    lost = [(later[0] - clocks[0][0]) - (later[1] - clocks[0][1]) for later in clocks]
    assert max(lost) - min(lost) < 0.1
    assert {width for *_, width in clocks} == {854, 640}
