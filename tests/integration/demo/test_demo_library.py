"""The demo library as a job: asked for once, cancelled, given back, and refused to others."""

from pathlib import Path

import imageio_ffmpeg
import pytest

from medianest import routes
from medianest.errors import Forbidden
from medianest.services.demo.library import LIBRARIES, DemoLibrary
from medianest.services.demo.pieces import pieces
from medianest.services.viewer import Viewer

SYSTEM = Viewer.system()


@pytest.fixture
def demo(services, settings) -> DemoLibrary:
    """Only what is quick to make: a track and an episode, and a film of the same wall clock."""

    def plan(folder: Path):
        return [piece for piece in pieces(folder) if piece.slug in ("track02", "S01E02", "The Country of Dunes (2020)")]

    def ffmpeg() -> Path:
        return Path(imageio_ffmpeg.get_ffmpeg_exe())

    return DemoLibrary(settings.demo_dir, ffmpeg, services.jobs, services.libraries, plan)


def test_asked_for_twice_it_is_one_job(services, demo):
    assert demo.request(SYSTEM) == demo.request(SYSTEM)


def test_the_job_makes_three_libraries_and_has_them_scanned(services, demo):
    job_id = demo.request(SYSTEM)
    with services.jobs.take(job_id, "test") as held:
        demo.execute(held)
    job = services.jobs.get(SYSTEM, job_id)
    assert (job.state, job.progress["phase"], job.progress["done"], job.progress["total"]) == ("done", "done", 3, 3)
    made = services.libraries.list(SYSTEM)
    assert [(library.name, library.type) for library in made] == [(name, type) for name, _, type in LIBRARIES]
    scans = {job.library_id for job in services.jobs.list(SYSTEM) if job.kind == "scan"}
    assert scans == {library.id for library in made}
    # Again: nothing is made, nothing is added.
    assert [library.id for library in demo.make(SYSTEM)] == [library.id for library in made]


def test_a_cancelled_job_stops_and_adds_no_library(services, demo):
    job_id = demo.request(SYSTEM)
    with services.jobs.take(job_id, "test") as held:
        services.jobs.cancel(SYSTEM, job_id)
        demo.execute(held)
    assert services.jobs.get(SYSTEM, job_id).state == "cancelled"
    assert services.libraries.list(SYSTEM) == ()
    assert not (demo.folder / ".making").exists()


def test_a_worker_that_is_to_end_gives_the_job_back(services, demo):
    job_id = demo.request(SYSTEM)
    with services.jobs.take(job_id, "test") as held:
        demo.execute(held, lambda: True)
    assert services.jobs.get(SYSTEM, job_id).state == "queued"
    assert services.libraries.list(SYSTEM) == ()


def test_only_an_administrator_may_have_it_made(browser, people, services):
    people.add("ann@example.org")
    people.add("root@example.org", "admin")
    path = f"{routes.API}/admin/demo"
    assert browser.post(path).status_code == 401
    assert browser.post(path, headers=people.bearer(browser)).status_code == 403
    answer = browser.post(path, headers=people.bearer(browser, "root@example.org"))
    assert answer.status_code == 202, answer.text
    assert (answer.json()["kind"], answer.json()["state"]) == ("demo", "queued")
    with pytest.raises(Forbidden):
        services.demo.make(Viewer(None, "user"))
