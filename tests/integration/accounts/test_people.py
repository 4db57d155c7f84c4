"""Administrators and people's own settings, over REST."""

from uuid import UUID

import psycopg2
import pytest

from medianest import routes
from medianest.services.viewer import Viewer
from tests.people import PASSWORD

USERS = f"{routes.API}/admin/users"
SETTINGS = f"{routes.API}/settings"


@pytest.fixture
def admin(browser, people):
    people.add("root@example.org", role="admin")
    return people.bearer(browser, "root@example.org")


def test_an_administrator_adds_a_person_who_can_sign_in(browser, people, admin):
    body = {"email": "Ann@Example.org", "password": PASSWORD, "display_name": "Ann  A."}
    made = browser.post(USERS, json=body, headers=admin)
    assert made.status_code == 201
    assert made.json()["display_name"] == "Ann A."
    assert people.bearer(browser, "ann@example.ORG")


def test_an_address_is_taken_whatever_its_case(browser, people, admin):
    people.add("ann@example.org")
    answer = browser.post(USERS, json={"email": "ANN@example.org", "password": PASSWORD}, headers=admin)
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")


def test_what_cannot_be_used_is_told_for_each_field(browser, admin):
    for body, field in (
        ({"email": "x", "password": PASSWORD}, "email"),
        ({"email": "x@y.z", "password": "123"}, "password"),
        ({"email": "x@y.z", "password": PASSWORD, "role": "god"}, "role"),
        ({"password": PASSWORD}, "email"),
    ):
        answer = browser.post(USERS, json=body, headers=admin)
        assert answer.status_code == 422
        assert field in answer.json()["errors"], body


def test_a_password_that_is_refused_is_not_repeated_in_the_answer(browser, admin):
    answer = browser.post(USERS, json={"email": ["x"], "password": {"plain": "hunter2-hunter2"}}, headers=admin)
    assert answer.status_code == 422
    assert "hunter2" not in answer.text


@pytest.mark.parametrize("change", [{"disabled": True}, {"role": "user"}, {"role": "user", "disabled": True}])
def test_the_last_administrator_cannot_be_locked_out(browser, people, admin, change):
    me = people.made["root@example.org"].id
    answer = browser.patch(f"{USERS}/{me}", json=change, headers=admin)
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert browser.get(USERS, headers=admin).status_code == 200


def test_a_disabled_administrator_does_not_count_as_one_who_is_left(browser, people, admin):
    other = people.add("other@example.org", role="admin")
    me = people.made["root@example.org"].id
    assert browser.patch(f"{USERS}/{other.id}", json={"disabled": True}, headers=admin).status_code == 200
    assert browser.patch(f"{USERS}/{me}", json={"role": "user"}, headers=admin).status_code == 409


