"""Counting attempts on Redis, shared by every worker and machine."""

from __future__ import annotations

import time
from collections.abc import Sequence

import redis
from limits import RateLimitItem, parse
from limits.storage import RedisStorage
from limits.strategies import FixedWindowRateLimiter

from medianest.errors import Overloaded


class Throttle:
    """Windows that grow: ``("5/minute", "10/15 minutes")`` means that the sixth try waits out the minute, and the
    eleventh the quarter of an hour."""

    def __init__(self, client: redis.Redis, name: str, windows: Sequence[str]) -> None:
        pool = client.connection_pool
        # The pool is ours; the address only chooses the driver.
        storage = RedisStorage("redis://", connection_pool=pool, key_prefix="throttle")
        self._limiter = FixedWindowRateLimiter(storage)
        self._items: list[RateLimitItem] = [parse(window) for window in windows]
        self._name = name

    def wait(self, key: str) -> float:
        """Seconds until another try is allowed; 0 now. Counts nothing."""
        return self._asked(lambda item: self._limiter.test(item, self._name, key), key)

    def take(self, key: str) -> float:
        """Count one try; 0 when it is allowed, else the seconds until one is."""
        return self._asked(lambda item: self._limiter.hit(item, self._name, key), key)

    def forgive(self, key: str) -> None:
        """Forget the tries of ``key``."""
        try:
            for item in self._items:
                self._limiter.clear(item, self._name, key)
        except redis.RedisError as problem:
            raise self._down() from problem

    def _asked(self, question, key: str) -> float:
        """Every window is asked, so that a long one counts while a short one refuses."""
        try:
            refused = [item for item in self._items if not question(item)]
            if not refused:
                return 0
            ends = [self._limiter.get_window_stats(item, self._name, key).reset_time for item in refused]
        except redis.RedisError as problem:
            raise self._down() from problem
        return max(1.0, max(ends) - time.time())

    def _down(self) -> Overloaded:
        return Overloaded("Sign-in is not possible at this moment. Try again in a few seconds.", retry_after=5)
