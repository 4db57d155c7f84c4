"""Keys reach as far as they were made for, on every route, and no further."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import psycopg2
import pytest
import redis
from fastapi.routing import iter_route_contexts

from medianest import routes
from medianest.api.app import build_api
from medianest.errors import Invalid
from medianest.models.columns import now
from medianest.services.api_keys import MOST
from medianest.services.viewer import Viewer

KEYS = f"{routes.API}/auth/keys"
SETTINGS = f"{routes.API}/settings"
# Reads that a key for looking may not make, by the words in their addresses.
CLOSED = re.compile(r"/api/v1/(auth|admin)/|/(stream|download|hls|subtitles)\b")


@pytest.fixture
def ann(people):
    return people.add("ann@example.org", "admin")


def make_key(browser, people, scope="read", email="ann@example.org", **more):
    body = {"name": "script", "scope": scope, **more}
    answer = browser.post(KEYS, json=body, headers=people.bearer(browser, email))
    assert answer.status_code == 201, answer.text
    return answer.json()


def bearer(made):
    return {"authorization": f"Bearer {made['token']}"}


def v1_routes():
    """Every method and address of the API, with an id in each place for one."""
    for route in iter_route_contexts(build_api().routes):
        if route.path.startswith(routes.API) and route.path != routes.OPENAPI:
            for method in sorted(route.methods):
                yield method, re.sub(r"\{[^}]+\}", lambda _: str(uuid4()), route.path)


def test_a_read_key_changes_nothing_anywhere_and_reads_what_it_may(browser, people, ann):
    mine = bearer(make_key(browser, people))
    tried = list(v1_routes())
    assert len(tried) > 50
    for method, path in tried:
        answer = browser.request(method, path, headers=mine, json={} if method not in ("GET", "HEAD") else None)
        refused = answer.status_code == 403 and (method == "HEAD" or answer.json()["code"] == "insufficient_scope")
        assert refused == (method not in ("GET", "HEAD") or bool(CLOSED.search(path + "/"))), (
            method,
            path,
            answer.text,
        )


def test_not_even_an_admin_key_reaches_sign_in_sessions_passwords_and_keys(browser, people, ann):
    mine = bearer(make_key(browser, people, "admin"))
    assert browser.get(f"{routes.API}/admin/users", headers=mine).status_code == 200
    for method, path in v1_routes():
        if path.startswith(f"{routes.API}/auth") or path == f"{SETTINGS}/password":
            answer = browser.request(method, path, headers=mine, json={})
            assert (answer.status_code, answer.json()["code"]) == (403, "insufficient_scope"), (method, path)
    assert browser.get(routes.API_DOCS, headers=mine).status_code in (200, 403)


@pytest.mark.parametrize(
    ("scope", "playing", "changing", "administering"),
    [("read", 403, 403, 403), ("play", 404, 403, 403), ("manage", 404, 200, 403), ("admin", 404, 200, 200)],
)
def test_each_scope_includes_those_before_it(browser, people, ann, scope, playing, changing, administering):
    mine = bearer(make_key(browser, people, scope))
    assert browser.get(SETTINGS, headers=mine).status_code == 200
    assert browser.get(f"{routes.API}/media/{uuid4()}/stream", headers=mine).status_code == playing
    assert browser.patch(SETTINGS, json={"theme": "light"}, headers=mine).status_code == changing
    assert browser.get(f"{routes.API}/admin/users", headers=mine).status_code == administering


def test_below_admin_the_services_take_an_administrators_key_for_a_users(services, ann):
    for scope, role in (("manage", "user"), ("admin", "admin")):
        made = services.api_keys.add(Viewer(ann.id, "admin"), "x", scope)
        assert services.api_keys.viewer_of(made.token).role == role


def test_a_key_is_shown_once_and_kept_as_a_hash(browser, people, ann, database_url):
    made = make_key(browser, people)
    assert made["token"].startswith("mnk_")
    (listed,) = browser.get(KEYS, headers=people.bearer(browser)).json()["items"]
    assert listed["hint"] == made["token"][-4:]
    with psycopg2.connect(database_url) as connection, connection.cursor() as cursor:
        cursor.execute(
            "select row_to_json(k)::text from api_keys k union all select row_to_json(a)::text from audit_log a"
        )
        stored = " ".join(text for (text,) in cursor.fetchall())
    assert "key.added" in stored
    assert made["token"][4:] not in stored


def test_a_removed_key_opens_nothing_and_its_streams_are_told(browser, people, ann, redis_url):
    made = make_key(browser, people)
    assert browser.get(SETTINGS, headers=bearer(made)).status_code == 200
    with redis.Redis.from_url(redis_url).pubsub(ignore_subscribe_messages=True) as listener:
        listener.subscribe("sessions:ended")
        listener.get_message(timeout=2)
        assert browser.delete(f"{KEYS}/{made['key']['id']}", headers=people.bearer(browser)).status_code == 204
        message = listener.get_message(timeout=2)
    assert message["data"].decode() == made["key"]["id"]
    assert browser.get(SETTINGS, headers=bearer(made)).status_code == 401


def test_a_key_that_has_run_out_or_whose_person_is_disabled_opens_nothing(browser, people, services, database_url):
    people.add("root@example.org", "admin")
    bob = people.add("bob@example.org")
    old, live = (make_key(browser, people, email="bob@example.org") for _ in range(2))
    with psycopg2.connect(database_url) as connection, connection.cursor() as cursor:
        cursor.execute(
            "update api_keys set expires_at = %s where id = %s", (now() - timedelta(seconds=1), old["key"]["id"])
        )
    assert browser.get(SETTINGS, headers=bearer(old)).status_code == 401
    assert browser.get(SETTINGS, headers=bearer(live)).status_code == 200
    services.accounts.change(Viewer.system(), bob.id, disabled=True)
    assert browser.get(SETTINGS, headers=bearer(live)).status_code == 401


def test_the_last_use_of_a_key_is_known(browser, people, ann):
    made = make_key(browser, people)
    assert made["key"]["last_used_at"] is None
    browser.get(SETTINGS, headers=bearer(made))
    (listed,) = browser.get(KEYS, headers=people.bearer(browser)).json()["items"]
    assert listed["last_used_at"]


def test_nobody_sees_or_removes_the_keys_of_somebody_else(browser, people, ann):
    people.add("bob@example.org")
    made = make_key(browser, people)
    bob = people.bearer(browser, "bob@example.org")
    assert browser.get(KEYS, headers=bob).json()["items"] == []
    assert browser.delete(f"{KEYS}/{made['key']['id']}", headers=bob).status_code == 404
    assert browser.get(SETTINGS, headers=bearer(made)).status_code == 200


@pytest.mark.parametrize("token", ["mnk_", "mnk_" + "x" * 43, "mnk_" + "\x00" * 43, "mnk_" + "x" * 4000])
def test_what_is_no_key_names_nobody(browser, people, ann, token):
    assert browser.get(SETTINGS, headers={"authorization": f"Bearer {token}".encode()}).status_code == 401


def test_keys_that_make_no_sense_are_refused_by_field(services, ann, people):
    bob = people.add("bob@example.org")
    for fields, name in (
        (("", "read", 1), "name"),
        (("x", "root", 1), "scope"),
        (("x", "admin", 1), "scope"),
        (("x", "read", -1), "expires_in_days"),
        (("x", "read", 10**9), "expires_in_days"),
    ):
        with pytest.raises(Invalid) as told:
            services.api_keys.add(Viewer(bob.id, "user"), *fields)
        assert name in told.value.fields


def test_a_person_has_a_bounded_number_of_keys(browser, people, services, ann):
    for _ in range(MOST):
        services.api_keys.add(Viewer(ann.id, "admin"), "x", "read")
    answer = browser.post(KEYS, json={"name": "one more"}, headers=people.bearer(browser))
    assert answer.status_code == 409
