"""What somebody with bad intent tries with a sign-in through a provider."""

from __future__ import annotations

from urllib.parse import parse_qs, urlencode, urlsplit

import psycopg2
import pytest

from medianest import routes
from medianest.services.sessions import COOKIE
from tests.fakes import google as fake_google
from tests.integration.sign_in.conftest import HOME, audited, give_identity, set_up
from tests.people import PASSWORD, cookie_of


@pytest.fixture
def ann(people, services, google):
    people.add()
    give_identity(services, "ann@example.org", google.url, google.person["sub"])


def test_login_csrf_the_attackers_answer_in_the_victims_browser(visitor, stranger, ann, google):
    """The victim would use the attacker's account without knowing."""
    answer = google.agree(visitor.start("google"))
    assert stranger.error(stranger.back(answer)) == "start_again"
    assert stranger.who is None
    stranger.start("google")  # a sign-in of the victim's own does not help
    assert stranger.error(stranger.back(answer)) == "start_again"
    assert stranger.who is None
    assert audited(stranger.services, "sign_in.failed")[0]["why"] == "another browser"


def test_link_csrf_another_site_cannot_have_a_link_begun(visitor, people, google):
    people.add()
    visitor.sign_in()
    for key in ("1", "x" * 32):
        assert visitor.error(visitor.start("google", link=key)) == "link_session"
    visitor.back(google.agree(visitor.start("google")))
    assert visitor.client.get(f"{routes.API_AUTH}/identities").json().get("items", []) == []


def test_at_a_browser_left_open_nobody_links_without_the_password(visitor, people, google, database_url):
    people.add()
    visitor.sign_in()
    with psycopg2.connect(database_url) as connection, connection.cursor() as cursor:
        cursor.execute("update user_sessions set created_at = created_at - interval '11 minutes'")
    viewer = visitor.services.sessions.viewer_of_cookie(visitor.cookie, None)
    key = visitor.services.provider_sign_in.link_key(viewer)
    assert visitor.error(visitor.start("google", link=key)) == "link_proof"
    assert visitor.client.post(routes.API_PROOF, json={"password": "a wrong one"}).status_code == 422
    assert visitor.error(visitor.start("google", link=key)) == "link_proof"
    assert visitor.client.post(routes.API_PROOF, json={"password": PASSWORD}).status_code == 204
    visitor.back(google.agree(visitor.start("google", link=key)))
    assert len(visitor.client.get(f"{routes.API_AUTH}/identities").json()["items"]) == 1


def test_an_attackers_link_cannot_be_finished_by_the_victim(visitor, stranger, people, google):
    people.add()
    people.add("mallory@example.org")
    stranger.sign_in("mallory@example.org")
    viewer = stranger.services.sessions.viewer_of_cookie(stranger.cookie, None)
    answer = google.agree(stranger.start("google", link=stranger.services.provider_sign_in.link_key(viewer)))
    visitor.sign_in()
    for name, value in stranger.client.cookies.items():
        if name != COOKIE:
            visitor.client.cookies.set(name, value, domain="testserver.local", path=routes.API_AUTH)
    assert visitor.error(visitor.back(answer)) in ("link_session", "start_again")
    assert visitor.client.get(f"{routes.API_AUTH}/identities").json()["items"] == []


def test_a_link_that_was_begun_before_signing_out_ends_with_the_session(visitor, people, google):
    people.add()
    visitor.sign_in()
    viewer = visitor.services.sessions.viewer_of_cookie(visitor.cookie, None)
    answer = google.agree(visitor.start("google", link=visitor.services.provider_sign_in.link_key(viewer)))
    visitor.client.post(routes.SESSION_SIGN_OUT)
    visitor.sign_in()
    assert visitor.error(visitor.back(answer)) == "link_session"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "/api/v1/x",
    ],
)
def test_open_redirect_a_sign_in_never_ends_on_another_site(visitor, ann, google, target):
    assert visitor.back(google.agree(visitor.start("google", next=target))) == "/"


def test_open_redirect_the_host_header_does_not_choose_where_the_code_goes(visitor, google):
    answer = visitor.client.get(
        routes.sign_in_start("google"), params={"here": "1"}, headers={"host": "evil.example", "x-forwarded-host": "e"}
    )
    asked = parse_qs(urlsplit(answer.headers["location"]).query)
    assert asked["redirect_uri"] == [f"{HOME}/api/v1/auth/google/callback"]


def test_mix_up_a_code_of_one_issuer_is_not_taken_to_another(visitor, ann, services, google):
    evil = fake_google.Google()
    set_up(services, "oidc", "evil", evil.url, (fake_google.CLIENT_ID, fake_google.CLIENT_SECRET))
    try:
        # The attacker's issuer sends the browser on to the honest one, with the state that it was given.
        state, other = (parse_qs(urlsplit(visitor.start("evil")).query)["state"][0] for _ in range(2))
        honest = google.agree(visitor.start("google"))
        code = parse_qs(urlsplit(honest).query)["code"][0]
        mixed = f"{HOME}{routes.sign_in_callback('google')}?{urlencode({'state': state, 'code': code})}"
        assert visitor.error(visitor.back(mixed)) == "start_again"
        # Or back to its own door, with the honest issuer's name, as that one says it (RFC 9207).
        named = urlencode({"state": other, "code": code, "iss": google.url})
        assert visitor.error(visitor.back(f"{HOME}{routes.sign_in_callback('evil')}?{named}")) == "not_trusted"
        assert evil.of("/token") == [], "the honest issuer's code was taken to the attacker"
        assert visitor.who is None
    finally:
        evil.close()


