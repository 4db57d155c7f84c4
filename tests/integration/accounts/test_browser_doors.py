"""Native forms: sign-in, sign-out and setup, and what a hostile page can do with them."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from medianest import routes
from medianest.errors import Conflict, MediaNestError
from medianest.services.second_step import Device
from medianest.services.sessions import COOKIE
from medianest.services.viewer import Viewer
from tests.people import PASSWORD, cookie_of

SETTINGS = f"{routes.API}/settings"
EVIL = {"origin": "https://evil.example"}


def setup_form(code: str, **changed: str) -> dict[str, str]:
    return {"code": code, "display_name": "Ann", "email": "ann@example.org", "password": PASSWORD, **changed}


def test_sign_in_sets_a_cookie_that_scripts_cannot_read_and_goes_on(browser, people):
    people.add()
    answer = people.sign_in(browser, next="/library/1?sort=year")
    assert (answer.status_code, answer.headers["location"]) == (303, "/library/1?sort=year")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" not in cookie
    assert browser.get(SETTINGS).json()["email"] == "ann@example.org"


def test_over_https_the_cookie_is_secure(api, people):
    from starlette.testclient import TestClient

    people.add()
    with TestClient(api, base_url="https://nas.example", follow_redirects=False) as client:
        answer = client.post(
            routes.SESSION_SIGN_IN,
            data={"email": "ann@example.org", "password": PASSWORD},
            headers={"origin": "https://nas.example"},
        )
    assert "secure" in answer.headers["set-cookie"].lower()
    assert answer.headers["strict-transport-security"]


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/\t/evil",
    ],
)
def test_sign_in_never_redirects_to_another_server(browser, people, target):
    people.add()
    assert people.sign_in(browser, next=target).headers["location"] == "/"


@pytest.mark.parametrize("email", ["nobody@example.org", "ann@example.org"])
def test_unknown_and_wrong_get_the_same_answer(browser, people, email):
    people.add()
    answer = browser.post(routes.SESSION_SIGN_IN, data={"email": email, "password": "not the password"})
    assert answer.headers["location"] == "/login?error=wrong_credentials"
    assert "set-cookie" not in answer.headers


def test_a_cookie_that_was_there_before_sign_in_is_worth_nothing_after_it(browser, people):
    """Session fixation: the attacker's cookie in the victim's browser."""
    people.add()
    planted = "A" * 43
    browser.cookies.set(COOKIE, planted)
    answer = people.sign_in(browser)
    assert cookie_of(answer) != planted
    browser.cookies.clear()
    assert browser.get(SETTINGS, cookies={COOKIE: planted}).status_code == 401


def test_signing_in_again_ends_the_session_before(browser, people):
    people.add()
    first = cookie_of(people.sign_in(browser))
    second = cookie_of(people.sign_in(browser))
    browser.cookies.clear()
    assert browser.get(SETTINGS, headers={"cookie": f"{COOKIE}={first}"}).status_code == 401
    assert browser.get(SETTINGS, headers={"cookie": f"{COOKIE}={second}"}).status_code == 200


def test_signing_out_ends_the_session_for_whoever_kept_the_cookie(browser, people):
    people.add()
    kept = cookie_of(people.sign_in(browser))
    answer = browser.post(routes.SESSION_SIGN_OUT)
    assert answer.headers["location"] == routes.LOGIN
    browser.cookies.clear()
    assert browser.get(SETTINGS, headers={"cookie": f"{COOKIE}={kept}"}).status_code == 401


@pytest.mark.parametrize("headers", [EVIL, {"origin": "null"}, {"origin": ""}])
def test_a_page_of_another_site_can_write_nothing_with_the_cookie(browser, people, headers):
    people.add()
    people.sign_in(browser)
    refused = browser.patch(SETTINGS, json={"display_name": "Mallory"}, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert browser.post(routes.SESSION_SIGN_OUT, headers=headers).status_code == 403
    assert browser.get(SETTINGS).json()["display_name"] != "Mallory"


def test_a_page_of_another_site_cannot_sign_the_visitor_in(browser, people):
    """Login cross-site request forgery: the victim would use the attacker's account."""
    people.add()
    answer = browser.post(routes.SESSION_SIGN_IN, data={"email": "ann@example.org", "password": PASSWORD}, headers=EVIL)
    assert "error=cross_site" in answer.headers["location"]
    assert "set-cookie" not in answer.headers


