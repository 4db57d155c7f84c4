"""One machine of several does what must be done once: a lease in Redis that its holder renews."""

from __future__ import annotations

from uuid import uuid4

import redis

LEASE_SECONDS = 30

# Renew or give up only what is ours still: between a look and a change another machine may have taken over.
_RENEW = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('expire', KEYS[1], ARGV[2]) else return 0 end"
_RESIGN = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) else return 0 end"


class Leadership:
    def __init__(self, cache: redis.Redis, name: str) -> None:
        self._cache = cache
        self._key = f"medianest:leader:{name}"
        self._me = uuid4().hex

    def held(self) -> bool:
        """Take or renew the lease; call well within ``LEASE_SECONDS``. False while another has it or Redis is away."""
        try:
            if self._cache.eval(_RENEW, 1, self._key, self._me, str(LEASE_SECONDS)):
                return True
            return bool(self._cache.set(self._key, self._me, nx=True, ex=LEASE_SECONDS))
        except redis.RedisError:
            return False

    def resign(self) -> None:
        """Let another machine take over at once."""
        try:
            self._cache.eval(_RESIGN, 1, self._key, self._me)
        except redis.RedisError:
            return