def test_mix_up_an_issuer_that_says_that_it_names_itself_has_to(visitor, ann, google):
    google.metadata_lie = lambda metadata: metadata.update(authorization_response_iss_parameter_supported=True)
    assert visitor.error(visitor.back(google.agree(visitor.start("google")))) == "not_trusted"
    visitor.back(google.agree(visitor.start("google"), iss=google.url))
    assert visitor.who == "ann@example.org"


def test_an_issuer_cannot_speak_for_another_ones_people(visitor, ann, services, google):
    """The same subject at another issuer is somebody else."""
    evil = fake_google.Google()
    set_up(services, "oidc", "evil", evil.url, (fake_google.CLIENT_ID, fake_google.CLIENT_SECRET))
    try:
        evil.person["sub"] = google.person["sub"]
        assert visitor.error(visitor.back(evil.agree(visitor.start("evil")))) == "not_invited"
        evil.lie = lambda claims: claims.update(iss=google.url)
        assert visitor.error(visitor.back(evil.agree(visitor.start("evil")))) == "not_trusted"
        assert visitor.who is None
    finally:
        evil.close()


@pytest.mark.parametrize("verified", [True, False])
def test_an_address_that_belongs_to_somebody_opens_nothing(visitor, people, google, verified):
    """Takeover by e-mail: whatever the provider says of it, being them is proven by signing in."""
    people.add("ann@gmail.com")
    google.person |= {"email": "ANN@GMAIL.com ", "email_verified": verified}
    page = visitor.back(google.agree(visitor.start("google")))
    assert visitor.error(page) == ("sign_in_first" if verified else "unverified_email")
    assert visitor.who is None
    assert visitor.services.identities.of(people_viewer(visitor, "ann@gmail.com")) == ()


def people_viewer(visitor, email):
    from medianest.services.viewer import Viewer

    user = visitor.services.accounts.named(Viewer.system(), email)
    return Viewer(user.id, "user")


def test_email_pre_hijack_an_account_made_with_anothers_address_is_not_theirs_later(visitor, people, google):
    """Mallory has an account here under Ann's address. Ann comes by Google: she neither gets Mallory's account, with
    Mallory's password on it, nor is her identity put onto it."""
    people.add("ann@gmail.com")
    page = visitor.back(google.agree(visitor.start("google")))
    assert visitor.error(page) == "sign_in_first"
    assert audited(visitor.services, "identity.linked") == []


def test_an_identity_of_somebody_else_cannot_be_linked(visitor, stranger, ann, people, google):
    people.add("bob@example.org")
    stranger.sign_in("bob@example.org")
    assert stranger.error(stranger.link("google", google.agree)) == "linked_elsewhere"
    assert audited(stranger.services, "sign_in.failed")[0]["reason"] == "linked_elsewhere"


def test_session_fixation_a_cookie_from_before_is_worth_nothing_after(visitor, ann, google):
    planted = "A" * 43
    visitor.client.cookies.set(COOKIE, planted)
    back = google.agree(visitor.start("google"))
    answer = visitor.client.get(back.removeprefix(HOME))
    assert cookie_of(answer) != planted
    visitor.client.cookies.clear()
    header = {"cookie": f"{COOKIE}={planted}"}
    assert visitor.client.get(f"{routes.API}/settings", headers=header).status_code == 401


def test_signing_in_through_a_provider_ends_the_browsers_session_before(visitor, ann, people, google):
    people.add("bob@example.org")
    visitor.sign_in("bob@example.org")
    before = visitor.cookie
    visitor.back(google.agree(visitor.start("google")))
    assert visitor.who == "ann@example.org"
    visitor.client.cookies.clear()
    header = {"cookie": f"{COOKIE}={before}"}
    assert visitor.client.get(f"{routes.API}/settings", headers=header).status_code == 401


def test_an_api_key_can_neither_link_nor_unlink(visitor, ann, people, google):
    visitor.sign_in()
    key = visitor.client.post(f"{routes.API_KEYS}", json={"name": "x", "scope": "manage"}).json()["token"]
    visitor.client.cookies.clear()
    header = {"authorization": f"Bearer {key}"}
    for method, path in (("GET", "identities"), ("GET", "google/start"), ("GET", "google/callback")):
        answer = visitor.client.request(method, f"{routes.API_AUTH}/{path}", headers=header)
        assert answer.status_code == 403, path


def test_what_redis_keeps_of_a_sign_in_tells_nothing(visitor, google, settings):
    import redis

    there = visitor.start("google")
    state = parse_qs(urlsplit(there).query)["state"][0]
    client = redis.Redis.from_url(settings.redis_url)
    kept = {key: client.get(key) for key in client.scan_iter("handshake:*")}
    client.close()
    assert len(kept) == 1
    assert all(state.encode() not in key and b"verifier" not in value for key, value in kept.items())
