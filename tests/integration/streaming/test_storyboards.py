"""Small pictures over the scrub bar: told at once, made when they are asked for, and by the server itself."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from uuid import UUID

import pytest
from PIL import Image

from medianest import bootstrap, routes
from medianest.config import Settings
from medianest.mediapool.client import MediaPool
from medianest.services import Services
from medianest.services.viewer import Viewer
from tests.integration.streaming.conftest import Door, Shelf
from tests.people import People

SYSTEM = Viewer.system()


@pytest.fixture
def services(settings: Settings, pool: MediaPool) -> Iterator[Services]:
    """What a worker holds."""
    with bootstrap.build(settings) as built:
        yield built


def make_all(services: Services) -> dict[str, object]:
    """Do the job as a worker does; the figures that it ends with."""
    job_id = services.storyboard_jobs.request()
    assert job_id is not None
    with services.jobs.take(job_id, "a worker") as held:
        assert held is not None
        services.storyboard_jobs.execute(held)
    return services.jobs.get(SYSTEM, job_id).progress


def cues(door: Door, address: str) -> list[str]:
    answer = door.get(address)
    assert answer.status_code == 200, answer.text
    return re.findall(r"^/.*$", answer.text, re.MULTILINE)


def test_a_film_is_offered_with_pictures_that_need_no_job(door: Door, shelf: Shelf) -> None:
    film = shelf.put("film.mp4")
    found = cues(door, door.offer(film.id)["storyboard_url"])
    assert len(found) == 12
    address, _, box = found[5].partition("#xywh=")
    answer = door.get(address)
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]
    left, top, width, height = map(int, box.split(","))
    picture = Image.open(io.BytesIO(answer.content)).crop((left, top, left + width, top + height))
    assert picture.size == (320, 180)
    assert len(picture.convert("RGB").getcolors(100_000) or []) > 100


def test_a_song_is_offered_without(door: Door, shelf: Shelf) -> None:
    assert door.offer(shelf.put("song.flac", "track").id)["storyboard_url"] is None


def test_pictures_are_for_whoever_may_see_the_film(door: Door, shelf: Shelf, people: People) -> None:
    film = shelf.put("film.mp4")
    index = door.offer(film.id)["storyboard_url"]
    sheet = cues(door, index)[0].partition("#")[0]
    for address in (index, sheet):
        assert door.client.get(address).status_code == 401
    child = people.add("kid@example.org", role="child")
    headers = people.bearer(door.client, child.email)
    for address in (index, sheet):
        assert door.client.get(address, headers=headers).status_code == 404


def test_there_is_no_sheet_beyond_the_last(door: Door, shelf: Shelf) -> None:
    film = shelf.put("film.mp4")
    sheet = cues(door, door.offer(film.id)["storyboard_url"])[0].partition("#")[0]
    assert door.get(sheet.replace("/0.webp", "/7.webp")).status_code == 404


def test_the_job_makes_what_is_missing_and_says_how_many(
    services: Services, settings: Settings, door: Door, shelf: Shelf
) -> None:
    film = shelf.put("film.mp4")
    shelf.put("hevc.mkv")
    shelf.put("song.flac", "track")
    assert make_all(services) == {"phase": "done", "done": 2, "total": 2, "failed": 0}
    made = {path: path.stat().st_mtime_ns for path in settings.storyboards_dir.rglob("*.webp")}
    assert len(made) == 2
    assert make_all(services)["done"] == 2
    assert {path: path.stat().st_mtime_ns for path in settings.storyboards_dir.rglob("*.webp")} == made
    assert door.get(cues(door, door.offer(film.id)["storyboard_url"])[0].partition("#")[0]).status_code == 200


def test_a_film_without_a_decodable_picture_is_counted_and_not_tried_again(
    services: Services, settings: Settings, shelf: Shelf
) -> None:
    film = shelf.put("film.mp4")
    with services.playback._reading() as work:
        work.session.connection().exec_driver_sql(
            "update media_sources set streams = replace(streams::text, '\"index\": 0', '\"index\": 9')::jsonb"
            " where item_id = %(id)s",
            {"id": film.id},
        )
        work.commit()
    assert make_all(services)["failed"] == 1
    assert [path.name for path in settings.storyboards_dir.rglob("*") if path.is_file()] == ["refused"]
    assert make_all(services) == {"phase": "done", "done": 1, "total": 1, "failed": 0}


def test_a_changed_file_gets_pictures_of_its_own_and_the_old_ones_go(
    services: Services, settings: Settings, door: Door, shelf: Shelf
) -> None:
    film = shelf.put("film.mp4")
    make_all(services)
    before = cues(door, door.offer(film.id)["storyboard_url"])[0]
    with services.playback._reading() as work:
        work.session.connection().exec_driver_sql("update media_sources set mtime_ns = mtime_ns + 1")
        work.commit()
    assert cues(door, door.offer(film.id)["storyboard_url"])[0] != before
    make_all(services)
    assert len({path.parent for path in settings.storyboards_dir.rglob("*.webp")}) == 1


def test_pictures_of_a_film_that_is_no_more_are_dropped(services: Services, settings: Settings, shelf: Shelf) -> None:
    kept = shelf.put("film.mp4")
    shelf.put("hevc.mkv")
    make_all(services)
    with services.playback._reading() as work:
        work.session.connection().exec_driver_sql("delete from media_items where id <> %(id)s", {"id": kept.id})
        work.commit()
    make_all(services)
    sources = {UUID(path.parent.parent.name) for path in settings.storyboards_dir.rglob("*.webp")}
    assert sources == {kept.values["source"].id}


def test_a_worker_that_ends_leaves_the_rest_to_another(services: Services, shelf: Shelf) -> None:
    shelf.put("film.mp4")
    job_id = services.storyboard_jobs.request()
    assert job_id is not None
    with services.jobs.take(job_id, "one") as held:
        assert held is not None
        services.storyboard_jobs.execute(held, stopping=lambda: True)
    with services.jobs.take(job_id, "another") as held:
        assert held is not None
        services.storyboard_jobs.execute(held)
    assert services.jobs.get(SYSTEM, job_id).state == "done"


def test_switched_off_nothing_is_made_or_shown_until_it_is_on_again(
    services: Services, door: Door, shelf: Shelf, people: People
) -> None:
    film = shelf.put("film.mp4")
    index = door.offer(film.id)["storyboard_url"]
    people.add("admin@example.org", role="admin")
    admin = Door(door.client, people.bearer(door.client, "admin@example.org"))
    address = f"{routes.API}/admin/storyboards"
    assert door.put(address, {"enabled": False}).status_code == 403
    assert admin.put(address, {"enabled": False}).json() == {"enabled": False}
    assert door.offer(film.id)["storyboard_url"] is None
    assert door.get(index).status_code == 404
    assert services.storyboard_jobs.request() is None
    assert admin.put(address, {"enabled": True}).json() == {"enabled": True}
    assert door.offer(film.id)["storyboard_url"] == index
    assert [job.kind for job in services.jobs.list(SYSTEM)] == ["storyboard"]