def test_a_cookie_alone_without_an_origin_writes_nothing(api, people):
    from starlette.testclient import TestClient

    people.add()
    with TestClient(api, follow_redirects=False) as client:
        people.sign_in(client, **{})
        client.post(
            routes.SESSION_SIGN_IN,
            data={"email": "ann@example.org", "password": PASSWORD},
            headers={"origin": "http://testserver"},
        )
        assert client.get(SETTINGS).status_code == 200
        assert client.patch(SETTINGS, json={"theme": "light"}).status_code == 403


def test_guessing_is_slowed_down_for_one_person_and_others_are_not_kept_out(browser, people):
    people.add("ann@example.org")
    people.add("bob@example.org")
    form = {"email": "ann@example.org", "password": "a wrong password"}
    answers = [browser.post(routes.SESSION_SIGN_IN, data=form).headers["location"] for _ in range(7)]
    assert "wrong_credentials" in answers[4]
    assert "too_many_requests" in answers[5]
    assert "too_many_requests" in people.sign_in(browser, "ann@example.org").headers["location"]
    assert people.sign_in(browser, "bob@example.org").headers["location"] == "/"


def test_programs_are_told_how_long_to_wait(browser, people):
    people.add()
    body = {"email": "ann@example.org", "password": "a wrong password"}
    answers = [browser.post(f"{routes.API}/auth/login", json=body) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60


def test_setup_needs_the_code_and_then_signs_in(services, browser):
    code = services.setup.code()
    assert services.setup.needed()
    wrong = browser.post(routes.SESSION_SETUP, data=setup_form("AAAA-AAAA"))
    assert wrong.headers["location"] == "/setup?error=invalid&fields=code"
    right = browser.post(routes.SESSION_SETUP, data=setup_form(code.lower().replace("-", " ")))
    assert right.headers["location"] == "/setup?step=library"
    assert browser.get(f"{routes.API}/admin/users").json()["items"][0]["role"] == "admin"
    assert not services.setup.needed()
    assert services.setup.code() is None


def test_setup_names_the_fields_that_cannot_be_used(services, browser):
    code = services.setup.code()
    for changed, field in (
        ({"password": "short"}, "password"),
        ({"password": "ann@example.org"}, "password"),
        ({"email": "nonsense"}, "email"),
        ({"display_name": "x" * 90}, "display_name"),
    ):
        answer = browser.post(routes.SESSION_SETUP, data=setup_form(code, **changed))
        assert answer.headers["location"] == f"/setup?error=invalid&fields={field}"
    assert services.setup.needed()


def test_a_new_start_makes_the_old_code_worthless(services, browser):
    old = services.setup.code()
    services.setup.code()
    assert "fields=code" in browser.post(routes.SESSION_SETUP, data=setup_form(old)).headers["location"]


def test_of_two_who_set_up_at_once_one_wins_and_the_other_is_told(services):
    code = services.setup.code()

    def one(number: int):
        try:
            return services.setup.complete(
                Viewer.nobody("127.0.0.1"), code, "", f"a{number}@example.org", PASSWORD, Device()
            )
        except MediaNestError as problem:
            return problem

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(one, range(4)))
    losers = [answer for answer in answers if not isinstance(answer, str)]
    assert len(losers) == 3
    assert all(isinstance(answer, Conflict) for answer in losers)
    assert len(services.accounts.list(Viewer.system()).items) == 1


def test_setup_is_closed_once_somebody_is_there(services, browser, people):
    code = services.setup.code()
    people.add()
    assert browser.post(routes.SESSION_SETUP, data=setup_form(code)).headers["location"] == "/setup?error=conflict"


def test_guessing_the_code_is_slowed_down(services, browser):
    services.setup.code()
    answers = [browser.post(routes.SESSION_SETUP, data=setup_form(f"AAAA-AAA{n}")) for n in range(2, 13)]
    assert "too_many_requests" in answers[-1].headers["location"]
