"""What strangers and other people try, at every door there is; the doors are found by walking the application."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any
from uuid import uuid4

import pytest
from pwdlib.hashers.argon2 import Argon2Hasher

from medianest import routes
from medianest.api.app import build_api
from medianest.errors import MediaNestError
from medianest.services.sign_in import Device
from medianest.services.viewer import Viewer
from tests.integration.accounts.test_api_frame import GUARDED
from tests.people import PASSWORD

SECRET = "Ann's own"


@cache
def the_document() -> dict[str, Any]:
    return build_api().openapi()


def body_for(method: str, path: str) -> Any:
    """The least that the door's own document takes, so that nothing but rights can refuse it."""
    document = the_document()
    told = document["paths"].get(path, {}).get(method.lower(), {}).get("requestBody")
    if told is None:
        return None
    return example(next(iter(told["content"].values()))["schema"], document)


def example(schema: dict[str, Any], document: dict[str, Any]) -> Any:
    if "$ref" in schema:
        return example(document["components"]["schemas"][schema["$ref"].rpartition("/")[2]], document)
    if "anyOf" in schema:
        return example(schema["anyOf"][0], document)
    if "enum" in schema or "const" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    kind = schema.get("type")
    if kind == "object":
        known = schema.get("properties", {})
        # One field at least: a change of nothing is no change.
        wanted = schema.get("required") or list(known)[:1]
        return {name: example(known[name], document) for name in wanted}
    if kind == "array":
        return [example(schema["items"], document)] if schema.get("minItems") else []
    if kind == "string":
        samples = {"uuid": "00000000-0000-0000-0000-000000000000", "email": "mallory@example.org"}
        return samples.get(schema.get("format", ""), "x" * max(12, schema.get("minLength", 0)))
    return {"integer": max(1, schema.get("minimum", 1)), "number": 1, "boolean": True}.get(kind or "")


@pytest.fixture
def ann(browser, people):
    people.add()
    return people.bearer(browser)


@pytest.fixture
def bob(browser, people, services, make):
    """Another person, who may see one library that Ann's things are not in."""
    person = people.add("bob@example.org")
    services.accounts.give_libraries(Viewer.system(), person.id, frozenset({make.make_library("Open").id}))
    return person


@pytest.fixture
def hers(browser, ann, make, people) -> dict[str, str]:
    """Ids of what is Ann's, by the names that doors give them."""
    library = make.make_library(SECRET)
    film = make.make_item(library, "movie", SECRET)
    make.make_source(film)
    playlist = browser.post(f"{routes.API}/playlists", json={"name": SECRET}, headers=ann).json()
    browser.post(f"{routes.API}/playlists/{playlist['id']}/items", json={"media_ids": [str(film.id)]}, headers=ann)
    (entry,) = browser.get(f"{routes.API}/playlists/{playlist['id']}", headers=ann).json()["entries"]
    key = browser.post(f"{routes.API}/auth/keys", json={"name": SECRET, "scope": "read"}, headers=ann).json()
    (session, *_) = browser.get(f"{routes.API}/auth/sessions", headers=ann).json()["items"]
    return {
        "library_id": str(library.id),
        "media_id": str(film.id),
        "source_id": str(film.id),
        "playlist_id": playlist["id"],
        "entry_id": entry["id"],
        "key_id": key["key"]["id"],
        "session_id": session["id"],
        "user_id": str(people.made["ann@example.org"].id),
    }


def unknown(path: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda _: str(uuid4()), path)


