"""What a signed answer must be before anything in it is believed.

authlib checks signature, times, nonce, ``azp`` and ``at_hash``. It accepts some tokens that we do not: for somebody
else, for nobody, or signed in ways that metadata alone should not be able to choose.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import BadSignatureError, InvalidKeyIdError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from medianest.errors import SignInRefused

# By public keys only: with "none" or a shared secret, whoever knows the client could write its tokens.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
LEEWAY = 120  # seconds by which clocks may differ
LONGEST_SUBJECT = 255  # OpenID Connect Core 2

Keys = Callable[[bool], Mapping[str, Any]]
"""The issuer's key set; with True it is asked for anew."""


def not_trusted(why: str) -> SignInRefused:
    return SignInRefused("What the provider answered cannot be trusted.", "not_trusted", why=why)


def usable(algorithms: object) -> list[str]:
    """Of the algorithms that metadata names, those that we accept. RS256 is the one that every issuer has."""
    named = algorithms if isinstance(algorithms, list) else ["RS256"]
    return [name for name in named if name in ALGORITHMS]


def decoded(token: str, keys: Keys, algorithms: Sequence[str]) -> jwt.Token:
    """A token whose signature holds. Keys are asked for anew once: issuers change them, some without a new id.

    Raises:
        JoseError
    """
    registry = JWSRegistry(algorithms=list(algorithms), strict_check_header=False)
    try:
        return jwt.decode(token, KeySet.import_key_set(dict(keys(False))), registry=registry)  # type: ignore[arg-type]
    except (InvalidKeyIdError, BadSignatureError, ValueError):
        return jwt.decode(token, KeySet.import_key_set(dict(keys(True))), registry=registry)  # type: ignore[arg-type]


def verified(
    token: Mapping[str, Any],
    nonce: str,
    keys: Keys,
    *,
    algorithms: Sequence[str],
    issuers: Sequence[str],
    client_id: str,
) -> dict[str, Any]:
    """The claims of the id token in a token endpoint's answer.

    Raises:
        SignInRefused, JoseError: it is missing, or not what this sign-in asked for.
    """
    raw = token.get("id_token")
    if not isinstance(raw, str):
        raise not_trusted("no id token")
    if not nonce:
        raise not_trusted("no nonce")
    signed = decoded(raw, keys, algorithms)
    wanted = {
        "iss": {"essential": True, "values": list(issuers)},
        "aud": {"essential": True, "values": [client_id]},
        "sub": {"essential": True},
    }
    params = {"nonce": nonce, "client_id": client_id, "access_token": token.get("access_token")}
    claims = CodeIDToken(signed.claims, signed.header, wanted, params)
    claims.validate(leeway=LEEWAY)
    subject = claims["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
        raise not_trusted("no subject")
    return dict(claims)
