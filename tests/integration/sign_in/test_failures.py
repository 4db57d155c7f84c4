"""Each thing that can go wrong at a provider ends on a page that says so, and leaves a row in the audit log."""

from __future__ import annotations

import threading
import time
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from medianest import routes
from medianest.services.viewer import Viewer
from tests.fakes import certified_oidc
from tests.integration.sign_in.conftest import HOME, audited, give_identity, set_up


def failed(visitor, page: str, reason: str, provider: str) -> dict:
    """It was told on the page and in the log, and nobody is signed in."""
    assert visitor.error(page) == reason
    assert visitor.who is None
    newest = audited(visitor.services, "sign_in.failed")[0]
    assert (newest["reason"], newest["provider"]) == (reason, provider)
    return newest


@pytest.fixture
def ann(people, services, google, github):
    """Somebody whom both know."""
    people.add()
    give_identity(services, "ann@example.org", google.url, google.person["sub"])
    give_identity(services, "ann@example.org", github.url, "583231")


def test_a_wrong_state_starts_again(visitor, ann, google):
    back = google.agree(visitor.start("google"))
    state = parse_qs(urlsplit(back).query)["state"][0]
    failed(visitor, visitor.back(back.replace(state, "A" * len(state))), "start_again", "google")
    failed(visitor, visitor.back(f"{HOME}{routes.sign_in_callback('google')}?code=x"), "start_again", "google")


def test_an_answer_works_once(visitor, stranger, ann, google):
    back = google.agree(visitor.start("google"))
    visitor.back(back)
    assert visitor.who == "ann@example.org"
    page = visitor.back(back)
    assert visitor.error(page) == "start_again"
    assert audited(visitor.services, "sign_in.failed")[0]["reason"] == "start_again"


