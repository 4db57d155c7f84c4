"""Google: OpenID Connect with two customs of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from medianest.providers.oauth.oidc import OpenIdConnect
from medianest.providers.sign_in import Grant, Profile, no_member

ISSUER = "https://accounts.google.com"


class Google(OpenIdConnect):
    """Everything is found by discovery, as for any issuer."""

    def _issuers(self) -> list[str]:
        # Old tokens name it without its scheme.
        return [self._client.issuer, self._client.issuer.removeprefix("https://")]

    def _wishes(self) -> dict[str, str]:
        domains = self._client.members_of
        # For Google's own page; what counts is the claim.
        hint = {"hd": domains[0] if len(domains) == 1 else "*"} if domains else {}
        return {"prompt": "select_account", **hint}

    def profile(self, grant: Grant) -> Profile:
        domain = grant.claims.get("hd")
        if self._client.members_of and not (isinstance(domain, str) and domain.lower() in self._client.members_of):
            raise no_member()
        return super().profile(grant)

    def _is_verified(self, about: Mapping[str, Any]) -> bool:
        """Google speaks for its own addresses and those of its Workspace domains. Anybody can open an account with
        another's address and lose it to the owner later."""
        email = about.get("email")
        own = isinstance(email, str) and email.strip().lower().endswith("@gmail.com")
        return about.get("email_verified") is True and (own or bool(about.get("hd")))
