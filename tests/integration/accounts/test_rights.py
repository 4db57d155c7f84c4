"""What a person may is kept by every service, whichever door is used."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from fastapi.routing import iter_route_contexts

from medianest import routes
from medianest.api.app import build_api
from medianest.errors import Forbidden, NotFound
from medianest.services.browse import MediaQuery
from medianest.services.playback import PlaybackWish
from medianest.services.playback_views import DeviceProfile, ProgressReport
from medianest.services.viewer import Viewer
from tests.people import PASSWORD

USERS = f"{routes.API}/admin/users"
MEDIA = f"{routes.API}/media"


@pytest.fixture
def admin(browser, people):
    people.add("boss@example.org", "admin")
    return people.bearer(browser, "boss@example.org")


@pytest.fixture
def kim(browser, people):
    return people.add("kim@example.org", "child")


@pytest.fixture
def hers(browser, people, kim):
    return people.bearer(browser, "kim@example.org")


def give(browser, admin, person, **rights):
    answer = browser.patch(f"{USERS}/{person.id}/rights", json=rights, headers=admin)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.fixture
def shelf(make):
    """A library with something for everybody, and things that are not: a film, a show and what is in it."""
    library = make.make_library("Films")
    mild = make.make_movie(library, "Gentle Whale", content_rating="FSK 6", genres=["Family"])
    cruel = make.make_movie(
        library, "Scarlet Cellar", content_rating="R", genres=["Slaughter"], year=1984, artwork={"poster": {"key": "x"}}
    )
    nameless = make.make_movie(library, "Unlabelled Drawer")
    shows = make.make_library("Shows", "shows")
    show = make.make_show(shows, "Scarlet Nights", episodes=(2,), content_rating="TV-MA")
    for work in (mild, cruel, nameless, *show.seasons[1]):
        make.make_source(work, container="mov", streams=H264)
    person = make.insert("people", id=uuid4(), name="Scarlet Butcher", identity="scarlet butcher")
    make.run(
        "insert into credits (item_id, person_id, role, character, position) values (%s, %s, 'actor', '', 0)",
        cruel.id,
        person.id,
    )
    return {"mild": mild, "cruel": cruel, "nameless": nameless, "show": show, "person": person, "library": library}


H264 = [
    {"index": 0, "kind": "video", "codec": "h264", "width": 1280, "height": 720, "pixel_format": "yuv420p"},
    {"index": 1, "kind": "audio", "codec": "aac", "channels": 2},
]


def reads(shelf, work, person):
    """Every address that answers a GET about works, with this work's id wherever one stands."""
    ids = {"media_id": work.id, "library_id": shelf["library"].id, "person_id": person.id, "kind": "poster"}
    ids |= {"rendition": "v0c", "number": 0, "track_id": "1"}
    for route in iter_route_contexts(build_api().routes):
        if "GET" in route.methods and route.path.startswith(routes.API) and "/admin/" not in route.path:
            if route.path in (routes.OPENAPI,) or "/auth/" in route.path:
                continue
            yield re.sub(r"\{(\w+)\}", lambda found: str(ids.get(found[1], uuid4())), route.path)
    yield f"{routes.API_SEARCH}?q=scarlet"
    yield f"{routes.API_SEARCH}?q=scarlat"
    yield f"{routes.API_SEARCH}?q=slaughter"
    yield f"{MEDIA}?type=movie,show,season,episode&limit=200&total=true"
    yield f"{MEDIA}?unavailable=true"
    yield f"{MEDIA}?content_rating=R"
    yield f"{MEDIA}/letters?library={shelf['library'].id}"
    yield f"{routes.API}/playlists?limit=200"


def told(browser, headers, paths):
    """The addresses whose answer speaks of the mature film, its show, its actor or its genre."""
    return [
        path
        for path in paths
        if re.search("Scarlet|Slaughter", (answer := browser.get(path, headers=headers)).text.replace(path, ""))
        or (path.endswith("letters") and '"S"' in answer.text)
    ]


