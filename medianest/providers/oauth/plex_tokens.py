"""Plex's tokens of seven days: a key of ours for each sign-in, and what Plex signs for it."""

from __future__ import annotations

import time
import warnings
from collections.abc import Mapping
from typing import Any

from joserfc import jwt
from joserfc.errors import BadSignatureError, SecurityWarning
from joserfc.jwk import KeySet, OKPKey
from joserfc.jws import JWSRegistry

from medianest.errors import SignInRefused

# The name is deprecated, and is the one that Plex uses.
warnings.filterwarnings("ignore", "EdDSA is deprecated", SecurityWarning)

_SCOPES = "username,email,friendly_name"
_DEVICE_SECONDS = 300
_LEEWAY = 120  # seconds by which clocks may differ
_REGISTRY = JWSRegistry(algorithms=["EdDSA"], strict_check_header=False)


def new_key() -> dict[str, Any]:
    """A private Ed25519 key as a JWK. One for each sign-in: what is learnt of one tells nothing of another."""
    key = OKPKey.generate_key("Ed25519", private=True)
    return {**key.as_dict(private=True), "kid": key.thumbprint(), "use": "sig", "alg": "EdDSA"}


def public(key: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in key.items() if name != "d"}


def device_token(key: Mapping[str, Any], client_id: str, nonce: str = "") -> str:
    """Says to Plex, for five minutes, that the key is ours."""
    moment = int(time.time())
    claims = {"aud": "plex.tv", "iss": client_id, "iat": moment, "exp": moment + _DEVICE_SECONDS, "scope": _SCOPES}
    if nonce:
        claims["nonce"] = nonce
    return jwt.encode({"alg": "EdDSA", "kid": key["kid"]}, claims, OKPKey.import_key(dict(key)), registry=_REGISTRY)


def verified(token: str, keys: Mapping[str, Any], client_id: str, key: Mapping[str, Any]) -> dict[str, Any]:
    """The claims of a token that Plex has signed for this client and this key.

    Raises:
        SignInRefused, JoseError
    """
    claims = _signed(token, keys)
    audience = claims.get("aud")
    fits = (
        claims.get("iss") == "plex.tv"
        and isinstance(audience, list)
        and {"plex.tv", client_id} <= set(map(str, audience))
        and claims.get("thumbprint") == key["kid"]
        and isinstance(claims.get("exp"), int)
        and claims["exp"] > time.time() - _LEEWAY
    )
    if not fits:
        raise SignInRefused("What the provider answered cannot be trusted.", "not_trusted", why="claims")
    return claims


def _signed(token: str, keys: Mapping[str, Any]) -> dict[str, Any]:
    """Plex's keys are tried one by one: its tokens need not name theirs."""
    for key in reversed(KeySet.import_key_set(dict(keys)).keys):  # type: ignore[arg-type]
        try:
            return jwt.decode(token, key, registry=_REGISTRY).claims
        except BadSignatureError:
            continue
    raise BadSignatureError
