"""A shared browser remembers who signed in wholly, and opens their profile with a PIN: never one without the other."""

from __future__ import annotations

import re
from datetime import timedelta
from types import SimpleNamespace

import psycopg2
import pytest

from medianest import routes
from medianest.models.columns import now
from medianest.services.remembered_profiles import WRONG_TRIES
from medianest.services.second_step import Device, Proof
from medianest.services.sessions import COOKIE
from medianest.services.viewer import Viewer
from tests.people import ORIGIN, PASSWORD, cookie_of

PIN, WRONG = "2580", "0852"
OWN = f"{routes.API}/auth/pin"
SETTINGS = f"{routes.API}/settings"
EVIL = {"origin": "https://evil.example"}


@pytest.fixture
def ann(people, browser):
    """Ann with a PIN, signed in and remembered by the browser."""
    user = people.add()
    people.sign_in(browser)
    assert browser.put(OWN, json={"pin": PIN}).status_code == 204
    answer = people.sign_in(browser)
    (name, token) = remembered(answer)
    return SimpleNamespace(id=user.id, answer=answer, name=name, token=token)


def remembered(answer):
    found = re.search(r"(medianest_profile_\w+)=([^;]+)", answer.headers.get("set-cookie", ""))
    return found.groups() if found else None


def profiles(browser):
    return browser.get(routes.SESSION_PROFILES).json()["items"]


def open_with(browser, pin=PIN, profile=None, **more):
    chosen = profile or next((one["id"] for one in profiles(browser)), "")
    return browser.post(routes.SESSION_PIN, data={"profile": chosen, "pin": pin, **more.pop("data", {})}, **more)


def wrong(answer):
    return answer.status_code == 303 and "error=wrong_pin" in answer.headers["location"]


def rows(services, action):
    return [row for row in services.audit.list(Viewer.system(), 200).items if row.action == action]


# Being remembered


def test_nobody_without_a_pin_is_remembered(browser, people):
    people.add()
    assert remembered(people.sign_in(browser)) is None
    assert profiles(browser) == []


def test_after_a_whole_sign_in_the_browser_has_a_token_for_the_doors_of_sign_in_alone(ann, browser):
    cookie = next(one for one in ann.answer.headers.get_list("set-cookie") if one.startswith(ann.name)).lower()
    for rule in ("httponly", "samesite=lax", f"path={routes.SESSION}", f"max-age={90 * 24 * 3600}"):
        assert rule in cookie
    assert [one["display_name"] for one in profiles(browser)] == ["ann"]


def test_a_wrong_password_and_half_a_sign_in_remember_nobody(people, browser, services, monkeypatch):
    people.add()
    people.sign_in(browser)
    browser.put(OWN, json={"pin": PIN})
    browser.cookies.clear()
    refused = browser.post(routes.SESSION_SIGN_IN, data={"email": "ann@example.org", "password": "wrong"})
    assert remembered(refused) is None
    monkeypatch.setattr(services.sign_in._second_step, "_stamp", lambda _: "an app is set up")
    half = people.sign_in(browser)
    assert "step=code" in half.headers["location"]
    assert remembered(half) is None


def test_the_token_is_kept_as_a_hash_and_the_pin_too(ann, database_url):
    with psycopg2.connect(database_url) as connection, connection.cursor() as cursor:
        cursor.execute("select r::text, p.pin_hash from remembered_profiles r join user_profiles p using (user_id)")
        row, pin = cursor.fetchone()
    assert ann.token not in row
    assert pin.startswith("$argon2")
    assert PIN not in pin


def test_what_anybody_sees_before_a_pin_has_no_address(ann, browser):
    answer = browser.get(routes.SESSION_PROFILES)
    assert "@" not in answer.text
    assert str(ann.id) not in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert set(answer.json()["items"][0]) == {"id", "display_name"}


def test_signing_in_again_replaces_the_token_of_this_browser(ann, browser, people):
    people.sign_in(browser)
    assert len(profiles(browser)) == 1
    browser.cookies.clear()
    browser.cookies.set(ann.name, ann.token)
    assert profiles(browser) == []


