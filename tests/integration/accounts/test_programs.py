"""What programs hold: access tokens, refresh tokens that work once, sessions that end."""

from concurrent.futures import ThreadPoolExecutor

import jwt
import redis

from medianest import routes
from medianest.errors import NotSignedIn
from medianest.services.viewer import Viewer

SETTINGS = f"{routes.API}/settings"
REFRESH = f"{routes.API}/auth/refresh"


def test_a_program_signs_in_and_asks_as_the_person(browser, people):
    people.add()
    answer = browser.get(SETTINGS, headers=people.bearer(browser))
    assert answer.status_code == 200
    assert answer.json()["email"] == "ann@example.org"


def test_a_program_that_signs_in_is_given_no_cookie(browser, people):
    people.add()
    people.tokens(browser)
    assert not browser.cookies


def test_a_refresh_token_gives_the_next_pair(browser, people):
    people.add()
    first = people.tokens(browser)
    second = browser.post(REFRESH, json={"refresh_token": first["refresh_token"]}).json()
    assert second["refresh_token"] != first["refresh_token"]
    answer = browser.get(SETTINGS, headers={"authorization": f"Bearer {second['access_token']}"})
    assert answer.status_code == 200


def test_a_refresh_token_used_twice_ends_the_whole_family(browser, people):
    people.add()
    first = people.tokens(browser)
    second = browser.post(REFRESH, json={"refresh_token": first["refresh_token"]}).json()
    again = browser.post(REFRESH, json={"refresh_token": first["refresh_token"]})
    assert (again.status_code, again.json()["code"]) == (401, "not_signed_in")
    assert browser.post(REFRESH, json={"refresh_token": second["refresh_token"]}).status_code == 401
    for pair in (first, second):
        answer = browser.get(SETTINGS, headers={"authorization": f"Bearer {pair['access_token']}"})
        assert answer.status_code == 401


def test_of_two_that_refresh_at_once_only_one_gets_a_pair(services, browser, people):
    people.add()
    token = people.tokens(browser)["refresh_token"]

    def rotate(_):
        try:
            return services.tokens.rotate(token)
        except NotSignedIn as problem:
            return problem

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(rotate, range(4)))
    assert sum(not isinstance(answer, Exception) for answer in answers) == 1


def test_an_ended_session_stays_ended_when_redis_forgets(browser, people, redis_url):
    people.add()
    mine = people.bearer(browser)
    assert browser.get(SETTINGS, headers=mine).status_code == 200
    assert browser.post(f"{routes.API}/auth/logout", headers=mine).status_code == 204
    assert browser.get(SETTINGS, headers=mine).status_code == 401
    redis.Redis.from_url(redis_url).flushall()
    assert browser.get(SETTINGS, headers=mine).status_code == 401


def test_a_flushed_redis_signs_nobody_out(browser, people, redis_url):
    people.add()
    mine = people.bearer(browser)
    redis.Redis.from_url(redis_url).flushall()
    assert browser.get(SETTINGS, headers=mine).status_code == 200


def test_ending_a_session_is_announced_to_its_streams(services, browser, people, redis_url):
    people.add()
    mine = people.bearer(browser)
    session = browser.get(f"{routes.API}/auth/sessions", headers=mine).json()["items"][0]
    with redis.Redis.from_url(redis_url).pubsub(ignore_subscribe_messages=True) as listener:
        listener.subscribe("sessions:ended")
        listener.get_message(timeout=2)
        browser.delete(f"{routes.API}/auth/sessions/{session['id']}", headers=mine)
        message = listener.get_message(timeout=2)
    assert message
    assert message["data"].decode() == session["id"]


def test_nobody_ends_the_session_of_somebody_else(browser, people):
    people.add("ann@example.org")
    people.add("bob@example.org")
    ann, bob = people.bearer(browser, "ann@example.org"), people.bearer(browser, "bob@example.org")
    session = browser.get(f"{routes.API}/auth/sessions", headers=ann).json()["items"][0]["id"]
    assert browser.delete(f"{routes.API}/auth/sessions/{session}", headers=bob).status_code == 404
    assert browser.get(SETTINGS, headers=ann).status_code == 200


def test_tokens_that_we_did_not_sign_name_nobody(browser, people):
    people.add()
    good = people.tokens(browser)["access_token"]
    claims = jwt.decode(good, options={"verify_signature": False})
    forged = [
        jwt.encode(claims, "another key of thirty-two bytes!!", algorithm="HS256"),
        jwt.encode(claims, "", algorithm="none"),
        good[:-2],
        good + "x",
        "",
        "\x00",
    ]
    for token in forged:
        assert browser.get(SETTINGS, headers={"authorization": f"Bearer {token}"}).status_code == 401


def test_a_disabled_person_is_out_at_once_and_cannot_come_back(services, browser, people):
    user = people.add()
    pair = people.tokens(browser)
    mine = {"authorization": f"Bearer {pair['access_token']}"}
    assert browser.get(SETTINGS, headers=mine).status_code == 200
    services.accounts.change(Viewer.system(), user.id, disabled=True)
    assert browser.get(SETTINGS, headers=mine).status_code == 401
    assert browser.post(REFRESH, json={"refresh_token": pair["refresh_token"]}).status_code == 401
    answer = browser.post(f"{routes.API}/auth/login", json={"email": user.email, "password": "correct horse battery"})
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


def test_a_new_role_counts_at_once(services, browser, people):
    user = people.add()
    mine = people.bearer(browser)
    assert browser.get(f"{routes.API}/admin/users", headers=mine).status_code == 403
    services.accounts.change(Viewer.system(), user.id, role="admin")
    assert browser.get(f"{routes.API}/admin/users", headers=mine).status_code == 200
