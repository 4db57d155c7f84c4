"""The name that passkeys of this server belong to, by the rules of WebAuthn: a host's, over https or on this machine.

A browser gives a passkey to the host that it was made for and to no other. So a passkey needs a name that stays: the
one of ``MEDIANEST_PUBLIC_URL``, or else the one that the browser has typed in its address bar.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urlsplit

from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException

from medianest.errors import PasskeysUnavailable

NAME = "MediaNest"
LIFETIME_SECONDS = 5 * 60  # of a challenge
TIMEOUT = LIFETIME_SECONDS * 1000  # the same for the browser, in milliseconds
LONGEST_ID = 1023  # bytes, by the standard
REFUSALS = (WebAuthnException, ValueError, TypeError, KeyError, AttributeError)
"""What the library raises for an answer that is forged, broken or no answer at all."""
Options = dict[str, Any]
_HERE = "localhost"


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """``host`` is WebAuthn's RP id; ``origin`` is what the browser signs as its own address."""

    host: str
    origin: str


def relying_party(public_url: str | None, asked: str) -> RelyingParty:
    """
    Args:
        asked: scheme and host of the request.

    Raises:
        PasskeysUnavailable: with a sentence that says where they work.
    """
    here = _split(asked)
    public = _split(public_url) if public_url else None
    if public is not None and here.hostname != public.hostname:
        raise PasskeysUnavailable("Passkeys work at {address} only.", address=public_url)
    address = public or here
    host = address.hostname or ""
    if not host or _is_number(host):
        raise PasskeysUnavailable(
            "Passkeys do not work at an IP address. Open this server by a name with https, or as http://localhost."
        )
    if address.scheme != "https" and host != _HERE and not host.endswith(f".{_HERE}"):
        raise PasskeysUnavailable("Passkeys need https. (On the server itself http://localhost does, too.)")
    port = address.port
    usual = port is None or port == {"https": 443, "http": 80}.get(address.scheme)
    return RelyingParty(host, f"{address.scheme}://{host}" + ("" if usual else f":{port}"))


def _split(address: str) -> SplitResult:
    parts = urlsplit(address)
    try:
        _ = parts.port
    except ValueError as problem:
        raise PasskeysUnavailable("This address cannot be read.") from problem
    return parts


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        # Browsers read what ends in a number as an IPv4 address, however it is written.
        last = host.rstrip(".").rpartition(".")[2]
        return last.isdigit() or last.startswith("0x")
    return True


def place_of(purpose: str, challenge: bytes) -> str:
    """Where a challenge waits: one that was made for signing in makes no passkey, and the other way round."""
    return f"{purpose} {bytes_to_base64url(challenge)}"
