"""Watching and listening in a real browser: a household with something of each kind, and what its players show."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import httpx
import imageio_ffmpeg
from playwright.sync_api import Browser, BrowserContext, Page

from tests.e2e.server import Server
from tests.media import media

T = TypeVar("T")
EMAIL = "ann@example.org"
PASSWORD = "correct horse battery"
FILM_SECONDS = 60

# One element's own account of itself. `audio` is what Chromium has decoded of its sound, in bytes.
_LOOK = """(selector) => {
  const all = [...document.querySelectorAll(selector)];
  const element = all.find((each) => !each.paused) ?? all[0];
  if (!element) return null;
  const player = document.querySelector(".mn-player");
  return {
    time: element.currentTime, duration: element.duration, paused: element.paused, ended: element.ended,
    frames: element.getVideoPlaybackQuality?.().totalVideoFrames ?? 0, width: element.videoWidth ?? 0,
    audio: element.webkitAudioDecodedByteCount,
    phase: player?.dataset.phase ?? "", method: player?.dataset.method ?? "",
    showing: [...(element.textTracks ?? [])].filter((track) => track.mode === "showing").map((track) => track.language),
  };
}"""
# How many different colours a coarse picture of the current frame has: 1 is an empty one.
_COLOURS = """() => {
  const video = document.querySelector("video");
  const canvas = new OffscreenCanvas(32, 18);
  const pen = canvas.getContext("2d");
  pen.drawImage(video, 0, 0, 32, 18);
  const { data } = pen.getImageData(0, 0, 32, 18);
  const seen = new Set();
  for (let at = 0; at < data.length; at += 4) {
    seen.add(((data[at] >> 5) << 6) | ((data[at + 1] >> 5) << 3) | (data[at + 2] >> 5));
  }
  return seen.size;
}"""


def until(read: Callable[[], T], accept: Callable[[T], object] = bool, seconds: float = 20.0) -> T:
    """Ask until the answer is acceptable, and return it.

    Raises:
        AssertionError: it never was; says what the last answer was.
    """
    end = time.monotonic() + seconds
    while True:
        found = read()
        if accept(found):
            return found
        if time.monotonic() > end:
            raise AssertionError(f"still {found!r} after {seconds:g} s")
        time.sleep(0.1)


class _Bearer(httpx.Auth):
    """Signs in when there is no token, and again when it has run out: the tests together take longer than it lives."""

    requires_response_body = True

    def __init__(self, login: str) -> None:
        self._login = login
        self._token = "none"

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["authorization"] = f"Bearer {self._token}"
        answer = yield request
        if answer.status_code == 401:
            told = {"email": EMAIL, "password": PASSWORD, "device_name": "tests"}
            signed_in = yield httpx.Request("POST", self._login, json=told)
            self._token = signed_in.raise_for_status().json()["access_token"]
            request.headers["authorization"] = f"Bearer {self._token}"
            yield request


@dataclass
class Household:
    """A server with libraries in it, and Ann, who may do everything."""

    server: Server

    def __post_init__(self) -> None:
        url = f"{self.server.url}/api/v1"
        self.rest = httpx.Client(base_url=url, timeout=30, auth=_Bearer(f"{url}/auth/login"))

    def works(self, **wish: Any) -> dict[str, dict[str, Any]]:
        """Cards by title."""
        page = self.rest.get("/media", params={"limit": 200, **wish}).raise_for_status().json()
        return {card["title"]: card for card in page["items"]}

    def progress(self, media_id: str) -> dict[str, Any]:
        return self.rest.get(f"/media/{media_id}").raise_for_status().json()["card"]["progress"]

    def forget(self, media_id: str, duration: float = FILM_SECONDS) -> None:
        """As if it had not been watched so far: a new play that stands at the beginning."""
        body = {"position": 0, "duration": duration, "play_id": f"forget-{time.time_ns()}", "seq": 1, "event": "close"}
        self.rest.put(f"/media/{media_id}/progress", json=body).raise_for_status()

    def browser_of_ann(self, chromium: Browser, **options: Any) -> BrowserContext:
        """A browser in which Ann is signed in."""
        context = chromium.new_context(base_url=self.server.url, viewport={"width": 1280, "height": 800}, **options)
        context.set_default_timeout(20_000)
        form = {"email": EMAIL, "password": PASSWORD, "next": "/"}
        context.request.post("/api/session/sign-in", form=form, headers={"origin": self.server.url})
        return context


@dataclass
class Watching:
    """A tab on the watch page."""

    page: Page

    def open(self, media_id: str, query: str = "") -> Watching:
        self.page.goto(f"/watch/{media_id}{query}")
        return self

    def look(self) -> dict[str, Any]:
        return self.page.evaluate(_LOOK, "video") or {"time": 0, "frames": 0, "audio": 0, "phase": "", "paused": True}

    def until(self, accept: Callable[[dict[str, Any]], object], seconds: float = 20.0) -> dict[str, Any]:
        return until(self.look, accept, seconds)

    def playing(self, seconds: float = 20.0) -> dict[str, Any]:
        """Wait until time runs on, and with it what is decoded; returns the first look of the two."""
        first = self.until(lambda now: now["phase"] == "error" or (now["time"] > 0.2 and not now["paused"]), seconds)
        assert first["phase"] != "error", self.page.locator(".mn-error").inner_text()
        self.until(lambda now: now["time"] > first["time"] + 0.5 or now["ended"], seconds)
        return first

    def colours(self) -> int:
        return self.page.evaluate(_COLOURS)


def listening(page: Page) -> dict[str, Any]:
    """What the music bar's element says."""
    return page.evaluate(_LOOK, "aside audio") or {"time": 0, "audio": 0, "paused": True}


