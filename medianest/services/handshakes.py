"""A sign-in between its beginning here and its end here, while the person is at a provider.

What it began with is kept for minutes, sealed, under the hash of its state; so who reads Redis learns nothing. It is
found by the state alone, opened for the browser that began it and the provider that it went to, and used once.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from medianest.errors import SignInRefused
from medianest.keyring import Keyring, SealBroken
from medianest.repositories import handshakes

LIFETIME_SECONDS = 1800  # as long as Plex's longest PIN
_PURPOSE = "handshake"
_ASK_AGAIN_SECONDS = 1


@dataclass(frozen=True, slots=True)
class Begun:
    """Where the browser goes. ``tie`` is kept by it alone, as a cookie named after ``mark``."""

    url: str
    mark: str
    tie: str = field(repr=False)


def mark_of(state: str) -> str:
    """Names the cookie of one sign-in, so that two tabs do not disturb each other."""
    return _hashed(state)[:12]


def start_again(why: str) -> SignInRefused:
    return SignInRefused(
        "This sign-in was not begun here, or took too long. Please start again.", "start_again", why=why
    )


class Handshakes:
    def __init__(self, store: handshakes.Handshakes, keys: Keyring) -> None:
        self._store = store
        self._keys = keys

    def begin(self, state: str, url: str, record: Mapping[str, Any]) -> Begun:
        """Keep ``record``, which names its provider as ``slug``, until the browser comes back with ``state``."""
        tie = secrets.token_urlsafe(32)
        sealed = self._keys.seal(_PURPOSE, orjson.dumps({**record, "tie": _hashed(tie)}), state.encode())
        self._store.keep(_hashed(state), sealed, LIFETIME_SECONDS)
        return Begun(url, mark_of(state), tie)

    def look(self, slug: str, tie: str, state: str) -> dict[str, Any]:
        """
        Raises:
            SignInRefused: it was not begun by this browser and for this provider, or it is over.
        """
        return self._opened(self._store.look(_hashed(state)), slug, tie, state)

    def take(self, slug: str, tie: str, state: str) -> dict[str, Any]:
        """As ``look``, once: of many who come at once one gets it."""
        return self._opened(self._store.take(_hashed(state)), slug, tie, state)

    def may_ask(self, state: str) -> bool:
        """Whether a provider may be asked again already; once a second, whatever pages ask."""
        return self._store.first(_hashed(state), _ASK_AGAIN_SECONDS)

    def _opened(self, sealed: bytes | None, slug: str, tie: str, state: str) -> dict[str, Any]:
        if sealed is None:
            raise start_again("unknown, used, or too old")
        try:
            record = orjson.loads(self._keys.unseal(_PURPOSE, sealed, state.encode()))
        except SealBroken as problem:
            raise start_again("not ours") from problem
        if not hmac.compare_digest(record["tie"], _hashed(tie)):
            raise start_again("another browser")
        if record["slug"] != slug:
            raise start_again("another provider")
        return record


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
