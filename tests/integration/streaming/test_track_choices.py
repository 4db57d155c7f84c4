"""The sound and subtitles of one episode are those of the next, for whoever chose them."""

from __future__ import annotations

from typing import Any

import pytest

from medianest import routes
from tests.factories import Factory, Made
from tests.integration.streaming.conftest import Door, Shelf
from tests.people import People


@pytest.fixture
def episodes(make: Factory, shelf: Shelf) -> list[Made]:
    """Two episodes of a show with the same tracks, and a film with them."""
    show = make.make_item(shelf.library, "show", "A Show")
    season = make.make_item(shelf.library, "season", "Season 1", parent=show)
    film = shelf.put("tracks.mkv")
    tracks = {name: film.values["source"].values[name] for name in ("container", "duration", "streams")}
    found = [make.make_item(shelf.library, "episode", f"Part {n}", parent=season) for n in (1, 2)]
    for each in found:
        make.make_source(each, remote_id=f"{each.title}.mkv", **tracks)
    return [*found, film]


def heard(offer: dict[str, Any]) -> list[str]:
    return [track["language"] for track in offer["tracks"]["audio"] if track["selected"]]


def read(offer: dict[str, Any]) -> list[str]:
    return [track["id"] for track in offer["tracks"]["subtitles"] if track["selected"]]


def remember(door: Door, item: Made, **chosen: Any) -> int:
    return door.put(f"{routes.API}/media/{item.id}/tracks", chosen).status_code


def test_the_next_episode_begins_with_tracks_like_those_chosen(door: Door, episodes: list[Made]) -> None:
    first, second, film = episodes
    offer = door.offer(first.id)
    french = next(track["id"] for track in offer["tracks"]["audio"] if track["language"] == "fre")
    subtitle = offer["tracks"]["subtitles"][0]["id"]
    assert (heard(offer), read(offer)) == (["eng"], [])
    assert remember(door, first, audio=french) == 204
    assert remember(door, first, subtitle=subtitle) == 204
    for episode in (first, second):
        offer = door.offer(episode.id)
        assert (heard(offer), read(offer)) == (["fre"], [subtitle])
    offer = door.offer(film.id)
    assert (heard(offer), read(offer)) == (["eng"], [])


def test_off_is_a_choice_too_and_what_is_asked_for_now_counts_more(door: Door, episodes: list[Made]) -> None:
    first, second, _ = episodes
    subtitle = door.offer(first.id)["tracks"]["subtitles"][0]["id"]
    assert door.client.patch(
        f"{routes.API}/settings", json={"subtitle_language": "en"}, headers=door.headers
    ).is_success
    assert read(door.offer(second.id)) == [subtitle]
    assert remember(door, first, subtitle="off") == 204
    assert read(door.offer(second.id)) == []
    assert read(door.offer(second.id, subtitle=subtitle)) == [subtitle]


def test_a_choice_is_its_person_s_own(door: Door, episodes: list[Made], people: People) -> None:
    first, second, _ = episodes
    french = door.offer(first.id)["tracks"]["audio"][1]["id"]
    remember(door, first, audio=french)
    people.add("bob@example.org")
    bob = Door(door.client, people.bearer(door.client, "bob@example.org"))
    assert heard(bob.offer(second.id)) == ["eng"]


def test_a_track_that_is_not_there_cannot_be_chosen(door: Door, episodes: list[Made]) -> None:
    assert remember(door, episodes[0], audio=99) == 422
    assert remember(door, episodes[0], subtitle="99") == 422
    assert door.put(f"{routes.API}/media/{episodes[0].values['parent_id']}/tracks", {"audio": 1}).status_code == 404
