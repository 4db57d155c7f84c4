"""Signing in through other people's services."""

from __future__ import annotations

from typing import Any

import redis

from medianest import routes
from medianest.config import Settings
from medianest.keyring import Keyring
from medianest.providers.sign_in import Client, SignInProvider
from medianest.repositories import handshakes
from medianest.repositories.throttle import Throttle
from medianest.repositories.unit_of_work import Transactions
from medianest.services.audit import Audit
from medianest.services.handshakes import Handshakes
from medianest.services.identities import Identities
from medianest.services.provider_sign_in import ANSWERS, BEGINNINGS, ProviderSignIn, redirect_base
from medianest.services.sign_in_providers import SignInProviders, configured
from medianest.services.ways_in import Ways


def sign_in_provider(client: Client) -> SignInProvider:
    """One of the concrete providers. They cost 10 MB, so a process imports them when somebody signs in with one."""
    from medianest.providers.oauth import make

    return make(client)


def sign_in_providers(settings: Settings, transactions: Transactions, keys: Keyring, audit: Audit) -> SignInProviders:
    """Those of the environment, and those that administrators add."""

    def redirect_uri(slug: str) -> str:
        return redirect_base(settings.public_url, f"http://127.0.0.1:{settings.port}") + routes.sign_in_callback(slug)

    given = [
        configured(
            one.id,
            one.name,
            Client(
                one.kind,
                one.issuer,
                one.client_id,
                one.secret(),
                one.scopes,
                one.trusts_email,
                one.plex_tokens,
                one.members_of,
            ),
        )
        for one in settings.sign_in_providers
    ]
    return SignInProviders(transactions, keys, audit, sign_in_provider, given, redirect_uri)


def elsewhere(
    settings: Settings, transactions: Transactions, cache: redis.Redis, keys: Keyring, known: dict[str, Any]
) -> dict[str, Any]:
    """The services of it; ``known`` are those that say who somebody is."""
    audit, providers = known["audit"], known["sign_in_providers"]
    throttles = (
        Throttle(cache, "provider begun", BEGINNINGS),
        Throttle(cache, "provider answered", ANSWERS),
    )
    return {
        "identities": Identities(transactions, providers, Ways(providers.by_issuer), audit),
        "provider_sign_in": ProviderSignIn(
            transactions,
            keys,
            providers,
            Handshakes(handshakes.Handshakes(cache), keys),
            known["sign_in"],
            known["step_up"],
            known["invitations"].admit,
            throttles,
            audit,
            settings.public_url,
        ),
    }
