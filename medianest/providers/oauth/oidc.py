"""OpenID Connect: everything about a provider is found from its issuer's address."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from medianest.errors import SignInRefused
from medianest.providers.oauth import examination
from medianest.providers.oauth.id_token import decoded, not_trusted, usable, verified
from medianest.providers.oauth.outbound import Outbound, parsed, revoked, text_of
from medianest.providers.sign_in import Client, Departure, Finding, Grant, Profile, is_safe_address, refuse_error

_FRESH = 600.0  # seconds for which metadata and keys are believed without asking


def expiry(token: Mapping[str, Any]) -> datetime | None:
    """When an access token ends, by ``expires_in``."""
    seconds = token.get("expires_in")
    return datetime.now(UTC) + timedelta(seconds=seconds) if isinstance(seconds, int) and seconds > 0 else None


class OpenIdConnect:
    """Any issuer with a discovery document."""

    asks_again = False

    def __init__(self, client: Client, outbound: Outbound) -> None:
        self._client = client
        self._outbound = outbound
        self._metadata: dict[str, Any] = {}
        self._keys: dict[str, Any] = {}
        self._metadata_until = self._keys_until = 0.0

    # The four verbs

    def authorise(self, redirect_uri: str, state: str) -> Departure:
        verifier, nonce = secrets.token_urlsafe(48), secrets.token_urlsafe(24)
        with self._outbound.calling():
            metadata = self.metadata()
        with self._session(metadata, redirect_uri) as session:
            url, _ = session.create_authorization_url(
                metadata["authorization_endpoint"], state=state, code_verifier=verifier, nonce=nonce, **self._wishes()
            )
        return Departure(url, {"verifier": verifier, "nonce": nonce, "redirect_uri": redirect_uri})

    def exchange(self, kept: Mapping[str, Any], answer: Mapping[str, str]) -> Grant | None:
        with self._outbound.calling():
            metadata = self.metadata()
            self._check_sender(metadata, answer)
            refuse_error(answer)
            with self._session(metadata, kept["redirect_uri"]) as session:
                token = session.fetch_token(
                    metadata["token_endpoint"],
                    grant_type="authorization_code",
                    code=answer.get("code", ""),
                    code_verifier=kept["verifier"],
                )
            return _grant(token, self._verified(metadata, token, kept["nonce"]))

    def profile(self, grant: Grant) -> Profile:
        told, more = grant.claims, {}
        if not text_of(told, "email") or not text_of(told, "name"):
            more = self._userinfo(grant)
        # An address and what is said of it come from the same place.
        mail = told if text_of(told, "email") else more
        names = [text_of(about, name) for name in ("name", "preferred_username") for about in (told, more)]
        return Profile(
            issuer=self._client.issuer,
            subject=told["sub"],
            email=text_of(mail, "email", 320),
            email_verified=self._is_verified(mail),
            name=next(filter(None, names), ""),
        )

    def refresh(self, grant: Grant) -> Grant:
        if not grant.refresh_token:
            raise revoked()
        try:
            with self._outbound.calling():
                metadata = self.metadata()
                with self._session(metadata) as session:
                    session.token = {"access_token": grant.access_token, "token_type": "Bearer"}
                    token = session.refresh_token(metadata["token_endpoint"], refresh_token=grant.refresh_token)
                self._check_same(metadata, token, grant.claims)
                fresh = _grant(token, grant.claims)
        except SignInRefused as problem:
            if problem.reason == "code_refused":
                raise revoked() from problem
            raise
        # A provider that does not rotate sends none: the old one stays good.
        kept = fresh.refresh_token or grant.refresh_token
        return Grant(fresh.access_token, kept, fresh.expires_at, grant.claims)

    def examine(self, redirect_uri: str) -> list[Finding]:
        return examination.of_openid(self._client, self._outbound, redirect_uri, self._wishes())

    # What providers differ in

    def _issuers(self) -> list[str]:
        return [self._client.issuer]

    def _wishes(self) -> dict[str, str]:
        """Further parameters of the authorisation request."""
        # Tokens that outlive the visit are given only to whom the person was asked about: OpenID Connect Core 11.
        return {"prompt": "consent"} if "offline_access" in self._client.scopes else {}

    def _is_verified(self, about: Mapping[str, Any]) -> bool:
        """Only a JSON true counts; the string "true" is somebody's mistake that we do not share."""
        return about.get("email_verified") is True or self._client.trusts_email

    # What is known of the issuer

    def metadata(self) -> dict[str, Any]:
        """Its discovery document, asked for anew every ten minutes.

        Raises:
            SignInRefused: it is not this issuer's, or lacks what signing in needs.
            httpx.HTTPError, ValueError
        """
        if time.monotonic() >= self._metadata_until:
            with self._outbound.http() as http:
                found = parsed(http.get(examination.discovery(self._client.issuer)))
            fault = examination.fault_of(self._client, found)
            if fault:
                raise SignInRefused(
                    "The provider refuses this server. An administrator has to look at its settings.",
                    "provider_setup",
                    why=fault.text,
                )
            self._metadata, self._metadata_until = found, time.monotonic() + _FRESH
        return self._metadata

    def _key_set(self, metadata: Mapping[str, Any], anew: bool) -> Mapping[str, Any]:
        if anew or time.monotonic() >= self._keys_until:
            with self._outbound.http() as http:
                self._keys = parsed(http.get(metadata["jwks_uri"]))
            self._keys_until = time.monotonic() + _FRESH
        return self._keys

    def _check_sender(self, metadata: Mapping[str, Any], answer: Mapping[str, str]) -> None:
        """RFC 9207: the answer names who sends it, so that one issuer's code is not taken to another."""
        sender = answer.get("iss", "")
        if sender not in self._issuers() and (
            sender or metadata.get("authorization_response_iss_parameter_supported") is True
        ):
            raise not_trusted("answered by another issuer")

    def _verified(self, metadata: Mapping[str, Any], token: Mapping[str, Any], nonce: str) -> dict[str, Any]:
        return verified(
            token,
            nonce,
            lambda anew: self._key_set(metadata, anew),
            algorithms=usable(metadata.get("id_token_signing_alg_values_supported")),
            issuers=self._issuers(),
            client_id=self._client.client_id,
        )

    def _check_same(self, metadata: Mapping[str, Any], token: Mapping[str, Any], claims: Mapping[str, Any]) -> None:
        """An id token that comes with new tokens, as some issuers send it, is about the same person and for us."""
        raw = token.get("id_token")
        if not isinstance(raw, str):
            return
        algorithms = usable(metadata.get("id_token_signing_alg_values_supported"))
        said = decoded(raw, lambda anew: self._key_set(metadata, anew), algorithms).claims
        named = said.get("aud")
        for_us = self._client.client_id in (named if isinstance(named, list) else [named])
        if not for_us or said.get("iss") not in self._issuers() or said.get("sub") != claims.get("sub"):
            raise not_trusted("new tokens for somebody else")

    def _session(self, metadata: Mapping[str, Any], redirect_uri: str | None = None):
        return self._outbound.oauth(
            client_id=self._client.client_id,
            client_secret=self._client.client_secret or None,
            scope=" ".join(self._client.scopes or ("openid", "profile", "email")),
            redirect_uri=redirect_uri,
            token_endpoint_auth_method=examination.authentication(self._client, metadata),
        )

    def _userinfo(self, grant: Grant) -> Mapping[str, Any]:
        """More about the person; nothing when it cannot be had, or is about somebody else."""
        try:
            with self._outbound.calling():
                metadata = self.metadata()
                endpoint = metadata.get("userinfo_endpoint")
                if not isinstance(endpoint, str) or not is_safe_address(endpoint):
                    return {}
                with self._outbound.http(authorization=f"Bearer {grant.access_token}") as http:
                    found = self._read(metadata, http.get(endpoint))
        except SignInRefused:
            return {}
        return found if found.get("sub") == grant.claims["sub"] else {}

    def _read(self, metadata: Mapping[str, Any], answer: httpx.Response) -> Mapping[str, Any]:
        if not answer.headers.get("content-type", "").startswith("application/jwt"):
            return parsed(answer)
        algorithms = usable(metadata.get("userinfo_signing_alg_values_supported"))
        claims = decoded(answer.text, lambda anew: self._key_set(metadata, anew), algorithms).claims
        named = claims.get("aud", self._client.client_id)
        for_us = self._client.client_id in (named if isinstance(named, list) else [named])
        return claims if claims.get("iss", self._client.issuer) in self._issuers() and for_us else {}


def _grant(token: Mapping[str, Any], claims: Mapping[str, Any]) -> Grant:
    access = token.get("access_token")
    if not isinstance(access, str) or not access:
        raise ValueError("no access token")
    refresh = token.get("refresh_token")
    return Grant(access, refresh if isinstance(refresh, str) else "", expiry(token), claims)