def test_nothing_that_is_too_mature_is_told_of_at_any_door(browser, admin, kim, hers, shelf):
    give(browser, admin, kim, library_ids=None, max_rating=12, shows_unrated=True)
    listing = browser.post(
        f"{routes.API}/playlists",
        json={"name": "All", "visibility": "public", "media_ids": [str(shelf["cruel"].id), str(shelf["mild"].id)]},
        headers=admin,
    ).json()
    for work in (shelf["cruel"], shelf["show"], shelf["show"].seasons[1][0]):
        paths = [*reads(shelf, work, shelf["person"]), f"{routes.API}/playlists/{listing['id']}"]
        paths.append(f"{MEDIA}?parent={work.id}")
        assert len(told(browser, admin, paths)) >= 12  # an administrator is told
        assert told(browser, hers, paths) == []
        for path in paths:
            if f"/media/{work.id}" in path:
                # 422: no such address could be, which is said before anything is looked for.
                assert browser.get(path, headers=hers).status_code in (404, 422), path
    assert "Gentle Whale" in browser.get(f"{MEDIA}?type=movie", headers=hers).text


def test_nothing_can_be_done_with_what_is_too_mature(browser, admin, kim, hers, shelf):
    give(browser, admin, kim, library_ids=None, max_rating=12)
    cruel = f"{MEDIA}/{shelf['cruel'].id}"
    for method, path, body in (
        ("POST", f"{cruel}/playback", {}),
        ("PUT", f"{cruel}/progress", {"position": 5, "duration": 100}),
        ("PUT", f"{cruel}/watched", None),
        ("POST", f"{routes.API}/playlists", {"name": "Mine", "media_ids": [str(shelf["cruel"].id)]}),
    ):
        answer = browser.request(method, path, json=body, headers=hers)
        assert answer.status_code == 404, (method, path, answer.text)


def test_what_nobody_has_rated_is_hidden_beneath_a_limit_until_it_is_let_through(browser, admin, kim, hers, shelf):
    def titles():
        return {one["title"] for one in browser.get(f"{MEDIA}?type=movie", headers=hers).json()["items"]}

    give(browser, admin, kim, library_ids=None)
    assert titles() == {"Gentle Whale", "Scarlet Cellar", "Unlabelled Drawer"}
    give(browser, admin, kim, max_rating=12)
    assert titles() == {"Gentle Whale"}
    give(browser, admin, kim, shows_unrated=True)
    assert titles() == {"Gentle Whale", "Unlabelled Drawer"}


def test_music_is_not_hidden_by_a_limit(browser, admin, kim, hers, make):
    music = make.make_library("Music", "music")
    make.make_album(music, "The Band", "Songs")
    give(browser, admin, kim, library_ids=None, max_rating=0)
    assert len(browser.get(f"{MEDIA}?type=track", headers=hers).json()["items"]) == 3


def test_what_is_in_a_show_is_as_mature_as_the_show(browser, admin, kim, services, make, people):
    library = make.make_library("Shows", "shows")
    rated = make.make_show(library, "Rated", episodes=(1,), content_rating="TV-14")
    make.run("update media_items set content_rating = 'TV-Y' where parent_title = 'Season 1'")
    bare = make.make_show(library, "Bare", episodes=(2,))
    make.run("update media_items set content_rating = 'TV-PG' where grandparent_id = %s", bare.id)
    half = make.make_show(library, "Half", episodes=(2,))
    make.run("update media_items set content_rating = 'TV-Y' where id = %s", half.seasons[1][0].id)
    give(browser, admin, kim, library_ids=None, max_rating=12)
    ages = dict(make.run("select id, maturity from media_items"))
    assert ages[rated.id] == ages[rated.seasons[1][0].id] == 14
    assert ages[bare.id] == ages[bare.seasons[1][0].id] == 10
    assert ages[half.id] is None
    assert ages[half.seasons[1][1].id] is None


def test_a_new_limit_counts_at_once_for_open_sessions(browser, admin, people, shelf):
    ann = people.add()
    people.sign_in(browser)
    assert browser.get(f"{MEDIA}/{shelf['cruel'].id}").status_code == 200
    give(browser, admin, ann, max_rating=12)
    assert browser.get(f"{MEDIA}/{shelf['cruel'].id}").status_code == 404


