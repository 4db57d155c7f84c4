"""What happens here is told in one shape, once for each change, and by nobody's way past it."""

from __future__ import annotations

from pathlib import Path

import pytest

from medianest import routes
from medianest.services.playback_views import ProgressReport
from medianest.services.scans import run
from medianest.services.sign_in import Device
from medianest.services.viewer import Viewer
from tests.people import PASSWORD

SYSTEM = Viewer.system()


@pytest.fixture
def told(services, hook, make):
    """Everything that a webhook for everything is to be told, in turn: pairs of type and data."""
    hook("http://127.0.0.1:9/")

    def read():
        rows = make.run("select type, data from events order by created_at, type")
        make.run("delete from events")
        return [(type, data) for type, data in rows if type != "webhook.test"]

    return read


@pytest.fixture
def film(make):
    return make.make_movie(make.make_library("Films"), "A Film", year=1999)


def viewer(people) -> Viewer:
    person = people.add()
    return Viewer(user_id=person.id, role="user", name="Ann", device_name="Sofa")


def test_a_play_is_told_from_its_start_to_its_end(services, people, film, told):
    ann = viewer(people)
    told()
    for seq, (event, position) in enumerate(
        [("play", 0), ("time", 10), ("pause", 20), ("pause", 20), ("play", 20), ("time", 5000), ("ended", 5400)]
    ):
        report = ProgressReport(position=position, duration=5400, play_id="p1", seq=seq, event=event)
        services.progress.report(ann, film.id, report)
        services.progress.report(ann, film.id, report)  # twice: a report that is repeated changes nothing
    found = told()
    assert [type for type, _ in found] == [
        "playback.started",
        "playback.paused",
        "playback.paused",
        "playback.watched",
        "playback.stopped",
    ]
    _, first = found[0]
    assert first["user"] == {"id": str(ann.user_id), "name": "Ann"}
    assert (first["media"]["title"], first["media"]["year"], first["media"]["library"]["name"]) == (
        "A Film",
        1999,
        "Films",
    )
    assert (first["play_id"], first["position"], first["duration"], first["device"]) == ("p1", 0, 5400, "Sofa")


def test_every_way_of_signing_in_is_told_and_so_is_a_wrong_password(services, people, browser, told):
    people.add()
    told()
    people.bearer(browser)
    wrong = {"email": "ann@example.org", "password": "wrong"}
    assert browser.post(f"{routes.API}/auth/login", json=wrong).status_code == 401
    (login, came), (failed, why) = told()
    assert (login, came["by"], came["kind"]) == ("user.login", "password", "program")
    assert (failed, why["email"]) == ("user.login_failed", "ann@example.org")
    assert "wrong" not in str(why)


def test_nobody_is_told_when_nobody_asked(services, people, make, film):
    ann = viewer(people)
    services.sign_in.program(ann, "ann@example.org", PASSWORD, Device("x"))
    services.progress.report(ann, film.id, ProgressReport(position=1, duration=5400))
    assert make.run("select count(*) from events") == [(0,)]


def test_a_library_that_is_removed_tells_of_what_went_with_it(services, make, told):
    library = make.make_library("Films")
    for number in range(40):
        make.make_movie(library, f"Film {number:02}")
    told()
    services.libraries.remove(SYSTEM, library.id)
    [(type, data)] = told()
    assert (type, data["count"], len(data["items"]), data["library"]["name"]) == ("media.removed", 40, 25, "Films")


class TestScans:
    @pytest.fixture
    def scan(self, household, told):
        """A library of films whose scans are told of."""
        household.library("movies", "Films")
        told()

        def scanned():
            household.scan()
            return told()

        return scanned

    def test_a_scan_tells_what_came_in_one_message_for_each_transaction(self, household, scan, monkeypatch):
        monkeypatch.setattr(run, "BATCH", 4)
        monkeypatch.setattr("medianest.services.scans.reading.CHUNK", 4)
        for number in range(10):
            household.different(f"Film {number} (2001)/Film {number} (2001).mp4")
        found = scan()
        added = [data for type, data in found if type == "media.added"]
        assert sum(one["count"] for one in added) == 10
        assert len(added) <= 3
        assert {work["title"] for one in added for work in one["items"]} == {f"Film {number}" for number in range(10)}
        assert found[-1][0] == "library.scanned"
        assert (found[-1][1]["added"], found[-1][1]["library"]["name"]) == (10, "Films")
        assert [type for type, _ in scan()] == ["library.scanned"]

    def test_what_is_gone_and_what_is_back_is_told(self, household, scan):
        kept, lost = (household.different(f"Film {name} (2001)/Film {name} (2001).mp4") for name in ("A", "B"))
        scan()
        away = Path(str(lost) + ".away")
        lost.rename(away)
        found = dict(scan())
        assert [one["title"] for one in found["media.unavailable"]["items"]] == ["Film B"]
        away.rename(lost)
        found = dict(scan())
        assert [one["title"] for one in found["media.available"]["items"]] == ["Film B"]
        assert "media.added" not in found
        assert kept.exists()

    def test_a_disk_that_is_gone_is_told_once_and_again_when_it_is_back(self, household, scan):
        household.different("Film A (2001)/Film A (2001).mp4")
        scan()
        away = household.root.with_name("away")
        household.root.rename(away)
        [(type, data)] = scan()
        assert (type, data["library"]["name"]) == ("library.offline", "Films")
        assert data["reason"]
        assert scan() == []
        away.rename(household.root)
        assert [type for type, _ in scan()] == ["library.online", "library.scanned"]
