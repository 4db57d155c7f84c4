"""Signs of life of processes that nobody connects to, in Redis."""

from __future__ import annotations

import redis

EVERY_SECONDS = 5
GONE_AFTER_SECONDS = 20


class Heartbeats:
    """A key for each kind of process, which goes by itself when nobody renews it."""

    def __init__(self, cache: redis.Redis) -> None:
        self._cache = cache

    def beat(self, kind: str) -> None:
        """One of ``kind`` lives. Call every ``EVERY_SECONDS``."""
        self._cache.set(_key(kind), "1", ex=GONE_AFTER_SECONDS)

    def alive(self, kind: str) -> bool:
        """Whether one of ``kind`` has beaten lately, on any machine."""
        return bool(self._cache.exists(_key(kind)))


def _key(kind: str) -> str:
    return f"medianest:alive:{kind}"
