"""Every format plays with picture and sound, whatever it takes: as it is, repacked or coded anew."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.e2e.playing import Household, Watching, furnish
from tests.e2e.server import running_server
from tests.media import media

# file: has a picture, has sound, what a Chromium without patented codecs in hardware must be given
FORMATS = {
    "film.mp4": (True, True, "direct"),
    "ac3.mkv": (True, True, None),
    "hevc.mkv": (True, True, None),
    "xvid.avi": (True, True, "transcode"),
    "late.ts": (True, True, "transcode"),
    "web.webm": (True, True, "direct"),
    "song.flac": (False, True, None),
    "song.m4a": (False, True, None),
    "h264.ts": (True, True, "remux"),
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

    def ids(self) -> dict[str, str]:
        """Works by the name of their file."""
        found = {}
        for kind in ("video", "track"):
            for card in self.household.works(type=kind).values():
                detail = self.household.rest.get(f"/media/{card['id']}").raise_for_status().json()
                found |= {source["file_name"]: card["id"] for source in detail["sources"]}
        return found


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


def _plays(cinema: Cinema, media_id: str, picture: bool, sound: bool) -> str:
    page = cinema.context.new_page()
    try:
        watching = Watching(page).open(media_id, "?from=start")
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
    given = _plays(cinema, cinema.ids()[name], picture, sound)
    assert method is None or given == method


def test_every_real_file_at_hand_plays(cinema: Cinema, shared_dir: Path | None) -> None:
    if shared_dir is None:
        pytest.skip("There is no folder of real media beside the project.")
    ids = cinema.ids()
    files = [
        path
        for path in sorted((shared_dir / "media").rglob("*"))
        if path.is_file() and path.suffix not in {".md", ".vtt"}
    ]
    missing = [path.name for path in files if path.stem not in REFUSED and path.name not in ids]
    assert missing == []
    faults = {}
    for path in files:
        if path.stem in REFUSED:
            continue
        detail = cinema.household.rest.get(f"/media/{ids[path.name]}").raise_for_status().json()
        kinds = {stream["kind"] for source in detail["sources"] for stream in source["streams"]}
        try:
            _plays(cinema, ids[path.name], "video" in kinds, "audio" in kinds)
        except AssertionError as fault:
            faults[path.name] = str(fault)
    assert faults == {}
