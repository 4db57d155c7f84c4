"""GitHub, and GitHub Enterprise Server by its own address: OAuth without OpenID Connect."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

import httpx

from medianest.errors import SignInRefused
from medianest.providers.oauth import examination
from medianest.providers.oauth.oidc import expiry
from medianest.providers.oauth.outbound import Outbound, down, parsed, refused, revoked, text_of
from medianest.providers.sign_in import Client, Departure, Finding, Grant, Profile, refuse_error

ISSUER = "https://github.com"
_SCOPES = ("read:user", "user:email")
_API = {"accept": "application/vnd.github+json"}


class GitHub:
    """Its errors come with status 200, and its e-mail addresses from a door of their own."""

    asks_again = False

    def __init__(self, client: Client, outbound: Outbound) -> None:
        self._client = client
        self._outbound = outbound
        self._api = "https://api.github.com" if client.issuer == ISSUER else f"{client.issuer}/api/v3"

    def authorise(self, redirect_uri: str, state: str) -> Departure:
        verifier = secrets.token_urlsafe(48)
        with self._session(redirect_uri) as session:
            url, _ = session.create_authorization_url(self._at("authorize"), state=state, code_verifier=verifier)
        return Departure(url, {"verifier": verifier, "redirect_uri": redirect_uri})

    def exchange(self, kept: Mapping[str, Any], answer: Mapping[str, str]) -> Grant | None:
        refuse_error(answer)
        with self._outbound.calling(), self._session(kept["redirect_uri"]) as session:
            token = session.fetch_token(
                self._at("access_token"),
                grant_type="authorization_code",
                code=answer.get("code", ""),
                code_verifier=kept["verifier"],
            )
            return _grant(token)

    def profile(self, grant: Grant) -> Profile:
        headers = {**_API, "authorization": f"Bearer {grant.access_token}"}
        with self._outbound.calling(), self._outbound.http(**headers) as http:
            user = _told(http.get(f"{self._api}/user"))
            number = user.get("id")
            # The number stays; the login can be given up and taken by somebody else.
            if not isinstance(number, int) or isinstance(number, bool):
                raise ValueError("no id")
            email = _verified(http.get(f"{self._api}/user/emails"))
        return Profile(
            issuer=self._client.issuer,
            subject=str(number),
            email=email or text_of(user, "email", 320),
            email_verified=bool(email),
            name=text_of(user, "name") or text_of(user, "login"),
        )

    def refresh(self, grant: Grant) -> Grant:
        if not grant.refresh_token:
            return grant  # an OAuth app's tokens do not run out unless it asked for that
        try:
            with self._outbound.calling(), self._session() as session:
                session.token = {"access_token": grant.access_token, "token_type": "bearer"}
                token = session.refresh_token(self._at("access_token"), refresh_token=grant.refresh_token)
                return _grant(token)
        except SignInRefused as problem:
            if problem.reason == "code_refused" or problem.subject.get("error") == "bad_refresh_token":
                raise revoked() from problem
            raise

    def examine(self, redirect_uri: str) -> list[Finding]:
        said = examination.finding
        asked = {
            "client_id": self._client.client_id,
            "client_secret": self._client.client_secret,
            "code": secrets.token_hex(10),
            "redirect_uri": redirect_uri,
        }
        try:
            with self._outbound.http() as http:
                answer = http.post(self._at("access_token"), data=asked)
                error = parsed(answer).get("error") if answer.status_code != 404 else "unknown client"
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as problem:
            return [said("bad", "unreachable", f"{self._client.issuer} ({type(problem).__name__})")]
        reached = said("good", "reached", self._client.issuer)
        if error in ("incorrect_client_credentials", "unknown client"):
            return [reached, said("bad", "wrong_client", self._client.client_id)]
        right = said("good", "client", self._client.client_id)
        if error == "redirect_uri_mismatch":
            return [reached, right, said("bad", "wrong_redirect", redirect_uri)]
        return [reached, right, said("warn", "redirect_untold", redirect_uri)]

    def _at(self, door: str) -> str:
        return f"{self._client.issuer}/login/oauth/{door}"

    def _session(self, redirect_uri: str | None = None):
        return self._outbound.oauth(
            client_id=self._client.client_id,
            client_secret=self._client.client_secret,
            scope=" ".join(self._client.scopes or _SCOPES),
            redirect_uri=redirect_uri,
            token_endpoint_auth_method="client_secret_post",  # noqa: S106 - the name of a method
        )


def _grant(token: Mapping[str, Any]) -> Grant:
    access = token.get("access_token")
    if not isinstance(access, str) or not access:
        raise ValueError("no access token")
    refresh = token.get("refresh_token")
    return Grant(access, refresh if isinstance(refresh, str) else "", expiry(token))


def _told(answer: httpx.Response) -> dict[str, Any]:
    if answer.status_code == 401:
        raise refused("invalid_grant")
    if answer.status_code in (403, 429):
        raise down()  # its limit of requests
    return parsed(answer)


def _verified(answer: httpx.Response) -> str:
    """The address that is the person's first and verified; empty when it was not shown to us."""
    if not answer.is_success:
        return ""
    listed = answer.json()
    for one in listed if isinstance(listed, list) else ():
        if isinstance(one, dict) and one.get("primary") is True and one.get("verified") is True:
            email = text_of(one, "email", 320)
            # An address that GitHub invents is no mailbox.
            return "" if email.lower().endswith("@users.noreply.github.com") else email
    return ""
