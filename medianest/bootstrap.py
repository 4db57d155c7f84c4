"""The only place that names concrete classes: Settings become Services."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import redis

from medianest.bridge import Bridge, Lane
from medianest.config import Settings
from medianest.errors import ConfigurationError
from medianest.repositories.database import open_engine
from medianest.repositories.unit_of_work import UnitOfWork
from medianest.services import Services


def lanes(settings: Settings) -> dict[str, Lane]:
    """Threads are bounded by what they wait for: connections, spindles, and cores for argon2."""
    return {
        "database": Lane(threads=settings.database_pool, queue=512),
        "disk": Lane(threads=8, queue=256),
        "passwords": Lane(threads=1, queue=32),
    }


@contextmanager
def build(settings: Settings) -> Iterator[Services]:
    """Open what the services stand on, build them, and close in reverse.

    Called once in each process, after the fork.
    """
    if not settings.database_url or not settings.redis_url:
        raise ConfigurationError(
            "DATABASE_URL and REDIS_URL are not set. Use `medianest serve`, which starts its own, or set both."
        )
    engine = open_engine(settings.database_url, settings.database_pool)
    cache = redis.Redis.from_url(settings.redis_url, socket_timeout=5, health_check_interval=30)
    bridge = Bridge(lanes(settings))
    _uow = partial(UnitOfWork, engine)
    try:
        yield Services(bridge=bridge)
    finally:
        bridge.close()
        cache.close()
        engine.dispose()