def test_people_come_in_pages(browser, people, admin):
    for number in range(5):
        people.add(f"p{number}@example.org")
    seen, cursor = [], None
    while True:
        params = {"limit": 2, **({"cursor": cursor} if cursor else {})}
        page = browser.get(USERS, params=params, headers=admin).json()
        seen += [user["email"] for user in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == [*(f"p{number}@example.org" for number in range(5)), "root@example.org"]


@pytest.mark.parametrize("cursor", ["x", "e30", "WzEsMl0", "A" * 3000])
def test_a_cursor_that_is_not_ours_is_refused(browser, admin, cursor):
    assert browser.get(USERS, params={"cursor": cursor}, headers=admin).status_code == 422


def test_a_limit_beyond_200_is_refused(browser, admin):
    assert browser.get(USERS, params={"limit": 201}, headers=admin).status_code == 422


def test_a_password_set_by_an_administrator_signs_the_person_out(browser, people, admin):
    user = people.add()
    theirs = people.bearer(browser)
    answer = browser.put(f"{USERS}/{user.id}/password", json={"password": "a new password!"}, headers=admin)
    assert answer.status_code == 204
    assert browser.get(SETTINGS, headers=theirs).status_code == 401
    assert browser.post(f"{routes.API}/auth/login", json={"email": user.email, "password": PASSWORD}).status_code == 401


def test_settings_change_one_by_one(browser, people):
    people.add()
    mine = people.bearer(browser)
    assert browser.get(SETTINGS, headers=mine).json()["theme"] == "dark"
    browser.patch(SETTINGS, json={"theme": "light", "audio_language": "de"}, headers=mine)
    changed = browser.patch(SETTINGS, json={"display_name": "Ännchen"}, headers=mine).json()
    assert (changed["theme"], changed["audio_language"], changed["display_name"]) == ("light", "de", "Ännchen")
    assert browser.get(SETTINGS, headers=mine).json() == changed


@pytest.mark.parametrize(
    "change",
    [
        {"theme": "pink"},
        {"language": "english please"},
        {"language": ""},
        {"role": "admin"},
        {"autoplay_next": "maybe"},
    ],
)
def test_settings_that_cannot_be_used_change_nothing(browser, people, change):
    people.add()
    mine = people.bearer(browser)
    before = browser.get(SETTINGS, headers=mine).json()
    answer = browser.patch(SETTINGS, json={"display_name": "New", **change}, headers=mine)
    assert answer.status_code == 422
    assert next(iter(change)) in answer.json()["errors"]
    assert browser.get(SETTINGS, headers=mine).json() == before


def test_a_changed_password_keeps_this_session_and_ends_the_others(browser, people):
    people.add()
    here, there = people.bearer(browser), people.bearer(browser)
    body = {"current_password": "not it", "new_password": "a better password"}
    wrong = browser.put(f"{SETTINGS}/password", json=body, headers=here)
    assert wrong.json()["errors"] == {"current_password": "This is not your password."}
    right = browser.put(f"{SETTINGS}/password", json={**body, "current_password": PASSWORD}, headers=here)
    assert right.status_code == 204
    assert browser.get(SETTINGS, headers=here).status_code == 200
    assert browser.get(SETTINGS, headers=there).status_code == 401


def test_a_child_sees_only_the_libraries_that_were_given(services, browser, people, admin, database_url):
    child = people.add("kid@example.org", role="child")
    theirs = people.tokens(browser, "kid@example.org")["access_token"]
    assert services.tokens.viewer_of(theirs).library_ids == frozenset()
    shelf = a_library(database_url)
    url = f"{USERS}/{child.id}/libraries"
    missing = browser.put(url, json={"library_ids": [str(UUID(int=1))]}, headers=admin)
    assert missing.json()["errors"] == {"library_ids": "Choose among those that are there."}
    assert browser.put(url, json={"library_ids": [str(shelf)]}, headers=admin).status_code == 200
    assert services.tokens.viewer_of(theirs).library_ids == frozenset({shelf})


def a_library(database_url: str) -> UUID:
    with psycopg2.connect(database_url) as connection, connection.cursor() as cursor:
        cursor.execute("insert into libraries (name, type, path) values ('Films', 'movies', '/films') returning id")
        return UUID(str(cursor.fetchone()[0]))


def test_the_audit_log_comes_newest_first_and_in_pages(browser, people, admin):
    people.add()
    url = f"{routes.API}/admin/audit"
    first = browser.get(url, params={"limit": 2}, headers=admin).json()
    assert [line["action"] for line in first["items"]] == ["user.added", "sign_in"]
    rest = browser.get(url, params={"cursor": first["next_cursor"]}, headers=admin).json()
    assert [line["action"] for line in rest["items"]] == ["user.added"]
    assert rest["next_cursor"] is None


def test_tidying_forgets_what_ended_long_ago_and_nothing_else(services, browser, people, database_url):
    people.add()
    gone, kept = people.tokens(browser), people.tokens(browser)
    session = services.tokens.session_of(gone["access_token"])
    with psycopg2.connect(database_url) as connection, connection.cursor() as cursor:
        cursor.execute("update user_sessions set revoked_at = now() - interval '91 days' where id = %s", [str(session)])
    assert services.sessions.tidy(Viewer.system()) == 1
    assert services.tokens.rotate(kept["refresh_token"])
