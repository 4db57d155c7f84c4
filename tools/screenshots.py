"""Take the pictures of the documentation again: every page, at two widths and in both themes.

``python -m tools.screenshots [NAME...]`` starts a server of its own, makes the demo library and writes small WebP files
into ``docs/images``. Names narrow it to some pages; without any, pictures of pages that are no more are taken away.
"""

from __future__ import annotations

import io
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from medianest import routes
from tests.browser import ARGUMENTS, find_or_fetch
from tests.e2e.server import Server, running_server

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
WIDTHS = {"1440": (1440, 900), "390": (390, 844)}
THEMES = ("dark", "light")
QUALITY = 70
EMAIL, NAME, PASSWORD = "robin@example.org", "Robin", "seven quiet lanterns"

# No skeleton to be seen (a closed dialog's waits for its opening), and every picture in sight is there. (Those below
# are fetched when they come near.)
_SETTLED = """() =>
  [...document.querySelectorAll('[aria-busy="true"], .skeleton')].every(one => !one.checkVisibility())
  && [...document.images].every(image => image.complete || image.getBoundingClientRect().top > innerHeight)"""


@dataclass(frozen=True)
class Shot:
    name: str
    path: str
    signed_in: bool = True


class Household:
    """A signed-in person over REST, who has watched and listed something."""

    def __init__(self, server: Server) -> None:
        self._client = httpx.Client(base_url=server.url, timeout=60)
        asked = {"email": EMAIL, "password": PASSWORD, "device_name": "screenshots"}
        answer = self._client.post(f"{routes.API}/auth/login", json=asked).raise_for_status()
        self._client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        self.ids: dict[str, str] = {}
        for kind in ("movie", "show", "episode", "album", "artist", "track"):
            items = self._get("/media", type=kind, limit=200)["items"]
            self.ids |= {f"{kind}:{item['title']}": item["id"] for item in items}

    def _get(self, path: str, **query: object) -> dict:
        return self._client.get(routes.API + path, params=query).raise_for_status().json()

    def libraries(self) -> dict[str, str]:
        answer = self._client.get(f"{routes.API}/libraries").raise_for_status().json()
        return {library["type"]: library["id"] for library in answer.get("items", answer)}

    def live(self) -> None:
        """Leave traces: two films half watched, one seen, an episode seen, a playlist."""
        for title, position, duration in (
            ("movie:Aurora Lake", 9, 18),
            ("movie:Postcards from Saturn", 5, 16),
            ("movie:Slow Fire", 12.9, 13),
            ("episode:Sunrise", 9.9, 10),
        ):
            body = {"position": position, "duration": duration, "event": "pause"}
            self._client.put(f"{routes.API}/media/{self.ids[title]}/progress", json=body).raise_for_status()

    def playlist(self) -> str:
        wanted = ("movie:Snow Before Morning", "movie:Aurora Lake", "movie:Slow Fire", "track:Octave", "episode:Fog")
        body = {"name": "Quiet evenings", "description": "Nothing louder than snow."}
        body |= {"media_ids": [self.ids[title] for title in wanted]}
        return self._client.post(f"{routes.API}/playlists", json=body).raise_for_status().json()["id"]

    def until_drawn(self) -> None:
        """Wait for the jobs that make the pictures of what was found."""
        while any(job["state"] in ("queued", "running") for job in self._get("/admin/jobs")["items"]):
            time.sleep(0.5)

    def person(self, title: str) -> str:
        return self._get(f"/media/{self.ids[title]}")["credits"][0]["person_id"]

    def theme(self, name: str) -> None:
        self._client.patch(f"{routes.API}/settings", json={"theme": name}).raise_for_status()


def shots(home: Household) -> list[Shot]:
    libraries, playlist = home.libraries(), home.playlist()
    ids = home.ids
    return [
        Shot("home", routes.HOME),
        Shot("libraries", routes.LIBRARIES),
        Shot("movies", routes.library(libraries["movies"])),
        Shot("shows", routes.library(libraries["shows"])),
        Shot("music", routes.library(libraries["music"])),
        Shot("film", routes.media(ids["movie:The Night Train to Vesper"])),
        Shot("show", routes.media(ids["show:Small Weather"])),
        Shot("episode", routes.media(ids["episode:First Frost"])),
        Shot("album", routes.media(ids["album:Harmonics"])),
        Shot("artist", routes.media(ids["artist:The Sine Family"])),
        Shot("watch", routes.watch(ids["movie:The Country of Dunes"]) + "?from=start"),
        Shot("search", f"{routes.SEARCH}?q=snow"),
        Shot("person", routes.PERSON.replace("[person_id]", home.person("movie:Aurora Lake"))),
        Shot("genre", routes.GENRE.replace("[genre]", "Mystery")),
        Shot("playlists", routes.PLAYLISTS),
        Shot("playlist", routes.PLAYLIST.replace("[playlist_id]", playlist)),
        Shot("history", routes.HISTORY),
        Shot("settings", routes.SETTINGS),
        Shot("admin-libraries", routes.ADMIN_LIBRARIES),
        Shot("admin-scans", routes.ADMIN_SCANS),
        Shot("admin-providers", routes.ADMIN_PROVIDERS),
        Shot("admin-webhooks", routes.ADMIN_WEBHOOKS),
        Shot("admin-sign-in", routes.ADMIN_SIGN_IN),
        Shot("admin-users", routes.ADMIN_USERS),
        Shot("admin-jobs", routes.ADMIN_JOBS),
        Shot("admin-audit", routes.ADMIN_AUDIT),
        Shot("login", routes.LOGIN, signed_in=False),
        Shot("not-found", "/nowhere"),
    ]


