"""What a Plex server holds is played through this one: ranges go there and come back, the token stays here."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from medianest import routes
from medianest.services.viewer import Viewer
from tests.fakes.plex_server import TOKEN, PlexServer
from tests.integration.providers.conftest import DOOR, connect
from tests.media import media


@pytest.fixture
def film(admin: TestClient, plex: PlexServer, services: Any, make: Any) -> dict[str, Any]:
    """A film of 5 s on the server, in a library here."""
    section = plex.section("movie", "Films")
    thing = plex.add(section, "movie", "Far", file=media("film.mp4"), guids=("imdb://tt0000001",))
    at = f"{DOOR}/accounts/{connect(admin, plex)['id']}"
    admin.post(f"{at}/libraries", json={"collection": str(section.key)})
    (job,) = [one for one in services.jobs.list(Viewer.system(), 5) if one.kind == "scan"]
    with services.jobs.take(job.id, "test") as held:
        assert services.scans.execute(held).added == 1
    ((item, source),) = make.run("select item_id, id from media_sources")
    return {"id": str(item), "source": str(source), "bytes": media("film.mp4").read_bytes(), "thing": thing}


def offer(admin: TestClient, film: dict[str, Any], **wish: Any):
    return admin.post(f"{routes.API_MEDIA}/{film['id']}/playback", json=wish)


def test_a_film_that_a_browser_plays_is_played_as_it_is(admin, plex, film):
    told = offer(admin, film).json()
    assert (told["method"], told["mime"], told["source_id"]) == ("direct", "video/mp4", film["source"])
    answer = admin.get(told["url"])
    assert (answer.status_code, answer.content) == (200, film["bytes"])
    assert answer.headers["content-type"] == "video/mp4"
    assert answer.headers["accept-ranges"] == "bytes"


def test_the_token_and_the_server_s_own_headers_stay_here(admin, plex, film):
    told = offer(admin, film)
    answer = admin.get(told.json()["url"])
    detail = admin.get(f"{routes.API_MEDIA}/{film['id']}")
    seen = told.text + str(answer.headers) + detail.text
    assert TOKEN not in seen
    assert not {"set-cookie", "x-plex-protocol"} & set(answer.headers)
    assert "authorization" not in {name for one in plex.asked for name in one.headers}
    assert "cookie" not in {name for one in plex.asked for name in one.headers}


@pytest.mark.parametrize(
    ("wanted", "status", "start", "end"),
    [("bytes=0-99", 206, 0, 100), ("bytes=1000-", 206, 1000, None), ("bytes=999999999-", 416, 0, 0)],
)
def test_ranges_are_asked_for_there_and_told_here(admin, film, wanted, status, start, end):
    url = routes.stream(film["id"], film["source"])
    answer = admin.get(url, headers={"range": wanted})
    assert (answer.status_code, answer.content) == (status, film["bytes"][start:end])
    size = len(film["bytes"])
    told = {206: f"bytes {start}-{(end or size) - 1}/{size}", 416: f"bytes */{size}"}[status]
    assert answer.headers["content-range"] == told


def test_a_range_of_a_version_that_is_gone_is_answered_whole(admin, film):
    url = routes.stream(film["id"], film["source"])
    tag = admin.get(url).headers["etag"]
    held = admin.get(url, headers={"range": "bytes=0-9", "if-range": tag})
    changed = admin.get(url, headers={"range": "bytes=0-9", "if-range": '"older"'})
    assert (held.status_code, changed.status_code) == (206, 200)


def test_head_asks_for_no_bytes(admin, plex, film):
    answer = admin.head(routes.stream(film["id"], film["source"]))
    assert (answer.status_code, answer.headers["content-length"]) == (200, str(len(film["bytes"])))
    assert plex.asked[-1].method == "HEAD"


@pytest.mark.parametrize("fault", ["down", "revoked", "stopped", "gone"])
def test_a_server_that_has_it_no_more_is_said_and_names_no_secret(admin, plex, film, fault):
    if fault == "stopped":
        plex.stop()
    elif fault == "gone":
        plex.remove(film["thing"])
    else:
        setattr(plex, fault, True)
    answer = admin.get(routes.stream(film["id"], film["source"]))
    assert answer.status_code == 503
    assert TOKEN not in answer.text
    assert plex.url not in answer.text


def test_nobody_plays_what_they_may_not_see(browser, people, film, services, make):
    bob = people.add("bob@example.org")
    services.accounts.give_libraries(Viewer.system(), bob.id, frozenset({make.make_library("Open").id}))
    answer = browser.get(routes.stream(film["id"], film["source"]), headers=people.bearer(browser, "bob@example.org"))
    assert answer.status_code == 404


def test_what_would_have_to_be_converted_says_so(admin, film, make):
    make.run("update media_sources set container = 'matroska' returning 1")
    answer = offer(admin, film)
    assert (answer.status_code, answer.json()["code"]) == (503, "source_unavailable")
    assert "another server" in answer.json()["detail"]
    master = routes.hls_master(film["id"], film["source"])
    assert admin.get(master).status_code == 503
    assert admin.get(routes.download(film["id"], film["source"])).status_code == 503


def test_the_file_on_our_disk_is_preferred_and_the_other_source_stands_in(admin, film, make, services, settings):
    root = settings.library_roots[0]
    (root / "Near.mp4").write_bytes(media("film.mp4").read_bytes())
    library = make.make_library("Disk", path=str(root))
    streams = make.run("select streams::text from media_sources")[0][0]
    make.run(
        "insert into media_sources (item_id, library_id, remote_id, file_name, size, mtime_ns, container, duration,"
        " streams) values (%s, %s, 'Near.mp4', 'Near.mp4', 1, 1, 'mov', 5, %s::jsonb) returning 1",
        film["id"], library.id, streams,
    )  # fmt: skip
    near = offer(admin, film).json()
    assert near["source_id"] != film["source"]
    assert admin.get(near["url"]).content == film["bytes"]
    far = offer(admin, film, without=[near["source_id"]], start=2.5).json()
    assert (far["source_id"], far["position"]) == (film["source"], 2.5)
    assert offer(admin, film, without=[near["source_id"], far["source_id"]]).status_code == 503