def test_horizontal_access_by_guessed_ids_opens_and_changes_nothing_at_any_door(browser, people, ann, bob, hers):
    before = {path: browser.get(f"{routes.API}/{path}", headers=ann).json() for path in ("playlists", "auth/keys")}
    tried, mine = 0, people.bearer(browser, "bob@example.org")
    for method, path in GUARDED:
        names = re.findall(r"\{(\w+)\}", path)
        address = re.sub(r"\{(\w+)\}", lambda name: hers.get(name[1], "0"), path)
        if browser.get(f"{routes.API}/auth/sessions", headers=mine).status_code == 401:  # the door was the way out
            mine = people.bearer(browser, "bob@example.org")
        answer = browser.request(method, address, json=body_for(method, path), headers=mine)
        assert SECRET not in answer.text, (method, path)
        if set(names) & set(hers):
            tried += 1
            nowhere = browser.request(method, unknown(path), json=body_for(method, path), headers=mine)
            same = (answer.status_code, answer.text) == (nowhere.status_code, nowhere.text)
            assert same or answer.status_code in (403, 404, 422), (method, path, answer.status_code, answer.text)
    assert tried > 20
    assert {path: browser.get(f"{routes.API}/{path}", headers=ann).json() for path in before} == before


def test_vertical_access_is_refused_at_every_door_of_the_administration(browser, people, ann, hers):
    tried = 0
    for method, path in GUARDED:
        if "/admin/" in path:
            tried += 1
            address = re.sub(r"\{(\w+)\}", lambda name: hers.get(name[1], "00000000-0000-0000-0000-000000000000"), path)
            answer = browser.request(method, address, json=body_for(method, path), headers=ann)
            assert answer.status_code == 403, (method, path, answer.status_code, answer.text)
    assert tried > 10


def test_mass_assignment_makes_nobody_an_administrator(browser, people, ann, services):
    wish = {"role": "admin", "is_admin": True, "user_id": "0", "library_ids": None, "disabled": False, "scope": "admin"}
    for method, path in GUARDED:
        if method in ("POST", "PUT", "PATCH") and "{" not in path and "/admin/" not in path:
            plain = body_for(method, path)
            browser.request(method, path, json={**(plain if isinstance(plain, dict) else {}), **wish}, headers=ann)
    fresh = people.bearer(browser)
    assert browser.get(f"{routes.API}/admin/users", headers=fresh).status_code == 403
    listed = services.accounts.list(Viewer.system())
    assert {user.role for user in listed.items} == {"user"}


def counted(monkeypatch) -> list[str]:
    """Every verification of a password from now on."""
    done: list[str] = []
    verify = Argon2Hasher.verify

    def counting(self, password, hashed):
        done.append("verified")
        return verify(self, password, hashed)

    monkeypatch.setattr(Argon2Hasher, "verify", counting)
    return done


def test_user_enumeration_finds_the_same_work_for_unknown_and_wrong(services, people, monkeypatch):
    people.add()
    done = counted(monkeypatch)
    costs = []
    for email in ("ann@example.org", "nobody@example.org"):
        with pytest.raises(MediaNestError):
            services.sign_in.program(Viewer.nobody("192.0.2.1"), email, "a wrong password", Device())
        costs.append(len(done))
        done.clear()
    assert costs[0] == costs[1] == 1


def test_brute_force_of_a_hundred_guesses_at_once_has_five_looked_at(services, people, monkeypatch):
    people.add()
    done = counted(monkeypatch)

    def guess(number: int) -> str:
        try:
            services.sign_in.program(Viewer.nobody("192.0.2.1"), "ann@example.org", f"guess {number}", Device())
        except MediaNestError as refused:
            return refused.code
        return "in"

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(guess, range(100)))
    assert "in" not in answers
    assert answers.count("too_many_requests") >= 95
    assert len(done) <= 5


def test_guesses_from_everywhere_slow_strangers_down_and_keep_nobody_out_of_their_home(services, people, monkeypatch):
    people.add()
    home = Viewer.nobody("192.0.2.99")
    services.sign_in.program(home, "ann@example.org", PASSWORD, Device())
    done = counted(monkeypatch)
    for number in range(200):
        stranger = Viewer.nobody(f"198.51.100.{number}")
        with pytest.raises(MediaNestError):
            services.sign_in.program(stranger, "ann@example.org", "a wrong password", Device())
    assert len(done) <= 100
    assert services.sign_in.program(home, "ann@example.org", PASSWORD, Device())
