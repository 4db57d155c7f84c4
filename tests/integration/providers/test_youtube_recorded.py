"""Recorded answers of the real service, where there are some beside the project, go through the parsers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from medianest.providers.youtube import parse
from medianest.providers.youtube.errors import judged

# What is no answer that is ever asked for, by the beginning of its name.
REFUSED = {
    "index.json": "the list of the recordings",
    "rec_google_token": "an answer of Google's sign-in, not of YouTube",
    "pyyt_video_category_by_region": "categories are not asked for",
    "pyyt_subscriptions": "subscriptions are not asked for",
    "rec_subscriptions": "subscriptions are not asked for",
    "pyyt_info": "a channel in a shape of another time, without a list around it",
}
_READERS = {
    "youtube#videoListResponse": parse.video,
    "youtube#searchListResponse": parse.found,
    "youtube#SearchListResponse": parse.found,
    "youtube#playlistItemListResponse": parse.playlist_entry,
    "youtube#playlistListResponse": parse.playlist,
    "youtube#channelListResponse": parse.channel,
    "youtube#i18nRegionListResponse": lambda entry: entry.get("id"),
}


def _refused(name: str) -> bool:
    return any(name.startswith(each) for each in REFUSED)


def test_every_recorded_answer_is_understood(shared_dir: Path | None):
    folder = shared_dir / "contracts" / "youtube" / "public" if shared_dir else None
    if folder is None or not folder.is_dir():
        pytest.skip("there are no recordings beside the project")
    read = 0
    for path in sorted(folder.glob("*.json")):
        if _refused(path.name):
            continue
        content = path.read_bytes()
        answer = json.loads(content)
        if "error" in answer:
            judged(answer["error"]["code"], content)
            read += 1
            continue
        lines = list(parse.entries(answer))
        reader = _READERS.get(answer.get("kind") or "") or _by_name(path.name)
        assert reader, path.name
        for line in lines:
            wanted = reader is not parse.found or (line.get("id") or {}).get("kind", "youtube#video") == "youtube#video"
            assert bool(reader(line)) == wanted, f"{path.name}: {line}"
        read += 1
    assert read > 30


def _by_name(name: str):
    """A partial answer does not say what it is of."""
    kinds = {"search": parse.found, "playlistItems": parse.playlist_entry, "playlist_items": parse.playlist_entry}
    return next((reader for kind, reader in kinds.items() if kind in name), None)
