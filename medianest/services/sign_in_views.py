"""What a browser may see of sign-in providers and of identities there. Secrets are never among it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class OfferView:
    """A provider that anybody may choose on the sign-in page."""

    slug: str
    kind: str  # google, github, plex, oidc
    name: str


@dataclass(frozen=True, slots=True)
class SignInProviderView:
    """A provider, as administrators see it. Those of the environment have no id, and are changed there."""

    id: UUID | None
    slug: str
    kind: str
    name: str
    issuer: str
    client_id: str
    has_secret: bool
    scopes: str
    trusts_email: bool
    plex_tokens: str
    members_of: str  # with a blank between them
    enabled: bool
    redirect_uri: str  # to be registered at the provider; empty while MEDIANEST_PUBLIC_URL is not set


@dataclass(frozen=True, slots=True)
class FindingView:
    """One thing that a test has found."""

    level: str  # good, warn, bad
    text: str
    detail: str


@dataclass(frozen=True, slots=True)
class IdentityView:
    """Who a person is at a provider. ``provider`` is empty when it cannot be signed in with here any more."""

    id: UUID
    provider: str
    kind: str
    name: str  # the provider's, or its address
    account: str
    is_primary: bool
    created_at: datetime
    last_used_at: datetime | None
