"""What signing in through somebody else's service takes: four verbs, a test, and the plain values between them.

A provider knows nothing of our people: it says who somebody is *there*. Whether that is anybody *here* is decided in
``services/provider_sign_in.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol
from urllib.parse import urlsplit

from medianest.errors import SignInRefused

Kind = Literal["google", "github", "plex", "oidc"]
LOOPBACK = ("localhost", "127.0.0.1", "::1")
KINDS: tuple[Kind, ...] = ("google", "github", "plex", "oidc")


@dataclass(frozen=True, slots=True)
class Client:
    """How this server is known to a provider."""

    kind: Kind
    issuer: str
    """The provider's address; with a subject it makes an identity."""
    client_id: str
    client_secret: str = field(default="", repr=False)
    scopes: tuple[str, ...] = ()
    trusts_email: bool = False
    """Whether an address counts as verified although the provider does not say so."""
    plex_tokens: Literal["jwt", "classic"] = "jwt"
    members_of: tuple[str, ...] = ()
    """Whom alone it may sign in, where it can tell: people of these Google Workspace domains, or with access to one of
    these Plex servers (their ``machineIdentifier``). Empty: whoever has an account there."""


@dataclass(frozen=True, slots=True)
class Departure:
    """Where the browser goes, and what has to be kept until it comes back. What is kept is secret, and JSON."""

    url: str
    kept: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Grant:
    """What a provider gave for the browser's answer. Tokens are secret."""

    access_token: str = field(repr=False)
    refresh_token: str = field(default="", repr=False)
    expires_at: datetime | None = None
    claims: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """Of the verified id token, where there is one."""
    kept: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """What ``refresh`` needs besides."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Who somebody is at a provider. Only ``issuer`` and ``subject`` identify; everything else may change hands."""

    issuer: str
    subject: str
    email: str = ""
    email_verified: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a test of a provider has found; ``detail`` is what it is about, to be copied or compared."""

    level: Literal["good", "warn", "bad"]
    text: str
    detail: str = ""


class SignInProvider(Protocol):
    """One service that people can sign in with. Every method may call it over the network, within a time limit.

    Each raises ``SignInRefused`` with a stable reason: ``provider_down`` when the service cannot be reached or answers
    nonsense, ``provider_setup`` when it refuses this server, and others as they say.
    """

    asks_again: bool
    """Whether ``exchange`` answers None until the person has agreed, and may then be asked again."""

    def authorise(self, redirect_uri: str, state: str) -> Departure:
        """Begin: where to send the browser, which comes back to ``redirect_uri`` with ``state``."""
        ...

    def exchange(self, kept: Mapping[str, Any], answer: Mapping[str, str]) -> Grant | None:
        """What the browser brought back, made into tokens. Works once.

        Raises:
            SignInRefused: ``denied`` by the person, ``code_refused``, ``pin_expired``, ``not_trusted`` when an
                answer is not what this sign-in began with.
        """
        ...

    def profile(self, grant: Grant) -> Profile:
        """Who that is.

        Raises:
            SignInRefused: ``no_member`` of what the client is limited to.
        """
        ...

    def refresh(self, grant: Grant) -> Grant:
        """New tokens for old.

        Raises:
            SignInRefused: ``revoked`` when the provider does not know them any more.
        """
        ...

    def examine(self, redirect_uri: str) -> list[Finding]:
        """Try everything that can be tried without a person, and say in words what is wrong. Raises nothing."""
        ...


def no_member() -> SignInRefused:
    return SignInRefused("That account is none of those that may sign in here. Ask an administrator.", "no_member")


def is_safe_address(address: str) -> bool:
    """Whether tokens may be sent there: over TLS, or to this machine itself."""
    try:
        parts = urlsplit(address)
        return bool(parts.hostname) and (
            parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
        )
    except ValueError:
        return False


def refuse_error(answer: Mapping[str, str]) -> None:
    """An answer that is an error. Its description is whatever somebody wrote into an address: it is never shown.

    Raises:
        SignInRefused
    """
    error = answer.get("error", "")
    if not error:
        return
    if error in ("access_denied", "consent_required", "login_required", "interaction_required"):
        raise SignInRefused("You did not agree at the provider, so nothing was done.", "denied")
    if error in ("server_error", "temporarily_unavailable"):
        raise SignInRefused("The provider cannot sign anybody in at the moment. Try again later.", "provider_down")
    raise SignInRefused(
        "The provider refuses this server. An administrator has to look at its settings.", "provider_setup"
    )