def test_two_people_are_remembered_the_last_first(ann, browser, people):
    people.add("bob@example.org")
    people.sign_in(browser, "bob@example.org")
    browser.put(OWN, json={"pin": WRONG})
    people.sign_in(browser, "bob@example.org")
    assert [one["display_name"] for one in profiles(browser)] == ["bob", "ann"]
    bob = profiles(browser)[0]["id"]
    assert wrong(open_with(browser, PIN, profile=bob))
    assert open_with(browser, WRONG, profile=bob).headers["location"] == "/"


def test_after_ninety_days_it_is_forgotten(ann, browser, database_url, services):
    with psycopg2.connect(database_url) as connection, connection.cursor() as cursor:
        cursor.execute("update remembered_profiles set expires_at = %s", (now() - timedelta(seconds=1),))
    assert profiles(browser) == []
    assert services.sessions.tidy(Viewer.system()) >= 1


# Opening


def test_the_pin_opens_a_new_session_and_ends_the_one_before(ann, browser, services):
    before = cookie_of(ann.answer)
    answer = open_with(browser, data={"next": "/history"})
    assert answer.headers["location"] == "/history"
    assert browser.get(SETTINGS).json()["email"] == "ann@example.org"
    browser.cookies.clear()
    assert browser.get(SETTINGS, headers={"cookie": f"{COOKIE}={before}"}).status_code == 401
    assert rows(services, "sign_in")[0].after == {"kind": "browser", "by": "pin"}


def test_signed_out_the_profile_is_still_offered_and_opens(ann, browser):
    assert browser.post(routes.SESSION_SIGN_OUT).headers["location"] == routes.LOGIN
    assert browser.get(SETTINGS).status_code == 401
    assert open_with(browser).headers["location"] == "/"
    assert browser.get(SETTINGS).status_code == 200


def test_a_pin_does_not_stand_for_the_password_where_one_is_asked(ann, browser):
    open_with(browser)
    refused = browser.put(OWN, json={"pin": "1111"})
    assert (refused.status_code, refused.json()["code"]) == (422, "proof_needed")
    assert browser.put(OWN, json={"pin": "1111", "password": PASSWORD}).status_code == 204


def test_five_wrong_pins_make_the_browser_forget_and_the_right_one_comes_too_late(ann, browser, services):
    profile = profiles(browser)[0]["id"]
    answers = [open_with(browser, WRONG, profile) for _ in range(WRONG_TRIES)]
    assert all(map(wrong, answers))
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert profiles(browser) == []
    assert wrong(open_with(browser, PIN, profile))
    assert len(rows(services, "profile.forgotten")) == 1
    assert len(rows(services, "pin.refused")) == WRONG_TRIES + 1


def test_the_right_pin_makes_the_wrong_ones_before_it_good(ann, browser):
    for _ in range(2):
        profile = profiles(browser)[0]["id"]
        for _ in range(WRONG_TRIES - 1):
            open_with(browser, WRONG, profile)
        assert open_with(browser, PIN, profile).headers["location"] == "/"


def test_a_person_is_guessed_at_so_often_from_wherever(ann, browser, people):
    last = None
    for _ in range(6):
        people.sign_in(browser)
        profile = profiles(browser)[0]["id"]
        for _ in range(WRONG_TRIES - 1):
            last = open_with(browser, WRONG, profile)
    assert "error=too_many_requests" in last.headers["location"]


@pytest.mark.parametrize("profile", ["", "nonsense", "00000000-0000-0000-0000-000000000000"])
def test_no_profile_that_the_browser_does_not_hold_opens(ann, browser, profile):
    assert wrong(browser.post(routes.SESSION_PIN, data={"profile": profile, "pin": PIN}))


def test_without_this_browsers_cookie_or_with_anothers_token_nothing_opens(ann, browser, people):
    profile = profiles(browser)[0]["id"]
    browser.cookies.clear()
    assert wrong(open_with(browser, PIN, profile))
    people.add("bob@example.org")
    people.sign_in(browser, "bob@example.org")
    browser.put(OWN, json={"pin": PIN})
    people.sign_in(browser, "bob@example.org")
    assert wrong(open_with(browser, PIN, profile))
    assert browser.post(routes.SESSION_FORGET_PROFILE, data={"profile": profile}).status_code == 303
    browser.cookies.clear()
    cookie = {"cookie": f"{ann.name}={ann.token}"}
    assert open_with(browser, PIN, profile, headers=cookie).headers["location"] == "/"


