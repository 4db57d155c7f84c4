"""An authenticator app after the password: every code once, every try bounded, and a way back for a lost phone."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import psycopg2
import pytest
import redis
from pyotp.totp import TOTP

from medianest import routes
from medianest.api.cookies import MFA_COOKIE
from medianest.errors import MfaRequired, TooManyRequests, WrongCode
from medianest.models.columns import now
from medianest.services import second_factors as module
from medianest.services import second_step
from medianest.services.one_time_codes import Answer
from medianest.services.second_step import Device, Proof
from medianest.services.sessions import COOKIE
from medianest.services.step_up import FRESH
from medianest.services.viewer import Viewer
from tests.people import PASSWORD, cookie_of

AUTH = f"{routes.API}/auth"
SETTINGS = f"{routes.API}/settings"
WRONG = "000000"


class Phone:
    """An authenticator app whose clock the test moves on: each code it shows is a new one."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = time.time()
        self.secret = ""
        self.recovery_codes: list[str] = []
        monkeypatch.setattr(module, "time", SimpleNamespace(time=lambda: self.now))

    def shown(self) -> str:
        return TOTP(self.secret).at(int(self.now))

    def next(self) -> str:
        self.now += 30
        return self.shown()


@pytest.fixture
def phone(monkeypatch):
    return Phone(monkeypatch)


def enrol(browser, phone, headers):
    begun = browser.post(f"{AUTH}/totp", json={}, headers=headers)
    assert begun.status_code == 200, begun.text
    phone.secret, phone.recovery_codes = begun.json()["secret"], begun.json()["recovery_codes"]
    answer = browser.post(f"{AUTH}/totp/confirm", json={"code": phone.next()}, headers=headers)
    assert answer.status_code == 204, answer.text
    return answer


@pytest.fixture
def ann(people, browser, phone):
    """Ann with an app, and the header of the session that she set it up in."""
    user = people.add()
    headers = people.bearer(browser)
    enrol(browser, phone, headers)
    return SimpleNamespace(id=user.id, headers=headers)


def login(browser, email="ann@example.org", password=PASSWORD):
    return browser.post(f"{AUTH}/login", json={"email": email, "password": password, "device_name": "script"})


def mfa_token(browser, email="ann@example.org"):
    answer = login(browser, email)
    assert (answer.status_code, answer.json()["code"]) == (401, "mfa_required"), answer.text
    assert answer.json()["expires_in"] == 300
    assert "access_token" not in answer.json()
    return answer.json()["mfa_token"]


def second(browser, token, **answer):
    return browser.post(f"{AUTH}/mfa", json={"mfa_token": token, **answer})


def outcome(answer):
    return answer.status_code, answer.json().get("code")


def actions(services):
    return [row.action for row in services.audit.list(Viewer.system(), 200).items]


def unthrottled(redis_url):
    client = redis.Redis.from_url(redis_url)
    for key in client.scan_iter("*throttle*"):
        client.delete(key)


def age_sessions(database_url):
    """Every sign-in was longer ago than counts as proof."""
    with psycopg2.connect(database_url) as connection, connection.cursor() as cursor:
        cursor.execute("update user_sessions set created_at = %s", (now() - FRESH,))


# Setting up


def test_nothing_is_asked_until_a_code_has_confirmed_the_app(browser, people, phone):
    people.add()
    headers = people.bearer(browser)
    begun = browser.post(f"{AUTH}/totp", json={}, headers=headers).json()
    assert login(browser).status_code == 200
    wrong = browser.post(f"{AUTH}/totp/confirm", json={"code": WRONG}, headers=headers)
    assert outcome(wrong) == (422, "wrong_code")
    assert login(browser).status_code == 200
    phone.secret = begun["secret"]
    assert browser.post(f"{AUTH}/totp/confirm", json={"code": phone.next()}, headers=headers).status_code == 204
    assert outcome(login(browser)) == (401, "mfa_required")


def test_what_was_begun_by_one_session_is_confirmed_by_no_other(browser, people, phone):
    people.add()
    people.add("bob@example.org")
    ann, again, bob = (people.bearer(browser, who) for who in ("ann@example.org",) * 2 + ("bob@example.org",))
    phone.secret = browser.post(f"{AUTH}/totp", json={}, headers=ann).json()["secret"]
    for other in (again, bob):
        answer = browser.post(f"{AUTH}/totp/confirm", json={"code": phone.next()}, headers=other)
        assert outcome(answer) == (409, "conflict")


