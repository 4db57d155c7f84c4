"""Libraries, jobs and pictures through the doors that programs use."""

import io
import shutil
import subprocess

import imageio_ffmpeg
import pytest
from PIL import Image

from medianest import routes
from medianest.models import PlaybackPosition
from tests.integration.scanning.household import work_off
from tests.media import media

LIBRARIES = f"{routes.API}/admin/libraries"
JOBS = f"{routes.API}/admin/jobs"


@pytest.fixture
def admin(browser, people):
    people.add("admin@example.org", "admin")
    browser.headers.update(people.bearer(browser, "admin@example.org"))
    return browser


@pytest.fixture
def films(settings):
    root = settings.library_roots[0] / "films"
    for name in ("Heat (1995)/Heat (1995).mp4", "Ran (1985)/Ran (1985).mp4"):
        (root / name).parent.mkdir(parents=True)
        shutil.copyfile(media("film.mp4"), root / name)
    make = [
        imageio_ffmpeg.get_ffmpeg_exe(),
        "-v",
        "error",
        "-f",
        "lavfi",
        "-i",
        "testsrc2=size=800x1200",
        "-frames:v",
        "1",
    ]
    subprocess.run([*make, str(root / "Heat (1995)" / "poster.jpg")], check=True)
    return root


def add(admin, root, name="Films"):
    return admin.post(LIBRARIES, json={"name": name, "path": str(root), "type": "movies"})


def test_a_library_is_added_once_and_scanned(admin, services, films):
    made = add(admin, films)
    assert made.status_code == 201
    assert add(admin, films).status_code == 200
    work_off(services)

    (library,) = admin.get(LIBRARIES).json()["items"]
    assert (library["item_count"], library["state"], library["issue_count"]) == (2, "online", 0)
    kinds = {job["kind"]: job["state"] for job in admin.get(JOBS).json()["items"]}
    assert kinds == {"scan": "done", "artwork": "done"}


def test_a_taken_name_and_a_forbidden_folder_are_refused(admin, films, settings):
    add(admin, films)

    assert add(admin, films / "Heat (1995)").status_code == 409
    assert add(admin, settings.data_dir, "Data").status_code == 404
    assert add(admin, "/etc", "Etc").status_code == 404
    assert add(admin, films, "").status_code == 422


def test_posters_appear_by_themselves_and_are_kept_for_good(admin, services, films):
    add(admin, films)
    work_off(services)

    heat, ran = admin.get(f"{routes.API}/media", params={"sort": "title"}).json()["items"]
    assert (heat["poster"]["width"], heat["poster"]["height"]) == (800, 1200)
    answer = admin.get(heat["poster"]["url"] + "&width=300")
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]
    picture = Image.open(io.BytesIO(answer.content))
    assert (picture.format, picture.size) == ("WEBP", (320, 480))
    again = admin.get(heat["poster"]["url"] + "&width=300", headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304
    frame = Image.open(io.BytesIO(admin.get(ran["poster"]["url"]).content))
    assert frame.size == (320, 180)
    assert len(set(frame.convert("RGB").resize((8, 8)).tobytes())) > 4, "a good frame is not one colour"


def test_a_picture_is_not_shown_to_somebody_who_may_not_see_the_library(browser, admin, services, films):
    add(admin, films)
    work_off(services)
    url = admin.get(f"{routes.API}/media").json()["items"][0]["poster"]["url"]

    assert admin.get(url.replace("poster", "nonsense")).status_code == 404
    del admin.headers["authorization"]
    assert admin.get(url).status_code == 401


def test_a_removed_library_leaves_what_was_watched_and_finds_it_again(admin, services, people, films, transactions):
    library = add(admin, films).json()
    work_off(services)
    heat, ran = (item["id"] for item in admin.get(f"{routes.API}/media", params={"sort": "title"}).json()["items"])
    ann = people.add()
    with transactions() as work:
        work.session.add(PlaybackPosition(user_id=ann.id, media_item_id=heat, position=60, duration=100))
        work.commit()

    assert admin.delete(f"{LIBRARIES}/{library['id']}").status_code == 204
    assert admin.get(f"{routes.API}/media").json()["items"] == []
    with transactions() as work:
        kept = work.session.connection().exec_driver_sql("select id::text, library_id from media_items").all()
    assert kept == [(heat, None)]

    add(admin, films, "Films again")
    work_off(services)
    found = {item["title"]: item for item in admin.get(f"{routes.API}/media").json()["items"]}
    assert found["Heat"]["id"] == heat
    assert found["Heat"]["available"] is True
    assert found["Ran"]["id"] != ran


def test_managing_is_for_administrators(browser, people):
    people.add()
    headers = people.bearer(browser)

    for path in (LIBRARIES, JOBS, f"{JOBS}/events"):
        assert browser.get(path, headers=headers).status_code == 403
