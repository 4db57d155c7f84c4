"""Signing in through other people's services: Google, GitHub, Plex, and anything that speaks OpenID Connect."""

from __future__ import annotations

from medianest.providers.oauth.github import GitHub
from medianest.providers.oauth.google import Google
from medianest.providers.oauth.oidc import OpenIdConnect
from medianest.providers.oauth.outbound import Outbound
from medianest.providers.oauth.plex import Plex
from medianest.providers.sign_in import Client, SignInProvider


def make(client: Client) -> SignInProvider:
    """The provider that ``client`` is known to, with limits of its own: one that hangs holds no other up."""
    outbound = Outbound(client.issuer)
    if client.kind == "github":
        return GitHub(client, outbound)
    if client.kind == "plex":
        return Plex(client, outbound)
    return Google(client, outbound) if client.kind == "google" else OpenIdConnect(client, outbound)