def test_an_app_is_not_put_in_place_of_another(browser, ann):
    assert outcome(browser.post(f"{AUTH}/totp", json={}, headers=ann.headers)) == (409, "conflict")


def test_of_many_confirmations_at_once_one_counts(browser, people, phone, services):
    people.add()
    headers = people.bearer(browser)
    phone.secret = browser.post(f"{AUTH}/totp", json={}, headers=headers).json()["secret"]
    code = phone.next()
    with ThreadPoolExecutor(5) as pool:
        answers = pool.map(
            lambda _: browser.post(f"{AUTH}/totp/confirm", json={"code": code}, headers=headers), range(5)
        )
        assert sorted(answer.status_code for answer in answers) == [204, 409, 409, 409, 409]
    assert actions(services).count("second_factor.added") == 1


def test_long_after_signing_in_the_password_is_asked_before_anything_changes(browser, people, phone, database_url):
    people.add()
    headers = people.bearer(browser)
    enrol(browser, phone, headers)
    age_sessions(database_url)
    for path in ("totp", "totp/remove", "totp/recovery-codes"):
        for body in ({}, {"password": "not the password"}):
            answer = browser.post(f"{AUTH}/{path}", json={"code": phone.next(), **body}, headers=headers)
            assert outcome(answer) == (422, "proof_needed"), path
            assert "password" in answer.json()["errors"]
    mended = browser.post(f"{AUTH}/totp/recovery-codes", json={"password": PASSWORD}, headers=headers)
    assert mended.status_code == 200
    assert browser.get(f"{AUTH}/factors", headers=headers).json()["proof"] == "password"


def test_secrets_are_kept_sealed_and_never_told_again(browser, ann, phone, database_url, redis_url):
    shown = browser.get(f"{AUTH}/factors", headers=ann.headers)
    assert shown.json()["recovery_codes_left"] == 10
    with psycopg2.connect(database_url) as connection, connection.cursor() as cursor:
        cursor.execute(
            "select encode(secret, 'escape') from second_factors union all select encode(code_hash, 'escape') from"
            " recovery_codes union all select row_to_json(a)::text from audit_log a"
        )
        stored = " ".join(text for (text,) in cursor.fetchall())
    client = redis.Redis.from_url(redis_url)
    for key in client.scan_iter("*"):
        stored += f" {key} {client.get(key) if client.type(key) == b'string' else ''}"
    for secret in (phone.secret, *phone.recovery_codes, *(one.replace("-", "") for one in phone.recovery_codes)):
        assert secret not in stored + shown.text


# Signing in


def test_the_password_and_a_code_sign_a_program_in(browser, ann, phone, services):
    answer = second(browser, mfa_token(browser), code=phone.next())
    assert answer.status_code == 200, answer.text
    mine = {"authorization": f"Bearer {answer.json()['access_token']}"}
    assert browser.get(SETTINGS, headers=mine).json()["email"] == "ann@example.org"
    names = {one["device_name"] for one in browser.get(f"{AUTH}/sessions", headers=mine).json()["items"]}
    assert "script" in names
    (last, *_) = services.audit.list(Viewer.system(), 1).items
    assert (last.action, last.after) == ("sign_in", {"kind": "program", "by": "password and app"})


def test_a_wrong_code_opens_nothing_and_the_try_goes_on(browser, ann, phone, services):
    token = mfa_token(browser)
    assert outcome(second(browser, token, code=WRONG)) == (422, "wrong_code")
    assert outcome(second(browser, token)) == (422, "wrong_code")
    assert "second_factor.refused" in actions(services)
    assert second(browser, token, code=phone.next()).status_code == 200


def test_a_code_counts_once_whoever_sends_it(browser, ann, phone):
    code = phone.next()
    assert second(browser, mfa_token(browser), code=code).status_code == 200
    assert outcome(second(browser, mfa_token(browser), code=code)) == (422, "wrong_code")


