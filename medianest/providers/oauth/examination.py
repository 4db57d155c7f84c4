"""What is wrong with a provider, in words, without a person to sign in."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
from authlib.integrations.base_client.errors import OAuthError
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from medianest.errors import MediaNestError
from medianest.providers.oauth.id_token import usable
from medianest.providers.oauth.outbound import Outbound, parsed
from medianest.providers.sign_in import Client, Finding, is_safe_address

# message
SAID = {
    "reached": "The provider answers.",
    "unreachable": "The provider cannot be reached. Check the address, and that this server may reach it.",
    "no_document": "There is no discovery document at this address. Check the issuer's address.",
    "not_json": "What answers at this address is no discovery document.",
    "issuer": "The provider calls itself by another address. Copy this one exactly, a slash at its end included.",
    "endpoints": "The discovery document lacks an address that signing in needs.",
    "insecure": "The provider's own addresses do not begin with https.",
    "algorithms": "The provider signs in no way that can be trusted. Let it sign with RS256.",
    "keys": "The provider's keys can be read.",
    "no_keys": "The provider's keys cannot be read.",
    "client": "The client id and the client secret are right.",
    "wrong_client": "The provider does not know this client id, or the client secret is wrong.",
    "client_untold": "Whether the client secret is right will show at the first sign-in.",
    "redirect": "The redirect address is registered.",
    "wrong_redirect": "The provider does not take this redirect address. Register it there, exactly like this.",
    "redirect_untold": "Make sure that exactly this redirect address is registered at the provider.",
    "pkce": "The provider does not say that it knows PKCE. Signing in works, with one protection less.",
    "plain_public": "Set MEDIANEST_PUBLIC_URL to the address that people use, so that providers can send them back.",
}
# end of messages

ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_REFUSED_CLIENT = ("invalid_client", "unauthorized_client", "incorrect_client_credentials")


def finding(level: Any, key: str, detail: str = "") -> Finding:
    return Finding(level, SAID[key], detail)


def discovery(issuer: str) -> str:
    return f"{issuer.rstrip('/')}/.well-known/openid-configuration"


def fault_of(client: Client, metadata: Mapping[str, Any]) -> Finding | None:
    """Why this document cannot be signed in with; None when it can."""
    if metadata.get("issuer") != client.issuer:
        return finding("bad", "issuer", str(metadata.get("issuer", ""))[:400])
    missing = [name for name in ENDPOINTS if not isinstance(metadata.get(name), str)]
    if missing:
        return finding("bad", "endpoints", ", ".join(missing))
    insecure = [metadata[name] for name in ENDPOINTS if not is_safe_address(metadata[name])]
    if insecure:
        return finding("bad", "insecure", insecure[0][:400])
    algorithms = metadata.get("id_token_signing_alg_values_supported")
    return None if usable(algorithms) else finding("bad", "algorithms", str(algorithms)[:200])


def authentication(client: Client, metadata: Mapping[str, Any]) -> str:
    """How this server proves at the token endpoint who it is."""
    if not client.client_secret:
        return "none"
    known = metadata.get("token_endpoint_auth_methods_supported")
    posted = isinstance(known, list) and "client_secret_basic" not in known and "client_secret_post" in known
    return "client_secret_post" if posted else "client_secret_basic"


def of_openid(client: Client, outbound: Outbound, redirect_uri: str, wishes: Mapping[str, str]) -> list[Finding]:
    """Discovery, keys, client and redirect address, one after the other until one is wrong."""
    try:
        with outbound.http() as http:
            answer = http.get(discovery(client.issuer))
            metadata = parsed(answer)
    except httpx.HTTPStatusError as problem:
        return [finding("bad", "no_document", f"{problem.response.status_code} {discovery(client.issuer)}")]
    except (httpx.HTTPError, httpx.InvalidURL) as problem:
        return [finding("bad", "unreachable", f"{discovery(client.issuer)} ({type(problem).__name__})")]
    except ValueError:
        return [finding("bad", "not_json", discovery(client.issuer))]
    fault = fault_of(client, metadata)
    if fault:
        return [fault]
    found = [finding("good", "reached", client.issuer), _keys(outbound, metadata["jwks_uri"])]
    methods = metadata.get("code_challenge_methods_supported")
    if isinstance(methods, list) and "S256" not in methods:
        found.append(finding("warn", "pkce"))
    authorise = _asked(client, metadata["authorization_endpoint"], redirect_uri, wishes)
    return [*found, _client(client, outbound, metadata, redirect_uri), redirect(outbound, authorise, redirect_uri)]


def _keys(outbound: Outbound, address: str) -> Finding:
    try:
        with outbound.http() as http:
            KeySet.import_key_set(parsed(http.get(address)))  # type: ignore[arg-type]
    except (httpx.HTTPError, ValueError, JoseError):
        return finding("bad", "no_keys", address[:400])
    return finding("good", "keys")


def _asked(client: Client, endpoint: str, redirect_uri: str, wishes: Mapping[str, str]) -> str:
    asked = {
        "response_type": "code",
        "client_id": client.client_id,
        "redirect_uri": redirect_uri,
        "scope": " ".join(client.scopes or ("openid", "profile", "email")),
        "state": secrets.token_urlsafe(8),
        "nonce": secrets.token_urlsafe(8),
        "code_challenge": secrets.token_urlsafe(32),
        "code_challenge_method": "S256",
        **wishes,
        "prompt": "none",
    }
    return f"{endpoint}{'&' if urlsplit(endpoint).query else '?'}{urlencode(asked)}"


def redirect(outbound: Outbound, address: str, redirect_uri: str) -> Finding:
    """Whether a request to sign in is answered to our address. ``prompt=none`` has it answered at once."""
    try:
        with outbound.http() as http:
            answer = http.get(address, headers={"accept": "text/html"})
    except httpx.HTTPError:
        return finding("warn", "redirect_untold", redirect_uri)
    target = answer.headers.get("location", "")
    if target.startswith(f"{redirect_uri}?"):
        return finding("good", "redirect", redirect_uri)
    if 400 <= answer.status_code < 500 or "redirect_uri_mismatch" in target:
        return finding("bad", "wrong_redirect", redirect_uri)
    return finding("warn", "redirect_untold", redirect_uri)


def _client(client: Client, outbound: Outbound, metadata: Mapping[str, Any], redirect_uri: str) -> Finding:
    """A code that cannot be right: who is known is told so, and who is not is told that."""
    method = authentication(client, metadata)
    credentials = {"client_id": client.client_id, "client_secret": client.client_secret or None}
    try:
        with outbound.oauth(**credentials, redirect_uri=redirect_uri, token_endpoint_auth_method=method) as session:
            session.fetch_token(
                metadata["token_endpoint"],
                grant_type="authorization_code",
                code=secrets.token_urlsafe(16),
                code_verifier=secrets.token_urlsafe(48),
            )
    except OAuthError as problem:
        if problem.error in _REFUSED_CLIENT:
            return finding("bad", "wrong_client", client.client_id)
        if problem.error == "invalid_grant":
            return finding("good", "client", client.client_id)
        return finding("warn", "client_untold", str(problem.error)[:80])
    except httpx.HTTPStatusError as problem:
        unknown = problem.response.status_code in (401, 403)
        return finding("bad", "wrong_client", client.client_id) if unknown else finding("warn", "client_untold")
    except (httpx.HTTPError, ValueError, JoseError, MediaNestError):
        return finding("warn", "client_untold")
    return finding("warn", "client_untold")
