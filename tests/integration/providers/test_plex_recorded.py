"""Answers that were recorded from real servers: each is understood, or refused for a reason that is written here.

They lie beside the project and are not part of it; without them there is nothing to try.
"""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import ParseError

import pytest
from defusedxml.ElementTree import fromstring
from pydantic import TypeAdapter

from medianest.providers.base import RemoteItem
from medianest.providers.plex.client import PlexServer as Client
from medianest.providers.plex.client import session
from medianest.providers.plex.items import holder_keys, key_of, remote_items, work_of
from medianest.providers.plex.sections import PLAYABLE, sections_of
from tests.fakes.plex_server import TOKEN, PlexServer

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "contracts" / "plex" / "public"
RECORDED = sorted(path for path in FOLDER.rglob("*.*") if path.is_file()) if FOLDER.is_dir() else []
ITEMS = TypeAdapter(list[RemoteItem])
JSON = "JSON: servers are asked for XML"
# How many things in an answer are works, where it is an answer about works.
WORKS = {
    "ha_library_movies_all.xml": 5,
    "ha_media_1_flattened.xml": 1,
    "par_metadata_108.xml": 1,
    "par_metadata_1036.xml": 1,
    "par_metadata_13194.xml": 1,
    "par_tv_library.xml": 2,
    "par_tv_seasons.xml": 2,
    "par_music_library.xml": 2,
}


def refusal(path: Path) -> str:
    """Why an answer is none that is read here; empty when it is."""
    if path.suffix == ".json":
        return JSON
    try:
        fromstring(path.read_bytes())
    except ParseError as problem:
        return f"no XML: {problem}"
    return ""


@pytest.fixture
def client(plex: PlexServer) -> Client:
    return Client(plex.url, TOKEN, session=session())


@pytest.mark.skipif(not RECORDED, reason="the recorded answers are not here")
@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.name)
def test_every_recorded_answer_is_understood_without_asking_again(path, client, plex):
    if reason := refusal(path):
        assert reason == JSON, reason
        return
    before = len(plex.asked)
    data = fromstring(path.read_bytes())
    works, items = [], []
    for one in client.findItems(data):
        if one.TYPE in (*PLAYABLE, "show", "season", "artist", "album"):
            works.append(work_of(one))
            assert key_of(one) is None or key_of(one).isdecimal()
        if one.TYPE in PLAYABLE:
            assert all(key.isdecimal() for key in holder_keys(one))
            items += remote_items(one, {}, "machine")
    assert ITEMS.validate_json(ITEMS.dump_json(items)) == items
    assert all(section.key.isdecimal() for section in sections_of(data))
    assert len([one for one in works if one is not None]) == WORKS.get(path.name, len(works))
    assert len(plex.asked) == before


@pytest.mark.skipif(not RECORDED, reason="the recorded answers are not here")
def test_every_answer_whose_works_are_counted_is_there():
    assert {path.name for path in RECORDED} >= set(WORKS)