def test_an_answer_that_comes_twice_at_once_signs_in_once(visitor, ann, google):
    back = google.agree(visitor.start("google")).removeprefix(HOME)
    cookies = dict(visitor.client.cookies)
    ends: list[str] = []
    header = {"cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
    both = [
        threading.Thread(target=lambda: ends.append(visitor.client.get(back, headers=header).headers["location"]))
        for _ in range(2)
    ]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert sorted(end == "/" for end in ends) == [False, True]


def test_a_replayed_code_is_refused_by_the_issuer_and_said(visitor, ann, google):
    first = parse_qs(urlsplit(google.agree(visitor.start("google"))).query)
    google.codes.clear()  # used by somebody else meanwhile
    state = parse_qs(urlsplit(visitor.start("google")).query)["state"][0]
    answer = urlencode({"state": state, "code": first["code"][0]})
    failed(visitor, visitor.back(f"{HOME}{routes.sign_in_callback('google')}?{answer}"), "code_refused", "google")


def test_a_code_without_its_verifier_is_worth_nothing_at_a_certified_issuer(visitor, stranger, certified):
    """PKCE: a stolen code, brought in under another sign-in of the thief's own."""
    stolen = parse_qs(urlsplit(certified.agree(visitor.start("house"), "ann")).query)
    own = parse_qs(urlsplit(stranger.start("house")).query)
    answer = urlencode({"state": own["state"][0], "code": stolen["code"][0], "iss": certified.issuer})
    failed(stranger, stranger.back(f"{HOME}{routes.sign_in_callback('house')}?{answer}"), "code_refused", "house")


@pytest.mark.parametrize(
    ("name", "lie"),
    {
        "wrong nonce": lambda claims: claims.update(nonce="another"),
        "no nonce": lambda claims: claims.pop("nonce"),
        "another issuer": lambda claims: claims.update(iss="https://evil.example"),
        "for another client": lambda claims: claims.update(aud="another"),
        "for another client on our behalf": lambda claims: claims.update(aud=["another"], azp=claims["azp"]),
        "for nobody": lambda claims: claims.update(aud=[]),
        "expired": lambda claims: claims.update(exp=int(time.time()) - 300),
        "never expires": lambda claims: claims.pop("exp"),
        "from the future": lambda claims: claims.update(iat=int(time.time()) + 600),
        "no subject": lambda claims: claims.pop("sub"),
        "empty subject": lambda claims: claims.update(sub=""),
        "subject is a number": lambda claims: claims.update(sub=7),
        "wrong hash of the access token": lambda claims: claims.update(at_hash="AAAAAAAAAAAAAAAAAAAAAA"),
    }.items(),
)
def test_an_id_token_that_is_not_ours_is_not_believed(visitor, ann, google, name, lie):
    google.lie = lie
    failed(visitor, visitor.back(google.agree(visitor.start("google"))), "not_trusted", "google")


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_an_id_token_signed_in_a_way_that_anybody_could_is_not_believed(visitor, ann, google, algorithm):
    """Even when the metadata says that the issuer may do so."""
    google.metadata_lie = lambda metadata: metadata.update(
        id_token_signing_alg_values_supported=["RS256", "none", "HS256"]
    )

    def forged(token: dict) -> None:
        claims = jwt.decode(token["id_token"], google.key).claims
        key = OctKey.import_key("GOCSPX-test" * 4)
        token["id_token"] = jwt.encode({"alg": algorithm}, claims, key, algorithms=["none", "HS256"])

    google.token_lie = forged
    failed(visitor, visitor.back(google.agree(visitor.start("google"))), "not_trusted", "google")


def test_an_answer_without_an_id_token_signs_nobody_in(visitor, ann, google):
    google.token_lie = lambda token: token.pop("id_token")
    failed(visitor, visitor.back(google.agree(visitor.start("google"))), "not_trusted", "google")


def test_an_address_that_is_not_verified_opens_and_makes_nothing(visitor, people, google):
    people.add("ann@gmail.com")
    google.person["email_verified"] = False
    failed(visitor, visitor.back(google.agree(visitor.start("google"))), "unverified_email", "google")
    google.person |= {"email": "nobody@gmail.com"}
    failed(visitor, visitor.back(google.agree(visitor.start("google"))), "unverified_email", "google")
    google.person |= {"email": "boss@company.example", "email_verified": True}  # not Google's to say
    failed(visitor, visitor.back(google.agree(visitor.start("google"))), "unverified_email", "google")
    google.person |= {"email": "nobody@gmail.com", "email_verified": "true"}
    failed(visitor, visitor.back(google.agree(visitor.start("google"))), "unverified_email", "google")


def test_somebody_whom_nobody_knows_is_not_let_in(visitor, people, google):
    people.add()
    failed(visitor, visitor.back(google.agree(visitor.start("google"))), "not_invited", "google")
    assert len(visitor.services.accounts.list(Viewer.system()).items) == 1


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        ("bad_verification_code", "code_refused"),
        ("incorrect_client_credentials", "provider_setup"),
        ("redirect_uri_mismatch", "provider_setup"),
        ("unverified_user_email", "provider_setup"),
    ],
)
def test_githubs_errors_come_with_status_200_and_are_errors(visitor, ann, github, error, reason):
    github.error = error
    page = visitor.back(github.agree(visitor.start("github")))
    failed(visitor, page, reason, "github")
    assert "<b>" not in page


def test_github_without_a_verified_address_makes_nobody(visitor, people, github):
    people.add()
    github.emails[1]["verified"] = False
    failed(visitor, visitor.back(github.agree(visitor.start("github"))), "unverified_email", "github")


def test_who_says_no_at_the_provider_is_told_that_nothing_was_done(visitor, ann, google):
    state = parse_qs(urlsplit(visitor.start("google")).query)["state"][0]
    shown = urlencode({"state": state, "error": "access_denied", "error_description": "Call +1 555 0100 now"})
    page = visitor.back(f"{HOME}{routes.sign_in_callback('google')}?{shown}")
    failed(visitor, page, "denied", "google")
    assert "555" not in page


def test_saying_no_at_a_certified_issuer_is_told(visitor, certified):
    state = parse_qs(urlsplit(visitor.start("house")).query)["state"][0]
    told = urlencode({"state": state, "error": "access_denied", "iss": certified.issuer})
    failed(visitor, visitor.back(f"{HOME}{routes.sign_in_callback('house')}?{told}"), "denied", "house")


def test_a_pin_that_has_run_out_starts_again(visitor, plex):
    there = visitor.start("plex")
    plex.pins.clear()
    forward = dict(parse_qsl(there.partition("#?")[2]))["forwardUrl"]
    failed(visitor, visitor.back(forward), "pin_expired", "plex")
    plex.lasts = -1  # Plex says nothing, and its time is over
    there = visitor.start("plex")
    failed(visitor, visitor.back(dict(parse_qsl(there.partition("#?")[2]))["forwardUrl"]), "pin_expired", "plex")


