"""Positions over REST: kept, merged, marked, and built again from the ledger."""

from __future__ import annotations

from uuid import uuid4

import pytest

from medianest import routes
from medianest.services import Services
from medianest.services.viewer import Viewer
from tests.factories import Factory, Made
from tests.integration.streaming.conftest import Door


@pytest.fixture
def film(make: Factory) -> Made:
    return make.make_movie(make.make_library(), "A Film", duration=1000.0)


def progress(film: Made) -> str:
    return f"{routes.API}/media/{film.id}/progress"


def positions(make: Factory) -> list[tuple]:
    return make.run(
        "select media_item_id, position, duration, watched, play_count, play_id, play_started_at, last_watched_at,"
        " updated_at from playback_positions order by media_item_id"
    )


def test_reports_make_one_row_of_history_for_each_play(door: Door, film: Made, make: Factory) -> None:
    for seq, at in enumerate((10, 20, 950)):
        report = {"position": at, "duration": 1000, "play_id": "first", "seq": seq, "event": "time"}
        assert door.put(progress(film), report).status_code == 200
    again = door.put(progress(film), {"position": 5, "duration": 1000, "play_id": "second", "seq": 1}).json()
    assert (again["position"], again["watched"], again["play_count"], again["accepted"]) == (5, True, 1, True)
    late = door.put(progress(film), {"position": 999, "duration": 1000, "play_id": "second", "seq": 1}).json()
    assert (late["position"], late["accepted"]) == (5, False)
    rows = make.run("select play_id, position, completed, title from watch_history order by started_at")
    assert rows == [("first", 950.0, True, "A Film"), ("second", 5.0, False, "A Film")]


def test_a_report_without_a_play_goes_on_with_the_last(door: Door, film: Made, make: Factory) -> None:
    first = door.put(progress(film), {"position": 1, "duration": 1000}).json()
    second = door.put(progress(film), {"position": 2, "duration": 1000}).json()
    assert first["play_id"] == second["play_id"]
    make.run("update watch_history set reported_at = reported_at - interval '31 minutes'")
    assert door.put(progress(film), {"position": 3, "duration": 1000}).json()["play_id"] != first["play_id"]


def test_a_beacon_is_a_report(door: Door, film: Made) -> None:
    answer = door.client.post(
        progress(film),
        headers={**door.headers, "content-type": "text/plain"},
        content=b'{"position": 7, "duration": 9}',
    )
    assert answer.json()["position"] == 7
    assert door.client.post(progress(film), headers=door.headers, content=b"not json").status_code == 422


@pytest.mark.parametrize(
    "report",
    [{"position": -1}, {"position": 1e12}, {"position": 1, "event": "explode"}, {"position": 1, "play_id": ""}],
)
def test_nonsense_is_refused_and_changes_nothing(door: Door, film: Made, make: Factory, report: dict) -> None:
    assert door.put(progress(film), {"duration": 10, **report}).status_code == 422
    assert positions(make) == []


def test_a_play_belongs_to_one_title(door: Door, film: Made, make: Factory) -> None:
    other = make.make_movie(make.make_library(), "Another")
    door.put(progress(film), {"position": 1, "duration": 1000, "play_id": "p", "seq": 1})
    assert door.put(progress(other), {"position": 1, "duration": 1000, "play_id": "p", "seq": 2}).status_code == 422


def test_marks_reach_everything_beneath(door: Door, make: Factory) -> None:
    show = make.make_show(make.make_library(type="shows"), episodes=(2, 1))
    address = f"{routes.API}/media/{show.id}/watched"
    assert door.put(address).status_code == 204
    assert [row[3] for row in positions(make)] == [True] * 3
    assert door.put(address).status_code == 204
    assert make.run("select count(*) from watch_history") == [(3,)]
    assert door.delete(address).status_code == 204
    assert [row[3:5] for row in positions(make)] == [(False, 0)] * 3


def test_what_was_watched_and_is_begun_again_can_be_marked_as_watched_again(
    door: Door, film: Made, make: Factory
) -> None:
    for play, at in (("first", 950), ("again", 300)):
        door.put(progress(film), {"position": at, "duration": 1000, "play_id": play, "seq": 1})
    assert [row[1:4] for row in positions(make)] == [(300.0, 1000.0, True)]
    assert door.put(f"{routes.API}/media/{film.id}/watched").status_code == 204
    assert [(row[1], row[3]) for row in positions(make)] == [(0.0, True)]


def test_positions_are_built_again_from_the_ledger(door: Door, film: Made, make: Factory, services: Services) -> None:
    show = make.make_show(make.make_library(type="shows"), episodes=(2,))
    for play, at in (("a", 950), ("b", 300), ("a", 960)):
        door.put(progress(film), {"position": at, "duration": 1000, "play_id": play, "seq": at})
    door.put(f"{routes.API}/media/{show.id}/watched")
    before = positions(make)
    make.run("update playback_positions set position = 1, watched = false")
    assert services.progress.rebuild(Viewer.system()) == 3
    assert positions(make) == before


def test_what_is_not_there_has_no_progress(door: Door) -> None:
    assert door.put(f"{routes.API}/media/{uuid4()}/progress", {"position": 1, "duration": 2}).status_code == 404
