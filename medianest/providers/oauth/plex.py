"""Plex: no OAuth, but a PIN that a person approves at plex.tv while we ask whether they have.

Plex sends the browser back without code, state or error. So the PIN's number stays on this server, and the address that
the browser comes back to carries the state.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import httpx

from medianest.errors import SignInRefused
from medianest.providers.oauth import examination, plex_tokens
from medianest.providers.oauth.outbound import Outbound, listed, parsed, refused, revoked, text_of
from medianest.providers.sign_in import Client, Departure, Finding, Grant, Profile, no_member, refuse_error

ISSUER = "https://plex.tv"
_PRODUCT = "MediaNest"
_LONGEST_PIN = 1800.0  # seconds
_BAD_TOKEN = (401, 422, 498)


class Plex:
    """Both kinds of tokens: the classic one, which is a password for ever, and the JWT of seven days."""

    asks_again = True

    def __init__(self, client: Client, outbound: Outbound) -> None:
        own = client.issuer == ISSUER
        self._client = client
        self._outbound = outbound
        self._base = f"{client.issuer}/api/v2"
        self._newer = "https://clients.plex.tv/api/v2" if own else self._base
        self._page = "https://app.plex.tv/auth" if own else f"{client.issuer}/auth"

    @property
    def _jwt(self) -> bool:
        return self._client.plex_tokens == "jwt"

    def authorise(self, redirect_uri: str, state: str) -> Departure:
        key = plex_tokens.new_key() if self._jwt else None
        with self._outbound.calling(), self._http() as http:
            if key:
                body = {"jwk": plex_tokens.public(key), "strong": True}
                pin = parsed(http.post(f"{self._newer}/pins", json=body))
            else:
                pin = parsed(http.post(f"{self._base}/pins", params={"strong": "true"}))
            number, code = pin.get("id"), text_of(pin, "code")
            if not isinstance(number, int) or not code:
                raise ValueError("no PIN")
            self._check_ours(pin)
        lasts = pin.get("expiresIn")
        seconds = min(float(lasts), _LONGEST_PIN) if isinstance(lasts, int | float) else _LONGEST_PIN
        asked = {
            "clientID": self._client.client_id,
            "code": code,
            "context[device][product]": _PRODUCT,
            "forwardUrl": f"{redirect_uri}?{urlencode({'state': state})}",
        }
        # Everything stands in the fragment: Plex's page reads it, and its server never does.
        return Departure(
            f"{self._page}#?{urlencode(asked)}", {"pin": number, "expires": time.time() + seconds, "key": key}
        )

    def exchange(self, kept: Mapping[str, Any], answer: Mapping[str, str]) -> Grant | None:
        refuse_error(answer)
        if time.time() > kept["expires"]:
            raise _expired()
        key = kept.get("key")
        base = self._newer if key else self._base
        asked = {"deviceJWT": plex_tokens.device_token(key, self._client.client_id)} if key else None
        with self._outbound.calling(), self._http() as http:
            found = http.get(f"{base}/pins/{int(kept['pin'])}", params=asked)
            if found.status_code == 404:
                raise _expired()
            if found.status_code == 429:
                return None  # asked too often; the next time is soon
            pin = parsed(found)
            self._check_ours(pin)
            token = pin.get("authToken")
            if not isinstance(token, str) or not token:
                return None
            return self._grant(http, token, key)

    def profile(self, grant: Grant) -> Profile:
        with self._outbound.calling(), self._http(grant.access_token) as http:
            answer = http.get(f"{self._base}/user")
            # Only these say that a token is bad; anything else is trouble of Plex's own.
            if answer.status_code in _BAD_TOKEN:
                raise refused("invalid_grant")
            user = parsed(answer)
            number = user.get("id")
            if not isinstance(number, int) or isinstance(number, bool):
                raise ValueError("no id")
            if self._client.members_of and not self._reaches_one(http):
                raise no_member()
        return Profile(
            issuer=self._client.issuer,
            subject=str(number),
            email=text_of(user, "email", 320),
            email_verified=self._client.trusts_email,  # Plex says nothing of it
            name=text_of(user, "friendlyName") or text_of(user, "title") or text_of(user, "username"),
        )

    def refresh(self, grant: Grant) -> Grant:
        key = grant.kept.get("key")
        if not key:
            return grant  # a classic token lasts until it is taken back
        with self._outbound.calling(), self._http() as http:
            nonce = text_of(parsed(http.get(f"{self._newer}/auth/nonce")), "nonce")
            device = plex_tokens.device_token(key, self._client.client_id, nonce)
            answer = http.post(f"{self._newer}/auth/token", json={"jwt": device})
            if answer.status_code in _BAD_TOKEN:
                raise revoked()
            return self._grant(http, text_of(parsed(answer), "auth_token", 8192), key)

    def examine(self, redirect_uri: str) -> list[Finding]:
        said = examination.finding
        try:
            self.authorise(redirect_uri, "test")
        except (SignInRefused, httpx.HTTPError) as problem:
            return [said("bad", "unreachable", f"{self._client.issuer} ({type(problem).__name__})")]
        return [said("good", "reached", self._client.issuer)]

    def _grant(self, http: httpx.Client, token: str, key: Mapping[str, Any] | None) -> Grant:
        if not key:
            return Grant(token)
        keys = parsed(http.get(f"{self._newer}/auth/keys"))
        claims = plex_tokens.verified(token, keys, self._client.client_id, key)
        return Grant(token, expires_at=datetime.fromtimestamp(claims["exp"], UTC), kept={"key": key})

    def _reaches_one(self, http: httpx.Client) -> bool:
        """Whether the person has access to one of the servers that members have: shared with them, or their own."""
        answer = http.get(f"{self._base}/resources", params={"includeHttps": "1", "includeRelay": "1"})
        found = listed(answer)
        servers = [one for one in found if "server" in text_of(one, "provides").split(",")]
        return any(text_of(one, "clientIdentifier").lower() in self._client.members_of for one in servers)

    def _check_ours(self, pin: Mapping[str, Any]) -> None:
        named = pin.get("clientIdentifier")
        if named is not None and named != self._client.client_id:
            raise SignInRefused("What the provider answered cannot be trusted.", "not_trusted", why="another's PIN")

    def _http(self, token: str = "") -> httpx.Client:
        headers = {"x-plex-client-identifier": self._client.client_id, "x-plex-product": _PRODUCT}
        return self._outbound.http(**headers, **({"x-plex-token": token} if token else {}))


def _expired() -> SignInRefused:
    return SignInRefused("The sign-in at Plex took too long. Please start again.", "pin_expired")