def test_the_page_that_waits_for_plex_is_told_that_it_is_over(visitor, plex):
    there = visitor.start("plex")
    plex.pins.clear()
    state = parse_qs(urlsplit(dict(parse_qsl(there.partition("#?")[2]))["forwardUrl"]).query)["state"][0]
    answer = visitor.client.get(f"{routes.API_AUTH}/plex/waiting", params={"state": state})
    assert (answer.status_code, answer.json()["reason"]) == (400, "pin_expired")


def test_a_token_of_plex_for_another_key_is_not_believed(visitor, plex, request):
    if "classic" in request.node.name:
        plex.person["id"] = "no number"
        failed(visitor, visitor.back(plex.agree(visitor.start("plex"))), "provider_down", "plex")
        return
    plex.thumbprint = "another"
    failed(visitor, visitor.back(plex.agree(visitor.start("plex"))), "not_trusted", "plex")


def test_a_provider_that_goes_down_in_mid_flow_is_said(visitor, ann, google, github):
    back = google.agree(visitor.start("google"))
    google.down = True
    failed(visitor, visitor.back(back), "provider_down", "google")
    back = github.agree(visitor.start("github"))
    github.close()
    failed(visitor, visitor.back(back), "provider_down", "github")


def test_a_provider_that_is_down_from_the_start_is_said_on_the_sign_in_page(visitor, ann, google):
    google.down = True
    failed(visitor, visitor.start("google"), "provider_down", "google")


def test_a_provider_that_answers_nonsense_is_down(visitor, ann, google):
    back = google.agree(visitor.start("google"))
    google.answer = lambda _: __import__("tests.fakes.web").fakes.web.Answer(200, "<html>Welcome</html>")
    failed(visitor, visitor.back(back), "provider_down", "google")


def test_one_that_hangs_holds_up_neither_the_others_nor_the_password(visitor, stranger, ann, google, github):
    back = google.agree(visitor.start("google"))
    google.hang = threading.Event()
    hanging = threading.Thread(target=visitor.client.get, args=(back.removeprefix(HOME),))
    hanging.start()
    began = time.monotonic()
    stranger.back(github.agree(stranger.start("github")))
    assert stranger.who == "ann@example.org"
    stranger.sign_in()
    took = time.monotonic() - began
    still = hanging.is_alive()
    google.hang.set()
    hanging.join()
    assert still, "it did not hang"
    assert took < 4


def test_new_keys_at_the_issuer_are_found_with_and_without_a_new_id(visitor, stranger, ann, google):
    visitor.back(google.agree(visitor.start("google")))
    google.new_key("second")
    stranger.back(google.agree(stranger.start("google")))
    assert stranger.who == "ann@example.org"
    google.new_key("second")  # the same id, another key
    stranger.client.cookies.clear()
    stranger.back(google.agree(stranger.start("google")))
    assert stranger.who == "ann@example.org"


def test_new_keys_at_a_certified_issuer_are_found(visitor, services, people):
    server = certified_oidc.start(f"{HOME}{routes.sign_in_callback('turning')}")
    try:
        client = (certified_oidc.CLIENT_ID, certified_oidc.CLIENT_SECRET)
        set_up(services, "oidc", "turning", server.issuer, client)
        people.add()
        give_identity(services, "ann@example.org", server.issuer, "ann")
        visitor.back(server.agree(visitor.start("turning"), "ann"))
        assert visitor.who == "ann@example.org"
        server.stop()
        server = certified_oidc.start(f"{HOME}{routes.sign_in_callback('turning')}", server.port, "second")
        visitor.client.cookies.clear()
        visitor.back(server.agree(visitor.start("turning"), "ann"))
        assert visitor.who == "ann@example.org"
    finally:
        server.stop()


def test_without_a_public_address_people_are_told_what_is_missing(visitor, google):
    visitor.services.provider_sign_in._public_url = None
    failed(visitor, visitor.start("google"), "no_public_url", "google")


def test_a_provider_that_is_not_there_is_said(visitor):
    failed(visitor, visitor.start("nowhere"), "no_provider", "nowhere")


def test_beginning_too_often_is_slowed_down(visitor, google):
    pages = [visitor.start("google") for _ in range(31)]
    assert pages[29].startswith(google.url)
    assert visitor.error(pages[30]) == "too_many_requests"