@contextmanager
def window(browser: Browser, server: Server, width: str, theme: str, *, signed_in: bool) -> Iterator[Page]:
    size = WIDTHS[width]
    context = browser.new_context(
        base_url=server.url,
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if theme == "dark" else "light",
        reduced_motion="reduce",
        locale="en-GB",
        timezone_id="UTC",
    )
    page = context.new_page()
    if signed_in:
        form = {"email": EMAIL, "password": PASSWORD}
        context.request.post(routes.SESSION_SIGN_IN, form=form, headers={"Origin": server.url})
    yield page
    context.close()


def settle(page: Page, shot: Shot) -> None:
    """Wait until the page shows what it will show."""
    page.wait_for_load_state("networkidle", timeout=20_000)
    if shot.name == "watch":
        page.wait_for_function("() => (document.querySelector('video')?.currentTime ?? 0) > 6", timeout=60_000)
        page.evaluate("() => document.querySelector('video').pause()")
        page.mouse.move(300, 300)  # shows the controls
    page.wait_for_function(_SETTLED, timeout=20_000)
    page.wait_for_timeout(400)  # the last picture fades in


def take(page: Page, shot: Shot, width: str, theme: str) -> int:
    page.goto(shot.path)
    settle(page, shot)
    picture = Image.open(io.BytesIO(page.screenshot()))
    target = IMAGES / f"{shot.name}-{width}-{theme}.webp"
    picture.convert("RGB").save(target, "WEBP", quality=QUALITY, method=6)
    return target.stat().st_size


def setup_page(browser: Browser, server: Server) -> None:
    """The first page of all, while nobody is there."""
    for width in WIDTHS:
        for theme in THEMES:
            with window(browser, server, width, theme, signed_in=False) as page:
                take(page, Shot("setup", routes.SETUP, signed_in=False), width, theme)


def tidy(todo: list[Shot]) -> None:
    """Take away the pictures of pages that are no more."""
    names = {shot.name for shot in todo} | {"setup"}
    kept = {f"{name}-{width}-{theme}.webp" for name in names for width in WIDTHS for theme in THEMES}
    for picture in IMAGES.glob("*.webp"):
        if picture.name not in kept:
            picture.unlink()


def main(wanted: list[str]) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server ends with us, however we are ended
    IMAGES.mkdir(parents=True, exist_ok=True)
    failed = []
    with (
        tempfile.TemporaryDirectory(prefix="medianest-shots-") as folder,
        running_server(Path(folder) / "data") as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=find_or_fetch(), args=list(ARGUMENTS))
        if not wanted or "setup" in wanted:
            setup_page(browser, server)
        stdin = PASSWORD + "\n"
        server.command("user", "add", EMAIL, "--name", NAME, "--role", "admin", "--password-stdin", stdin=stdin)
        print(server.command("demo"))
        home = Household(server)
        home.until_drawn()
        home.live()
        todo = [shot for shot in shots(home) if not wanted or shot.name in wanted]
        if not wanted:
            tidy(todo)
        for theme in THEMES:
            home.theme(theme)
            for width in WIDTHS:
                for signed_in in (True, False):
                    with window(browser, server, width, theme, signed_in=signed_in) as page:
                        for shot in (shot for shot in todo if shot.signed_in == signed_in):
                            try:
                                print(
                                    f"{shot.name:18}{width:8}{theme:6}{take(page, shot, width, theme) / 1024:6.0f} kB"
                                )
                            except Exception as problem:  # noqa: BLE001 - one page that does not settle hides no other
                                failed.append(f"{shot.name} {width} {theme}: {str(problem).splitlines()[0]}")
        browser.close()
    print(*failed, sep="\n")
    print(f"{sum(path.stat().st_size for path in IMAGES.glob('*.webp')) / 1e6:.1f} MB in {IMAGES}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
