"""The servers and services of others: which kinds there are, and the guard before each of them."""

from __future__ import annotations

import redis

from medianest.config import Settings
from medianest.providers.registry import Registry
from medianest.providers.terms import Embedding
from medianest.providers.youtube import YouTubeProvider
from medianest.repositories.answers import Answers
from medianest.repositories.breakers import Breakers
from medianest.repositories.token_bucket import TokenBucket
from medianest.repositories.unit_of_work import Transactions
from medianest.repositories.waits import Waits
from medianest.services.playback import Embeds
from medianest.services.sources.budget import Budgets
from medianest.services.sources.guard import CHEAP, UNHARMED, Guard

_FAILURES, _REST = 4, 20.0  # so many in a row, and an account is left alone for so many seconds
_LONGEST_PROBE = 40.0  # seconds: longer than any question may take
_BURST, _A_SECOND = 200, 50.0  # calls to one account


def registry(settings: Settings) -> Registry:
    youtube = YouTubeProvider(settings.youtube_api_url, settings.youtube_site_url, settings.youtube_embed_url)
    return Registry(more=(youtube,))


def guard(transactions: Transactions, cache: redis.Redis) -> Guard:
    return Guard(
        Breakers(cache, "provider", _FAILURES, _REST, _LONGEST_PROBE, UNHARMED),
        TokenBucket(cache, "provider", _BURST, _A_SECOND),
        Waits(cache, "provider"),
        Answers(cache, "provider", CHEAP),
        Budgets(transactions),
    )


def embeds(known: Registry) -> Embeds:
    """What asks a provider for the address of its own player; without one, or without the provider, there is none."""

    def embed(provider: str, remote_id: str) -> str | None:
        kind = next((each for each in known.all() if each.name == provider), None)
        found = kind.embed(remote_id) if isinstance(kind, Embedding) else None
        return found.url if found else None

    return embed
