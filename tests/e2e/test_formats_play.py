"""Every format plays with picture and sound, whatever it takes: as it is, repacked or coded anew."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.conftest import PROJECT_ROOT
from tests.e2e.playing import Household, Watching, furnish
from tests.e2e.server import running_server
from tests.media import media

# file: has a picture, has sound, what a Chromium without patented codecs in hardware must be given
FORMATS = {
    "film.mp4": (True, True, "direct"),
    "ac3.mkv": (True, True, None),
    "hevc.mkv": (True, True, None),
    "xvid.avi": (True, True, "transcode"),
    "film.wmv": (True, True, "transcode"),
    "late.ts": (True, True, "transcode"),
    "web.webm": (True, True, "direct"),
    "song.flac": (False, True, None),
    "song.m4a": (False, True, None),
    "h264.ts": (True, True, None),
    "rotated.mp4": (True, True, None),
    "silent.mp4": (True, False, "direct"),
    "song.wma": (False, True, None),
    "song.opus": (False, True, None),
}
REFUSED = {"zero_bytes", "random_noise", "truncated_no_moov"}
KINDS = {"videos": ("video", "derived"), "music": ("audio", "derived")}


@dataclass
class Cinema:
    household: Household
    context: BrowserContext

    @cached_property
    def addresses(self) -> dict[str, str]:
        """Where each file plays, by its name: two files may be one work."""
        found = {}
        for kind in ("video", "track"):
            page = self.household.rest.get("/media", params={"limit": 200, "type": kind}).raise_for_status().json()
            for card in page["items"]:
                for source in self.sources(card["id"]):
                    found[source["file_name"]] = f"{card['id']}?from=start&source={source['id']}"
        return found

    def sources(self, media_id: str) -> list[dict[str, Any]]:
        return self.household.rest.get(f"/media/{media_id}").raise_for_status().json()["sources"]


@pytest.fixture(scope="module")
def cinema(tmp_path_factory: pytest.TempPathFactory, chromium: Browser, shared_dir: Path | None) -> Iterator[Cinema]:
    root = tmp_path_factory.mktemp("formats")
    for name in FORMATS:
        picture = FORMATS[name][0]
        folder = root / ("clips" if picture else "sounds")
        folder.mkdir(exist_ok=True)
        shutil.copy(media(name), folder / name)
    roots = [root, *([shared_dir / "media"] if shared_dir else [])]
    with running_server(tmp_path_factory.mktemp("cinema") / "data", *roots) as server:
        household = furnish(server, root / "household")
        server.command("library", "add", "Clips", str(root / "clips"), "--type", "videos")
        server.command("library", "add", "Sounds", str(root / "sounds"), "--type", "music")
        if shared_dir:
            for kind, folders in KINDS.items():
                for folder in folders:
                    where = str(shared_dir / "media" / folder)
                    server.command("library", "add", f"Shared {folder} {kind}", where, "--type", kind)
        server.command("scan", "--wait")
        context = household.browser_of_ann(chromium)
        yield Cinema(household, context)
        context.close()


def _plays(cinema: Cinema, address: str, picture: bool, sound: bool) -> str:
    page = cinema.context.new_page()
    try:
        watching = Watching(page).open(address)
        first = watching.playing(40)
        if picture:
            later = watching.until(lambda now: now["frames"] > max(first["frames"], 1) or now["ended"], 30)
            assert later["width"] > 0
            assert later["frames"] > 1
        if sound:
            watching.until(lambda now: now["audio"] > 0, 30)
        return watching.look()["method"]
    finally:
        page.close()


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_of_each_format_plays(cinema: Cinema, name: str) -> None:
    picture, sound, method = FORMATS[name]
    given = _plays(cinema, cinema.addresses[name], picture, sound)
    assert method is None or given == method


def _real_files() -> list[Path]:
    media = PROJECT_ROOT.parent / "shared" / "media"
    files = (path for path in sorted(media.rglob("*")) if path.is_file())
    return [path for path in files if path.suffix not in {".md", ".vtt"} and path.stem not in REFUSED]


REAL = _real_files()
needs_real_files = pytest.mark.skipif(not REAL, reason="there is no folder of real media beside the project")


@needs_real_files
def test_every_real_file_at_hand_is_found(cinema: Cinema) -> None:
    addresses = cinema.addresses
    assert [path.name for path in REAL if path.name not in addresses] == []


@needs_real_files
@pytest.mark.parametrize("path", REAL or [Path("none")], ids=lambda path: path.name)
def test_a_real_file_plays(cinema: Cinema, path: Path) -> None:
    address = cinema.addresses[path.name]
    media_id, _, source_id = address.partition("?from=start&source=")
    streams = next(each["streams"] for each in cinema.sources(media_id) if each["id"] == source_id)
    kinds = {stream["kind"] for stream in streams}
    _plays(cinema, address, "video" in kinds, "audio" in kinds)