def test_the_code_that_confirmed_the_app_signs_nobody_in(browser, ann, phone):
    assert outcome(second(browser, mfa_token(browser), code=phone.shown())) == (422, "wrong_code")


def test_an_older_code_does_not_count_after_a_newer_one(browser, ann, phone):
    older, newer = phone.next(), phone.next()
    assert second(browser, mfa_token(browser), code=newer).status_code == 200
    assert outcome(second(browser, mfa_token(browser), code=older)) == (422, "wrong_code")


def test_of_one_code_sent_many_times_at_once_one_signs_in(browser, ann, phone):
    code, tokens = phone.next(), [mfa_token(browser) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda token: second(browser, token, code=code), tokens))
    assert sorted(answer.status_code for answer in answers) == [200, 422, 422, 422]


def test_a_recovery_code_counts_once_however_it_is_typed(browser, ann, phone, services):
    code = phone.recovery_codes[3]
    assert second(browser, mfa_token(browser), recovery_code=code.upper().replace("-", " ")).status_code == 200
    assert outcome(second(browser, mfa_token(browser), recovery_code=code)) == (422, "wrong_code")
    assert browser.get(f"{AUTH}/factors", headers=ann.headers).json()["recovery_codes_left"] == 9
    assert "recovery_code.used" in actions(services)


def test_new_recovery_codes_end_the_old_ones(browser, ann, phone):
    made = browser.post(f"{AUTH}/totp/recovery-codes", json={}, headers=ann.headers).json()["recovery_codes"]
    assert outcome(second(browser, mfa_token(browser), recovery_code=phone.recovery_codes[0])) == (422, "wrong_code")
    assert second(browser, mfa_token(browser), recovery_code=made[0]).status_code == 200


def test_recovery_codes_of_somebody_else_are_worth_nothing(browser, ann, people, phone, monkeypatch):
    people.add("bob@example.org")
    bobs = Phone(monkeypatch)
    enrol(browser, bobs, people.bearer(browser, "bob@example.org"))
    token = mfa_token(browser, "bob@example.org")
    assert outcome(second(browser, token, recovery_code=phone.recovery_codes[0])) == (422, "wrong_code")


# The token of a try


def test_the_token_of_a_try_signs_in_once(browser, ann, phone):
    token = mfa_token(browser)
    assert second(browser, token, code=phone.next()).status_code == 200
    assert outcome(second(browser, token, code=phone.next())) == (401, "mfa_expired")


def test_the_token_of_a_try_is_its_own_persons_alone(browser, ann, people, phone, monkeypatch):
    """Ann's code with the token that Bob's password gave, and the other way round."""
    people.add("bob@example.org")
    bobs = Phone(monkeypatch)
    enrol(browser, bobs, people.bearer(browser, "bob@example.org"))
    phone.now = bobs.now = bobs.now + 30
    assert outcome(second(browser, mfa_token(browser, "bob@example.org"), code=phone.shown())) == (422, "wrong_code")
    assert outcome(second(browser, mfa_token(browser), code=bobs.shown())) == (422, "wrong_code")


def test_the_token_of_a_try_opens_nothing_else(browser, ann):
    token = mfa_token(browser)
    assert browser.get(SETTINGS, headers={"authorization": f"Bearer {token}"}).status_code == 401
    assert browser.post(f"{AUTH}/refresh", json={"refresh_token": token}).status_code == 401
    assert browser.get(SETTINGS, headers={"cookie": f"{COOKIE}={token}"}).status_code == 401


def test_the_token_of_a_program_is_not_a_browsers_nor_the_other_way_round(browser, ann, people, phone):
    answer = browser.post(
        routes.SESSION_SECOND_STEP,
        data={"code": phone.next()},
        headers={"cookie": f"{MFA_COOKIE}={mfa_token(browser)}"},
    )
    assert answer.headers["location"] == "/login?error=mfa_expired"
    people.sign_in(browser)
    assert outcome(second(browser, browser.cookies[MFA_COOKIE], code=phone.next())) == (401, "mfa_expired")


@pytest.mark.parametrize("token", ["", "x", "A" * 43, "é" * 43, "\x00"])
def test_what_is_no_token_of_a_try_is_refused(browser, ann, phone, token):
    assert outcome(second(browser, token, code=phone.next())) == (401, "mfa_expired")