def furnish(server: Server, root: Path) -> Household:
    """Put libraries of each kind on a fresh server and scan them."""
    _films(root / "films")
    _show(root / "shows" / "The Show" / "Season 01")
    _album(root / "music" / "The Oscillators" / "Waves")
    server.command("user", "add", EMAIL, "--role", "admin", "--password-stdin", stdin=f"{PASSWORD}\n")
    for name, kind in {"films": "movies", "shows": "shows", "music": "music"}.items():
        server.command("library", "add", name.title(), str(root / name), "--type", kind)
    server.command("scan", "--wait")
    return Household(server)


def _films(folder: Path) -> None:
    film = folder / "A Long Test (2020)" / "A Long Test (2020).mp4"
    film.parent.mkdir(parents=True)
    picture = f"testsrc2=size=320x180:rate=24:duration={FILM_SECONDS}"
    sound = f"sine=frequency=440:duration={FILM_SECONDS}"
    coding = ["-c:v", "libx264", "-preset", "superfast", "-pix_fmt", "yuv420p", "-g", "48", "-c:a", "aac"]
    ffmpeg("-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", sound, *coding, str(film))
    film.with_suffix(".en.srt").write_text("1\n00:00:00,500 --> 00:00:59,000\nA line to read\n")
    film.with_suffix(".nfo").write_text(
        "<movie><title>A Long Test</title><year>2020</year><genre>Drama</genre>"
        "<actor><name>Ines Roth</name><role>The lead</role></actor></movie>"
    )
    tracks = folder / "Two Tongues (2021)" / "Two Tongues (2021).mkv"
    tracks.parent.mkdir(parents=True)
    shutil.copy(media("tracks.mkv"), tracks)
    large = folder / "Wide (2022)" / "Wide (2022).mp4"
    large.parent.mkdir(parents=True)
    shutil.copy(media("large.mp4"), large)


def _show(folder: Path) -> None:
    folder.mkdir(parents=True)
    for number, name in ((1, "film.mp4"), (2, "wide.mp4")):
        shutil.copy(media(name), folder / f"The Show - S01E0{number}.mp4")
    other = folder.parent.parent / "Two Parts" / "Season 01"
    other.mkdir(parents=True)
    for number in (3, 4):  # titles of their own, for who looks works up by their titles
        shutil.copy(media("opening.mkv"), other / f"Two Parts - S01E0{number}.mkv")


def _album(folder: Path) -> None:
    folder.mkdir(parents=True)
    for number in (1, 2, 3):
        tags = {"title": f"Wave {number}", "artist": "The Oscillators", "album": "Waves", "track": str(number)}
        said = [part for key, value in tags.items() for part in ("-metadata", f"{key}={value}")]
        ffmpeg("-i", str(media("song.flac")), "-t", "12", "-c:a", "flac", *said, str(folder / f"{number:02}.flac"))


def ffmpeg(*arguments: str) -> None:
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-loglevel", "error", "-y", *arguments]
    subprocess.run(command, check=True, timeout=120)
