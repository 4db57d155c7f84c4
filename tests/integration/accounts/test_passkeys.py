"""A passkey lets its person in, once for each challenge and at this server alone, and the last way in stays."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import psycopg2
import pytest
from hypothesis import HealthCheck, assume, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as some
from pyotp.totp import TOTP
from starlette.testclient import TestClient

from medianest import routes
from medianest.errors import Conflict, MediaNestError
from medianest.models.columns import now
from medianest.services.passkeys import MOST
from medianest.services.second_step import Device
from medianest.services.sessions import COOKIE
from medianest.services.sign_in_rules import Wanted
from medianest.services.step_up import FRESH
from medianest.services.viewer import Viewer
from tests.fakes.authenticator import PRESENT, Authenticator
from tests.people import PASSWORD, cookie_of

HERE = "https://nas.example"
KEYS = routes.API_PASSKEYS
SETTINGS = f"{routes.API}/settings"


@pytest.fixture
def browser(api):
    """A browser at a name with https: elsewhere there are no passkeys."""
    with TestClient(
        api, base_url=HERE, follow_redirects=False, headers={"origin": HERE}, raise_server_exceptions=False
    ) as client:
        yield client


@pytest.fixture
def device():
    return Authenticator(HERE)


def register(browser, device, name="Phone", headers=None):
    options = browser.post(f"{KEYS}/options", json={}, headers=headers)
    assert options.status_code == 200, options.text
    return browser.post(KEYS, json={"name": name, "credential": device.create(options.json())}, headers=headers)


@pytest.fixture
def ann(people, browser, device):
    """Ann, signed in in the browser, with a passkey."""
    user = people.add()
    people.sign_in(browser)
    answer = register(browser, device)
    assert answer.status_code == 201, answer.text
    return SimpleNamespace(id=user.id, passkey=answer.json()["id"])


def begin(browser):
    answer = browser.post(routes.SESSION_PASSKEY_OPTIONS)
    assert answer.status_code == 200, answer.text
    return answer.json()


def sign_in(browser, credential, **more):
    browser.cookies.clear()
    return browser.post(routes.SESSION_PASSKEY, json={"credential": credential, **more})


def outcome(answer):
    return answer.status_code, answer.json().get("code")


def reasons(services):
    rows = services.audit.list(Viewer.system(), 50).items
    return [row.after["reason"] for row in rows if row.action == "sign_in.failed"]


REFUSED = (401, "wrong_credentials")


def test_a_passkey_signs_its_person_in_and_says_so_in_the_audit_log(browser, ann, device, services):
    answer = sign_in(browser, device.get(begin(browser)), next="/library/1")
    assert answer.json() == {"location": "/library/1"}
    assert "httponly" in answer.headers["set-cookie"].lower()
    assert browser.get(SETTINGS).json()["email"] == "ann@example.org"
    (last, *_) = services.audit.list(Viewer.system(), 1).items
    assert (last.action, last.after) == ("sign_in", {"kind": "browser", "by": "passkey"})
    assert browser.get(KEYS).json()["items"][0]["last_used_at"]


def test_it_is_two_factors_in_one_so_no_code_is_asked(browser, ann, device, services):
    begun = browser.post(f"{routes.API_TOTP}", json={}).json()
    code = TOTP(begun["secret"]).now()
    assert browser.post(f"{routes.API_TOTP}/confirm", json={"code": code}).status_code == 204
    assert sign_in(browser, device.get(begin(browser))).status_code == 200
    assert browser.get(SETTINGS).status_code == 200


def test_making_a_passkey_gives_the_browser_a_new_cookie(browser, people, device):
    people.add()
    old = cookie_of(people.sign_in(browser))
    assert cookie_of(register(browser, device)) != old
    browser.cookies.clear()
    assert browser.get(SETTINGS, headers={"cookie": f"{COOKIE}={old}"}).status_code == 401


def test_what_is_asked_of_the_device_says_nothing_about_anybody(browser, ann):
    options = begin(browser)
    assert options["rpId"] == "nas.example"
    assert options["userVerification"] == "required"
    assert not options.get("allowCredentials")


def test_a_device_that_is_known_is_asked_for_no_second_one(browser, ann, device):
    options = browser.post(f"{KEYS}/options", json={}).json()
    assert [one["id"] for one in options["excludeCredentials"]] == [device.get(begin(browser))["id"]]
    assert outcome(register(browser, device)) == (409, "conflict")


# Answers that are refused


def test_an_answer_counts_once(browser, ann, device):
    answer = device.get(begin(browser))
    assert sign_in(browser, answer).status_code == 200
    assert outcome(sign_in(browser, answer)) == REFUSED


def test_of_one_answer_sent_many_times_at_once_one_signs_in(services, ann, browser, device):
    answer = device.get(begin(browser))

    def attempt(_):
        try:
            return bool(services.passkey_sign_in.finish(Viewer.nobody(), HERE, answer, Device()))
        except MediaNestError:
            return False

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(attempt, range(6))) == 1


def test_a_challenge_that_the_device_chose_itself_is_refused(browser, ann, device, services):
    assert outcome(sign_in(browser, device.get({"challenge": "AAAA"}))) == REFUSED
    assert reasons(services) == ["challenge"]


def test_a_challenge_for_making_one_signs_nobody_in_and_the_other_way_round(browser, ann, device):
    making = browser.post(f"{KEYS}/options", json={}).json()
    other = Authenticator(HERE)
    credential = other.create({**making, "challenge": begin(browser)["challenge"]})
    assert outcome(browser.post(KEYS, json={"name": "x", "credential": credential})) == (422, "invalid")
    assert outcome(sign_in(browser, device.get(making))) == REFUSED


@pytest.mark.parametrize(
    ("lie", "value"),
    [
        ("origin", "https://nas.example.evil.example"),
        ("origin", "http://nas.example"),
        ("host", "evil.example"),
        ("flags", PRESENT),  # nobody looked at who holds the device
        ("flags", 0),
        ("user_handle", b"somebody else's"),
    ],
)
def test_a_lie_of_the_device_is_refused(browser, ann, device, lie, value):
    setattr(device, lie, value)
    assert outcome(sign_in(browser, device.get(begin(browser)))) == REFUSED


def test_another_key_under_the_same_name_is_refused(browser, ann, device):
    forged = Authenticator(HERE, credential_id=device.credential_id, host=device.host, user_handle=device.user_handle)
    assert outcome(sign_in(browser, forged.get(begin(browser)))) == REFUSED


def test_an_unknown_passkey_is_refused_with_the_same_words(browser, ann, device):
    stranger = Authenticator(HERE, host="nas.example")
    unknown = sign_in(browser, stranger.get(begin(browser))).json()
    device.flags = PRESENT
    assert unknown == sign_in(browser, device.get(begin(browser))).json()


def test_a_copied_device_is_found_by_its_counter(browser, ann, device, services):
    assert sign_in(browser, device.get(begin(browser))).status_code == 200
    assert sign_in(browser, device.get(begin(browser))).status_code == 200
    device.count -= 1  # the copy has been used as often as the device before its last use
    assert outcome(sign_in(browser, device.get(begin(browser)))) == REFUSED
    assert reasons(services) == ["counter went back"]
    device.count = -1
    assert outcome(sign_in(browser, device.get(begin(browser)))) == REFUSED


def test_a_device_that_counts_nothing_is_no_copy(browser, people):
    people.add()
    people.sign_in(browser)
    device = Authenticator(HERE, counting=False)
    assert register(browser, device).status_code == 201
    for _ in range(2):
        assert sign_in(browser, device.get(begin(browser))).status_code == 200


def test_a_passkey_of_another_name_of_this_server_is_refused(browser, ann, device, database_url):
    with psycopg2.connect(database_url) as connection, connection.cursor() as cursor:
        cursor.execute("update passkeys set host = 'old.example'")
    assert outcome(sign_in(browser, device.get(begin(browser)))) == REFUSED


def test_whoever_is_disabled_stays_out(browser, ann, people, device, services):
    people.add("root@example.org", "admin")
    services.accounts.change(Viewer.system(), ann.id, disabled=True)
    assert outcome(sign_in(browser, device.get(begin(browser)))) == (403, "forbidden")


def test_another_sites_page_neither_begins_nor_finishes(browser, ann, device):
    answer = device.get(begin(browser))
    evil = {"origin": "https://evil.example"}
    browser.cookies.clear()
    for path, body in ((routes.SESSION_PASSKEY_OPTIONS, {}), (routes.SESSION_PASSKEY, {"credential": answer})):
        assert browser.post(path, json=body, headers=evil).status_code == 403


def test_challenges_are_not_given_without_end(browser, ann):
    answers = [browser.post(routes.SESSION_PASSKEY_OPTIONS).status_code for _ in range(40)]
    assert answers.count(200) <= 30
    assert answers[-1] == 429


@pytest.mark.parametrize("body", [{}, {"credential": {}}, {"credential": []}, {"credential": {"id": "x" * 9999}}])
def test_what_is_no_answer_is_refused(browser, ann, body):
    assert sign_in(browser, body.get("credential", {})).status_code in (401, 422)
    assert browser.post(routes.SESSION_PASSKEY, json=body).status_code in (401, 422)


JSON = some.recursive(
    some.none() | some.integers() | some.text(max_size=30), lambda inner: some.lists(inner, max_size=3)
)


@hypothesis_settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(spoil=some.data())
def test_no_part_of_an_answer_can_be_spoilt_so_that_it_breaks_the_server(services, browser, ann, device, spoil):
    challenge = services.passkey_sign_in._challenges
    challenge.keep("sign-in AAAA", {})
    answer = device.get({"challenge": "AAAA"})
    part = spoil.draw(some.sampled_from(["id", "rawId", "type", "response", *answer["response"]]))
    value = spoil.draw(JSON)
    if part in answer["response"]:
        answer["response"][part] = value
    else:
        answer[part] = value
    json.dumps(answer)
    assume((part, value) != ("userHandle", None))  # it may be left out: whose key it is, is known by the key
    with pytest.raises(MediaNestError) as told:
        services.passkey_sign_in.finish(Viewer.nobody(), HERE, answer, Device())
    assert told.value.code == "wrong_credentials"


# Where there can be none


def test_at_an_ip_address_or_without_https_it_is_said_where_they_work(api, people):
    people.add()
    for base in ("http://nas.example", "https://192.168.1.5"):
        with TestClient(api, base_url=base, headers={"origin": base}) as client:
            answer = client.post(routes.SESSION_PASSKEY_OPTIONS)
            assert outcome(answer) == (409, "passkeys_unavailable")


# Making, naming, removing


def test_what_one_session_began_no_other_finishes(browser, people, device):
    people.add()
    people.add("bob@example.org")
    ann, bob = people.bearer(browser), people.bearer(browser, "bob@example.org")
    credential = device.create(browser.post(f"{KEYS}/options", json={}, headers=ann).json())
    assert outcome(browser.post(KEYS, json={"name": "x", "credential": credential}, headers=bob)) == (422, "invalid")


def test_a_device_that_did_not_look_who_holds_it_makes_no_passkey(browser, people):
    people.add()
    people.sign_in(browser)
    assert outcome(register(browser, Authenticator(HERE, flags=PRESENT))) == (422, "invalid")


def test_long_after_signing_in_the_password_is_asked(browser, ann, database_url):
    with psycopg2.connect(database_url) as connection, connection.cursor() as cursor:
        cursor.execute("update user_sessions set created_at = %s", (now() - FRESH,))
    for path in (f"{KEYS}/options", f"{KEYS}/{ann.passkey}/remove"):
        assert outcome(browser.post(path, json={})) == (422, "proof_needed")
    assert browser.post(f"{KEYS}/{ann.passkey}/remove", json={"password": PASSWORD}).status_code == 204


def test_a_person_names_their_passkeys(browser, ann):
    assert browser.patch(f"{KEYS}/{ann.passkey}", json={"name": "  The\n new phone "}).json()["name"] == "The new phone"
    for name in ("", " \n", "x" * 61):
        assert outcome(browser.patch(f"{KEYS}/{ann.passkey}", json={"name": name})) == (422, "invalid")


def test_nobody_touches_the_passkeys_of_somebody_else(browser, ann, people):
    people.add("root@example.org", "admin")
    root = people.bearer(browser, "root@example.org")
    assert browser.get(KEYS, headers=root).json()["items"] == []
    assert browser.patch(f"{KEYS}/{ann.passkey}", json={"name": "x"}, headers=root).status_code == 404
    assert browser.post(f"{KEYS}/{ann.passkey}/remove", json={}, headers=root).status_code == 404


def test_a_removed_passkey_opens_nothing(browser, ann, device, services):
    assert browser.post(f"{KEYS}/{ann.passkey}/remove", json={}).status_code == 204
    assert outcome(sign_in(browser, device.get(begin(browser)))) == REFUSED
    actions = [row.action for row in services.audit.list(Viewer.system(), 50).items]
    assert {"passkey.added", "passkey.removed"} <= set(actions)


def test_the_last_way_in_stays(browser, ann, database_url):
    second = register(browser, Authenticator(HERE)).json()["id"]
    with psycopg2.connect(database_url) as connection, connection.cursor() as cursor:
        cursor.execute("update users set password_hash = null")
    assert browser.post(f"{KEYS}/{second}/remove", json={}).status_code == 204
    assert outcome(browser.post(f"{KEYS}/{ann.passkey}/remove", json={})) == (409, "conflict")


def with_an_identity_only(services, user_id, database_url):
    """No password, and an account linked at a provider that may be signed in with."""
    wanted = Wanted(kind="github", issuer="https://github.example", client_id="x", client_secret="y")
    provider = services.sign_in_providers.add(Viewer.system(), wanted)
    with psycopg2.connect(database_url) as connection, connection.cursor() as cursor:
        cursor.execute("update users set password_hash = null")
        cursor.execute(
            "insert into user_identities (user_id, issuer, subject) values (%s, 'https://github.example', '1')",
            (str(user_id),),
        )
    return provider.id


@pytest.mark.parametrize("switched_off", [True, False])
def test_an_identity_is_a_way_in_only_as_long_as_its_provider_is_offered(
    browser, ann, services, database_url, switched_off
):
    provider = with_an_identity_only(services, ann.id, database_url)
    if switched_off:
        services.sign_in_providers.enable(Viewer.system(), provider, False)
    else:
        services.sign_in_providers.remove(Viewer.system(), provider)
    assert outcome(browser.post(f"{KEYS}/{ann.passkey}/remove", json={})) == (409, "conflict")
    with pytest.raises(Conflict):
        services.second_factors.remove_all_of(Viewer.system(), ann.id)


def test_beside_an_identity_that_lets_one_in_the_last_passkey_may_go(browser, ann, services, database_url):
    with_an_identity_only(services, ann.id, database_url)
    assert browser.post(f"{KEYS}/{ann.passkey}/remove", json={}).status_code == 204


def test_two_that_are_removed_at_once_are_not_both_the_last_but_one(browser, ann, services, database_url):
    second = register(browser, Authenticator(HERE)).json()["id"]
    with psycopg2.connect(database_url) as connection, connection.cursor() as cursor:
        cursor.execute("update users set password_hash = null")
    with ThreadPoolExecutor(2) as pool:
        answers = pool.map(lambda one: browser.post(f"{KEYS}/{one}/remove", json={}), (ann.passkey, second))
        assert sorted(answer.status_code for answer in answers) == [204, 409]


def test_whoever_has_no_password_sets_one_shortly_after_signing_in_only(browser, ann, device, database_url):
    with psycopg2.connect(database_url) as connection, connection.cursor() as cursor:
        cursor.execute("update users set password_hash = null")
    sign_in(browser, device.get(begin(browser)))
    with psycopg2.connect(database_url) as connection, connection.cursor() as cursor:
        cursor.execute("update user_sessions set created_at = created_at - interval '1 hour'")
    body = {"new_password": "another long password"}
    assert outcome(browser.put(f"{SETTINGS}/password", json=body)) == (422, "proof_needed")
    sign_in(browser, device.get(begin(browser)))
    assert browser.put(f"{SETTINGS}/password", json=body).status_code == 204


def test_an_administrator_takes_a_lost_phone_away_but_not_the_last_way_in(browser, ann, people, database_url):
    people.add("root@example.org", "admin")
    root = people.bearer(browser, "root@example.org")
    door = f"{routes.API}/admin/users/{ann.id}/second-factors"
    with psycopg2.connect(database_url) as connection, connection.cursor() as cursor:
        cursor.execute("update users set password_hash = null where id = %s", (str(ann.id),))
    assert outcome(browser.delete(door, headers=root)) == (409, "conflict")
    new = {"password": "another long password"}
    assert browser.put(f"{routes.API}/admin/users/{ann.id}/password", json=new, headers=root).status_code == 204
    assert browser.delete(door, headers=root).status_code == 204


def test_a_person_has_a_bounded_number_of_passkeys(browser, ann, database_url):
    with psycopg2.connect(database_url) as connection, connection.cursor() as cursor:
        cursor.execute(
            "insert into passkeys (user_id, name, credential_id, public_key, host)"
            " select %s, 'x', n::text::bytea, '', 'h' from generate_series(1, %s) n",
            (str(ann.id), MOST - 1),
        )
    assert outcome(browser.post(f"{KEYS}/options", json={})) == (409, "conflict")