def test_a_try_that_took_too_long_is_over(browser, ann, phone, redis_url, monkeypatch):
    token = mfa_token(browser)
    later = time.time() + 301
    monkeypatch.setattr(second_step, "time", SimpleNamespace(time=lambda: later))
    assert outcome(second(browser, token, code=phone.next())) == (401, "mfa_expired")
    lives = [
        redis.Redis.from_url(redis_url).ttl(key) for key in redis.Redis.from_url(redis_url).scan_iter("second step:*")
    ]
    assert all(0 < life <= 300 for life in lives)


def test_a_stolen_try_dies_with_the_password(browser, ann, phone):
    token = mfa_token(browser)
    body = {"current_password": PASSWORD, "new_password": "another long password"}
    assert browser.put(f"{SETTINGS}/password", json=body, headers=ann.headers).status_code == 204
    assert outcome(second(browser, token, code=phone.next())) == (401, "mfa_expired")


def test_a_stolen_try_dies_with_the_app_that_it_was_given_for(browser, ann, phone):
    token = mfa_token(browser)
    removed = browser.post(f"{AUTH}/totp/remove", json={"code": phone.next()}, headers=ann.headers)
    assert removed.status_code == 204
    enrol(browser, phone, ann.headers)
    assert outcome(second(browser, token, code=phone.next())) == (401, "mfa_expired")


def test_whoever_is_disabled_between_the_steps_stays_out(browser, ann, people, phone, services):
    people.add("root@example.org", "admin")
    token = mfa_token(browser)
    services.accounts.change(Viewer.system(), ann.id, disabled=True)
    assert outcome(second(browser, token, code=phone.next())) == (403, "forbidden")


# Guessing


def test_a_try_is_over_after_five_wrong_codes(browser, ann, phone, redis_url):
    token = mfa_token(browser)
    for _ in range(5):
        assert outcome(second(browser, token, code=WRONG)) == (422, "wrong_code")
    unthrottled(redis_url)
    assert outcome(second(browser, token, code=phone.next())) == (401, "mfa_expired")


def test_a_hundred_guesses_in_a_second_are_as_good_as_five(browser, ann, phone, services):
    """With the password known, and a new try begun for each guess."""
    tokens = []
    for _ in range(100):
        with pytest.raises(MfaRequired) as asked:
            services.sign_in.admit_program(Viewer.nobody("10.0.0.9"), Proof(ann.id, "password"), Device("guesser"))
        tokens.append(asked.value.mfa_token)
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda token: second(browser, token, code=WRONG), tokens))
    tried = [answer for answer in answers if answer.status_code == 422]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert (len(tried), len(refused)) == (5, 95)
    assert all(int(answer.headers["retry-after"]) >= 1 for answer in refused)


def test_whoever_used_up_the_guesses_at_codes_did_not_use_up_the_recovery_codes(services, ann, phone):
    for number in range(40):  # from many addresses, so that only the person's own limit holds
        with pytest.raises((WrongCode, TooManyRequests)):
            services.second_factors.check(Viewer.nobody(f"10.0.1.{number}"), ann.id, Answer(code=WRONG))
    with pytest.raises(TooManyRequests):
        services.second_factors.check(Viewer.nobody("10.0.2.1"), ann.id, Answer(code=phone.next()))
    used = Answer(recovery_code=phone.recovery_codes[0])
    assert services.second_factors.check(Viewer.nobody("10.0.2.1"), ann.id, used) == "recovery_code"


def test_without_redis_nobody_gets_past_the_second_step(services, ann, browser, phone, monkeypatch):
    token = mfa_token(browser)

    def away(*_, **__):
        raise redis.ConnectionError("away")

    monkeypatch.setattr(redis.Redis, "getdel", away)
    assert outcome(second(browser, token, code=phone.next())) == (503, "overloaded")


# In a browser


