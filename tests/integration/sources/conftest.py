"""Workers that share one Redis and one database, and a provider that fails as it is told to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import uuid4

import pytest
import redis

from medianest.providers.base import Account
from medianest.repositories.answers import Answers
from medianest.repositories.breakers import Breakers
from medianest.repositories.token_bucket import TokenBucket
from medianest.repositories.waits import Waits
from medianest.services.sources.budget import Budgets
from medianest.services.sources.guard import CHEAP, LIMITS, UNHARMED, Guard, Limits
from tests.factories import Factory

REST = 30.0  # seconds


@dataclass
class Clock:
    """What the breakers of all workers look at."""

    passed: float = 0

    def __call__(self) -> float:
        return 1_000_000 + self.passed


@pytest.fixture
def breaker_clock() -> Clock:
    return Clock()


MakeWorker = Callable[..., Guard]


@pytest.fixture
def worker(redis_url: str, transactions, breaker_clock: Clock) -> Iterator[MakeWorker]:
    """Makes the guard of one more worker process, with a connection to Redis of its own."""
    clients: list[redis.Redis] = []

    def make(threshold: int = 3, burst: int = 10_000, clock=None, **seconds: float) -> Guard:
        client = redis.Redis.from_url(redis_url)
        clients.append(client)
        limits = {**LIMITS, **{method: Limits(each, LIMITS[method].tries) for method, each in seconds.items()}}
        return Guard(
            Breakers(client, "test", threshold, REST, probe=20, unharmed=UNHARMED, clock=breaker_clock),
            TokenBucket(client, "test", burst, 100),
            Waits(client, "test"),
            Answers(client, "test", CHEAP),
            Budgets(transactions, clock) if clock else Budgets(transactions),
            limits,
        )

    yield make
    for client in clients:
        client.close()


@pytest.fixture
def account(make: Factory) -> Account:
    row = make.insert("provider_accounts", id=uuid4(), provider="faulty", name="Faulty")
    return Account(row.id, "faulty", {"key": "a secret"})