def test_a_page_of_another_site_can_neither_open_nor_forget(ann, browser):
    browser.cookies.delete(COOKIE)
    profile = profiles(browser)[0]["id"]
    refused = open_with(browser, PIN, profile, headers=EVIL)
    assert "error=cross_site" in refused.headers["location"]
    assert "set-cookie" not in refused.headers
    browser.post(routes.SESSION_FORGET_PROFILE, data={"profile": profile}, headers=EVIL)
    assert [one["id"] for one in profiles(browser)] == [profile]


# Being forgotten


def test_who_is_forgotten_on_purpose_is_not_offered(ann, browser, services):
    profile = profiles(browser)[0]["id"]
    browser.post(routes.SESSION_FORGET_PROFILE, data={"profile": profile})
    assert profiles(browser) == []
    assert ann.name not in browser.cookies
    assert wrong(open_with(browser, PIN, profile))
    assert rows(services, "profile.forgotten")


def _password(browser, services, user_id):
    body = {"current_password": PASSWORD, "new_password": "another long sentence"}
    assert browser.put(f"{SETTINGS}/password", json=body).status_code == 204


def _reset(browser, services, user_id):
    services.accounts.reset_password(Viewer.system(), user_id, "another long sentence")


def _disabled(browser, services, user_id):
    services.accounts.change(Viewer.system(), user_id, disabled=True)
    services.accounts.change(Viewer.system(), user_id, disabled=False)


def _no_pin(browser, services, user_id):
    assert browser.post(f"{OWN}/remove", json={}).status_code == 204
    assert browser.put(OWN, json={"pin": PIN}).status_code == 204


def _taken(browser, services, user_id):
    services.profile_pins.remove_of(Viewer.system(), user_id)
    services.profile_pins.set_for(Viewer.system(), user_id, PIN)


@pytest.mark.parametrize("change", [_password, _reset, _disabled, _no_pin, _taken])
def test_every_browser_forgets_when_the_sign_in_changes(ann, browser, services, change):
    profile = profiles(browser)[0]["id"]
    change(browser, services, ann.id)
    assert wrong(open_with(browser, PIN, profile))
    assert profiles(browser) == []


def test_a_session_of_a_pin_remembers_nobody_anew(ann, services):
    token = services.sign_in.admit_browser(Viewer.nobody("10.0.0.1"), Proof(ann.id, "pin", complete=True), Device())
    assert services.remembered_profiles.remember(token, []) is None


# The PIN itself


@pytest.mark.parametrize("pin", ["", "123", "123456789", "12a4", "١٢٣٤", " 1234", "1234\n"])
def test_a_pin_is_four_to_eight_digits(ann, browser, pin):
    refused = browser.put(OWN, json={"pin": pin})
    assert refused.status_code == 422
    assert "pin" in refused.json()["errors"]


def test_administrators_set_and_remove_one_and_it_is_told_but_never_shown(browser, people, services):
    ann = people.add()
    people.add("root@example.org", "admin")
    root = people.bearer(browser, "root@example.org")
    place = f"{routes.API}/admin/users/{ann.id}"
    assert browser.get(f"{place}/rights", headers=root).json()["has_pin"] is False
    assert browser.put(f"{place}/pin", json={"pin": PIN}, headers=root).status_code == 204
    told = browser.get(f"{place}/rights", headers=root)
    assert told.json()["has_pin"] is True
    assert "argon2" not in told.text
    assert browser.delete(f"{place}/pin", headers=root).status_code == 204
    assert browser.get(f"{place}/rights", headers=root).json()["has_pin"] is False
    assert browser.delete(f"{place}/pin", headers=root).status_code == 404
    made = [*rows(services, "user.pin_set"), *rows(services, "user.pin_removed")]
    assert len(made) == 2
    assert not [row for row in made if PIN in f"{row.before}{row.after}" or "argon2" in f"{row.before}{row.after}"]


def test_nobody_sets_a_pin_for_somebody_else(browser, people):
    root = people.add("root@example.org", "admin")
    people.add()
    place = f"{routes.API}/admin/users/{root.id}/pin"
    headers = {**people.bearer(browser), **ORIGIN}
    assert browser.put(place, json={"pin": PIN}, headers=headers).status_code == 403
    assert browser.delete(place, headers=headers).status_code == 403