def test_the_browser_has_no_session_before_the_second_step(browser, ann, people, phone):
    answer = people.sign_in(browser, next="/library/1")
    assert answer.headers["location"] == "/login?step=code&next=%2Flibrary%2F1"
    assert COOKIE not in answer.headers["set-cookie"]
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith(MFA_COOKIE)
    assert "httponly" in cookie
    assert "path=/api/session" in cookie
    assert browser.get(SETTINGS).status_code == 401
    wrong = browser.post(routes.SESSION_SECOND_STEP, data={"code": WRONG, "next": "/library/1"})
    assert wrong.headers["location"].startswith("/login?error=wrong_code")
    assert "step=code" in wrong.headers["location"]
    done = browser.post(routes.SESSION_SECOND_STEP, data={"code": phone.next(), "next": "/library/1"})
    assert done.headers["location"] == "/library/1"
    assert browser.get(SETTINGS).json()["email"] == "ann@example.org"
    assert MFA_COOKIE not in browser.cookies


def test_another_site_finishes_no_sign_in(browser, ann, people, phone):
    people.sign_in(browser)
    code = phone.next()
    evil = {"origin": "https://evil.example"}
    answer = browser.post(routes.SESSION_SECOND_STEP, data={"code": code}, headers=evil)
    assert "cross_site" in answer.headers["location"]
    assert browser.get(SETTINGS).status_code == 401


@pytest.mark.parametrize("target", ["https://evil.example", "//evil.example", "/\\evil.example"])
def test_the_second_step_never_leads_to_another_server(browser, ann, people, phone, target):
    assert "evil" not in people.sign_in(browser, next=target).headers["location"]
    done = browser.post(routes.SESSION_SECOND_STEP, data={"code": phone.next(), "next": target})
    assert done.headers["location"] == "/"


def test_setting_up_an_app_gives_the_browser_a_new_cookie_and_ends_the_old_one(browser, people, phone):
    people.add()
    old = cookie_of(people.sign_in(browser))
    session = browser.get(f"{AUTH}/sessions").json()["items"][0]["id"]
    new = cookie_of(enrol(browser, phone, {}))
    assert new != old
    assert browser.get(f"{AUTH}/sessions").json()["items"][0]["id"] == session
    browser.cookies.clear()
    assert browser.get(SETTINGS, headers={"cookie": f"{COOKIE}={old}"}).status_code == 401
    assert browser.get(SETTINGS, headers={"cookie": f"{COOKIE}={new}"}).status_code == 200


def test_a_new_password_gives_the_browser_a_new_cookie_and_ends_the_old_one(browser, people):
    people.add()
    old = cookie_of(people.sign_in(browser))
    body = {"current_password": PASSWORD, "new_password": "another long password"}
    new = cookie_of(browser.put(f"{SETTINGS}/password", json=body))
    browser.cookies.clear()
    assert browser.get(SETTINGS, headers={"cookie": f"{COOKIE}={old}"}).status_code == 401
    assert browser.get(SETTINGS, headers={"cookie": f"{COOKIE}={new}"}).status_code == 200


# Taking away


def test_removing_the_app_takes_a_code_of_it(browser, ann, phone):
    refused = browser.post(f"{AUTH}/totp/remove", json={"code": WRONG}, headers=ann.headers)
    assert outcome(refused) == (422, "wrong_code")
    assert outcome(login(browser)) == (401, "mfa_required")
    done = browser.post(f"{AUTH}/totp/remove", json={"recovery_code": phone.recovery_codes[0]}, headers=ann.headers)
    assert done.status_code == 204
    assert login(browser).status_code == 200
    left = browser.get(f"{AUTH}/factors", headers=ann.headers).json()
    assert (left["app"], left["recovery_codes_left"]) == (False, 0)


def test_an_administrator_helps_whoever_lost_their_phone_and_it_is_written_down(browser, ann, people, services):
    people.add("root@example.org", "admin")
    root = people.bearer(browser, "root@example.org")
    door = f"{routes.API}/admin/users/{ann.id}/second-factors"
    assert browser.delete(door, headers=ann.headers).status_code == 403
    assert browser.delete(door, headers=root).status_code == 204
    assert browser.get(SETTINGS, headers=ann.headers).status_code == 401
    assert login(browser).status_code == 200
    (row,) = [one for one in services.audit.list(Viewer.system(), 50).items if one.action.endswith("factors_removed")]
    assert (row.actor["name"], row.target_id) == ("root", str(ann.id))
    assert outcome(browser.delete(door, headers=root)) == (404, "not_found")
