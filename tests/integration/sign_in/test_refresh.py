"""New tokens for old, at every provider: what is kept, what turns, and what a provider has taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from medianest.errors import SignInRefused
from medianest.providers.oauth import make
from medianest.providers.sign_in import Client, Grant, SignInProvider
from tests.fakes import certified_oidc
from tests.fakes import github as fake_github
from tests.fakes import google as fake_google
from tests.fakes import plex as fake_plex
from tests.fakes.web import Fake

BACK = "http://testserver/api/v1/auth/house/callback"


@pytest.fixture
def google() -> Iterator[fake_google.Google]:
    yield from running(fake_google.Google())


@pytest.fixture
def github() -> Iterator[fake_github.GitHub]:
    yield from running(fake_github.GitHub())


@pytest.fixture
def plex() -> Iterator[fake_plex.Plex]:
    yield from running(fake_plex.Plex())


def running(fake: Fake) -> Iterator[Fake]:
    yield fake
    fake.close()


def at_google(fake: fake_google.Google) -> SignInProvider:
    return make(Client("google", fake.url, fake_google.CLIENT_ID, fake_google.CLIENT_SECRET))


def at_github(fake: fake_github.GitHub) -> SignInProvider:
    return make(Client("github", fake.url, fake_github.CLIENT_ID, fake_github.CLIENT_SECRET))


def at_plex(fake: fake_plex.Plex, tokens: str = "jwt") -> SignInProvider:
    return make(Client("plex", fake.url, "medianest-test", plex_tokens=tokens))


def signed_in(provider: SignInProvider, agree: Callable[[str], str]) -> Grant:
    """What the provider gives for a person who has agreed there."""
    departure = provider.authorise(BACK, "state")
    answer = dict(parse_qsl(urlsplit(agree(departure.url)).query))
    grant = provider.exchange(departure.kept, answer)
    assert grant
    return grant


def refused(provider: SignInProvider, grant: Grant) -> str:
    with pytest.raises(SignInRefused) as caught:
        provider.refresh(grant)
    return caught.value.reason


def lasts(grant: Grant) -> timedelta:
    assert grant.expires_at
    return grant.expires_at - datetime.now(UTC)


# Google, and every issuer that turns nothing


def test_google_gives_a_new_access_token_and_the_old_refresh_token_stays_good(google):
    provider = at_google(google)
    first = signed_in(provider, google.agree)
    second = provider.refresh(first)
    assert (first.access_token, second.access_token) == ("ya29.first", "ya29.second")
    assert second.refresh_token == first.refresh_token == "1//refresh"
    assert timedelta(minutes=50) < lasts(second) < timedelta(hours=1)
    assert provider.profile(provider.refresh(second)).subject == google.person["sub"]


def test_what_google_has_taken_back_is_told_apart_from_google_being_down(google):
    provider = at_google(google)
    grant = signed_in(provider, google.agree)
    google.down = True
    assert refused(provider, grant) == "provider_down"
    google.down, google.revoked = False, True
    assert refused(provider, grant) == "revoked"


def test_a_wrong_client_secret_is_no_sign_that_a_person_took_something_back(google):
    grant = signed_in(at_google(google), google.agree)
    provider = make(Client("google", google.url, fake_google.CLIENT_ID, "another secret"))
    assert refused(provider, grant) == "provider_setup"


def test_where_there_is_nothing_to_make_new_tokens_of_nothing_is_asked(google):
    provider = at_google(google)
    grant = replace(signed_in(provider, google.agree), refresh_token="")
    asked = len(google.asked)
    assert refused(provider, grant) == "revoked"
    assert len(google.asked) == asked


@pytest.mark.parametrize("name", ["sub", "iss", "aud"])
def test_new_tokens_that_are_somebody_elses_are_not_taken(google, name):
    provider = at_google(google)
    grant = signed_in(provider, google.agree)
    google.lie = lambda claims: claims.update({name: "another"})
    google.token_lie = lambda token: token.update(id_token=google.id_token(""))
    assert refused(provider, grant) == "not_trusted"
    google.lie = lambda _: None
    assert provider.refresh(grant).access_token == "ya29.second"


# An issuer that is certified


@pytest.fixture(scope="module")
def issuer() -> Iterator[certified_oidc.Certified]:
    with certified_oidc.running(BACK) as server:
        yield server


def test_a_certified_issuer_makes_new_tokens_until_they_are_taken_back(issuer):
    scopes = ("openid", "profile", "email", "offline_access")
    client = Client("oidc", issuer.issuer, certified_oidc.CLIENT_ID, certified_oidc.CLIENT_SECRET, scopes)
    provider = make(client)
    first = signed_in(provider, lambda url: issuer.agree(url, "ann"))
    assert first.refresh_token
    second = provider.refresh(first)
    assert second.access_token != first.access_token
    assert provider.profile(second).email == "ann@example.org"
    third = provider.refresh(second)
    revocation = httpx.post(
        f"{issuer.issuer}/token/revocation",
        data={"token": third.refresh_token, "token_type_hint": "refresh_token"},
        auth=(certified_oidc.CLIENT_ID, certified_oidc.CLIENT_SECRET),
    )
    assert revocation.status_code == 200
    assert refused(provider, third) == "revoked"


# GitHub


def test_a_token_of_github_that_does_not_run_out_is_left_as_it_is(github):
    provider = at_github(github)
    grant = signed_in(provider, github.agree)
    asked = len(github.asked)
    assert provider.refresh(grant) is grant
    assert len(github.asked) == asked


def test_a_token_of_github_that_runs_out_turns_and_the_used_one_is_worth_nothing(github):
    github.expiring = True
    provider = at_github(github)
    first = signed_in(provider, github.agree)
    assert timedelta(hours=7) < lasts(first) < timedelta(hours=8)
    second = provider.refresh(first)
    assert second.refresh_token not in ("", first.refresh_token)
    assert provider.profile(second).subject == "583231"
    assert refused(provider, first) == "revoked"
    github.error = "incorrect_client_credentials"
    assert refused(provider, second) == "provider_setup"
    github.error, github.down = "", True
    assert refused(provider, second) == "provider_down"


# Plex


def test_a_token_of_seven_days_of_plex_is_renewed_with_the_key_of_its_sign_in(plex):
    provider = at_plex(plex)
    first = signed_in(provider, plex.agree)
    assert timedelta(days=6) < lasts(first) < timedelta(days=7)
    second = provider.refresh(first)
    assert second.access_token != first.access_token
    assert timedelta(days=6) < lasts(second) < timedelta(days=7)
    assert provider.profile(second).subject == "12345"
    assert provider.refresh(second).kept == first.kept
    [one, other] = plex.of("/api/v2/auth/token")
    assert one.body["jwt"] != other.body["jwt"], "a nonce was used twice"


def test_who_signs_out_everywhere_at_plex_has_taken_it_back(plex):
    provider = at_plex(plex)
    grant = signed_in(provider, plex.agree)
    plex.sign_out_everywhere()
    assert refused(provider, grant) == "revoked"
    plex.down = True
    assert refused(provider, grant) == "provider_down"


def test_a_renewed_token_of_plex_for_another_key_is_not_believed(plex):
    provider = at_plex(plex)
    grant = signed_in(provider, plex.agree)
    plex.thumbprint = "another"
    assert refused(provider, grant) == "not_trusted"


def test_a_classic_token_of_plex_lasts_until_it_is_taken_back(plex):
    provider = at_plex(plex, "classic")
    grant = signed_in(provider, plex.agree)
    assert provider.refresh(grant) is grant
    plex.sign_out_everywhere()
    with pytest.raises(SignInRefused) as caught:
        provider.profile(grant)
    assert caught.value.reason == "code_refused"