def test_a_key_reaches_no_further_than_its_person(browser, admin, people, shelf, services):
    ann = people.add()
    give(browser, admin, ann, max_rating=12, may_download=False, stream_limit=1)
    made = services.api_keys.add(Viewer(ann.id, "user"), "script", "manage")
    viewer = services.api_keys.viewer_of(made.token)
    assert (viewer.max_rating, viewer.may_download, viewer.stream_limit) == (12, False, 1)
    with pytest.raises(NotFound):
        services.browse.detail(viewer, shelf["cruel"].id)


def test_an_administrator_is_limited_in_nothing(browser, admin, people, shelf, services):
    second = people.add("second@example.org", "admin")
    give(browser, admin, second, max_rating=0, may_download=False, stream_limit=1, library_ids=[])
    theirs = people.tokens(browser, "second@example.org")["access_token"]
    viewer = services.tokens.viewer_of(theirs)
    assert (viewer.max_rating, viewer.may_download, viewer.stream_limit, viewer.library_ids) == (None, True, None, None)


def test_downloads_are_refused_to_whom_they_are_not_allowed(browser, admin, kim, hers, make, tmp_path):
    (tmp_path / "film.mp4").write_bytes(b"0123456789")
    library = make.make_library("Films", path=str(tmp_path))
    film = make.make_movie(library)
    make.make_source(film, remote_id="film.mp4", file_name="film.mp4", size=10)
    give(browser, admin, kim, library_ids=None)
    address = f"{MEDIA}/{film.id}/download"
    answer = browser.get(address, headers=hers)
    assert (answer.status_code, answer.content) == (200, b"0123456789")
    assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''film.mp4")
    rest = browser.get(address, headers={**hers, "range": "bytes=4-"})
    assert (rest.status_code, rest.content) == (206, b"456789")
    give(browser, admin, kim, may_download=False)
    answer = browser.get(address, headers=hers)
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert "download" in answer.json()["detail"]
    give(browser, admin, kim, may_download=True, max_rating=12)
    assert browser.get(address, headers=hers).status_code == 404


def offer(browser, headers, work, **wish):
    return browser.post(f"{MEDIA}/{work.id}/playback", json=wish, headers=headers)


def test_what_would_have_to_be_converted_is_refused_with_a_sentence(browser, admin, kim, hers, make):
    library = make.make_library("Films")
    plain, odd = make.make_movie(library, "Plain"), make.make_movie(library, "Odd")
    make.make_source(plain, container="mov", streams=H264)
    source = make.make_source(odd, container="avi", streams=[{"index": 0, "kind": "video", "codec": "mpeg2video"}])
    give(browser, admin, kim, library_ids=None)
    url = offer(browser, hers, odd).json()["url"]
    give(browser, admin, kim, may_transcode=False)
    assert offer(browser, hers, plain).status_code == 200
    refused = offer(browser, hers, odd)
    assert refused.status_code == 403
    assert "without being converted" in refused.json()["detail"]
    for path in (url, f"{MEDIA}/{odd.id}/hls/{source.id}/v0t/init.mp4", f"{MEDIA}/{odd.id}/hls/{source.id}/v0t/0.m4s"):
        assert browser.get(path, headers=hers).status_code == 403, path
    assert offer(browser, hers, plain, force="transcode").status_code == 403


def test_only_as_many_devices_play_as_may_at_once(browser, admin, kim, people, shelf):
    give(browser, admin, kim, library_ids=None, stream_limit=1)
    sofa, bed = people.bearer(browser, "kim@example.org"), people.bearer(browser, "kim@example.org")
    film, other = shelf["mild"], shelf["nameless"]
    assert offer(browser, sofa, film).status_code == 200
    assert offer(browser, sofa, other).status_code == 200  # the same device goes on with something else
    refused = offer(browser, bed, film)
    assert refused.status_code == 403
    assert refused.json()["detail"] == "You already play on another device. Stop it there first."
    assert browser.get(f"{MEDIA}/{film.id}/stream", headers=bed).status_code == 403
    report = {"position": 3, "duration": 100, "event": "close"}
    assert browser.put(f"{MEDIA}/{other.id}/progress", json=report, headers=sofa).status_code == 200
    assert offer(browser, bed, film).status_code == 200


def test_devices_say_what_they_play(browser, admin, kim, hers, people, shelf, services):
    give(browser, admin, kim, library_ids=None)
    assert offer(browser, hers, shelf["mild"]).status_code == 200
    (mine,) = browser.get(f"{routes.API}/auth/sessions", headers=hers).json()["items"]
    assert (mine["playing"], mine["playing_id"]) == ("Gentle Whale", str(shelf["mild"].id))
    (seen,) = browser.get(f"{USERS}/{kim.id}/sessions", headers=admin).json()["items"]
    assert seen["playing"] == "Gentle Whale"
    browser.put(
        f"{MEDIA}/{shelf['mild'].id}/progress", json={"position": 3, "duration": 9, "event": "close"}, headers=hers
    )
    (mine,) = browser.get(f"{routes.API}/auth/sessions", headers=hers).json()["items"]
    assert mine["playing"] == ""


def test_an_administrator_ends_the_session_of_somebody_else(browser, admin, kim, hers):
    (seen,) = browser.get(f"{USERS}/{kim.id}/sessions", headers=admin).json()["items"]
    assert browser.delete(f"{routes.API}/auth/sessions/{seen['id']}", headers=admin).status_code == 204
    assert browser.get(f"{routes.API}/settings", headers=hers).status_code == 401


def test_nobody_reads_or_changes_the_rights_of_anybody_by_guessing_an_id(browser, admin, kim, hers, people):
    ann = people.add()
    for person in (ann, kim):
        assert browser.get(f"{USERS}/{person.id}/rights", headers=hers).status_code == 403
        assert browser.patch(f"{USERS}/{person.id}/rights", json={"max_rating": None}, headers=hers).status_code == 403
        assert browser.get(f"{USERS}/{person.id}/sessions", headers=hers).status_code == 403
    assert browser.get(f"{USERS}/{uuid4()}/rights", headers=admin).status_code == 404


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"max_rating": 19}, "max_rating"),
        ({"max_rating": -1}, "max_rating"),
        ({"stream_limit": 0}, "stream_limit"),
        ({"library_ids": [str(uuid4())]}, "library_ids"),
        ({"role": "admin"}, "role"),
    ],
)
def test_rights_that_make_no_sense_change_nothing(browser, admin, kim, change, field):
    before = browser.get(f"{USERS}/{kim.id}/rights", headers=admin).json()
    answer = browser.patch(f"{USERS}/{kim.id}/rights", json=change, headers=admin)
    assert answer.status_code == 422
    assert field in answer.text
    assert browser.get(f"{USERS}/{kim.id}/rights", headers=admin).json() == before


def test_a_change_of_rights_is_in_the_audit_log_with_before_and_after(browser, admin, kim):
    give(browser, admin, kim, max_rating=6, stream_limit=2)
    (row,) = browser.get(f"{routes.API}/admin/audit?action=user.rights", headers=admin).json()["items"]
    assert row["before"] == {"max_rating": None, "stream_limit": None}
    assert row["after"] == {"max_rating": 6, "stream_limit": 2}
    assert PASSWORD not in str(row)


def test_services_refuse_by_the_viewer_alone(services, make, shelf):
    """Not only the doors: whoever calls a service with such a viewer gets no further."""
    make.run("update media_items set maturity = 17 where id = %s", shelf["cruel"].id)
    viewer = Viewer(uuid4(), "child", max_rating=12, may_download=False, may_transcode=False, stream_limit=1)
    cruel = shelf["cruel"].id
    for read in (
        lambda: services.browse.detail(viewer, cruel),
        lambda: services.browse.children(viewer, cruel),
        lambda: services.browse.page(viewer, MediaQuery(parent=cruel)),
        lambda: services.playback.open(viewer, cruel),
        lambda: services.playback.offer(viewer, cruel, PlaybackWish(DeviceProfile())),
        lambda: services.progress.report(viewer, cruel, ProgressReport(1, 2)),
        lambda: services.artwork.file(viewer, cruel, "poster"),
    ):
        with pytest.raises(NotFound):
            read()
    with pytest.raises(Forbidden):
        services.playback.download(viewer, cruel)
