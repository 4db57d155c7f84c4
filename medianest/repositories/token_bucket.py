"""Token buckets on Redis, shared by every worker and machine: a burst at once, then a steady rate."""

from __future__ import annotations

from typing import Any, cast

import redis
import structlog

log = structlog.get_logger(__name__)

# One call, so that two workers never spend the same token; Redis' own clock, so that theirs need not agree.
_TAKE = """
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local kept = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local capacity, refill = tonumber(ARGV[1]), tonumber(ARGV[2])
local since = math.max(0, now - (tonumber(kept[2]) or now))
local tokens = math.min(capacity, (tonumber(kept[1]) or capacity) + since * refill)
local taken = tokens >= 1 and 1 or 0
tokens = tokens - taken
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens), 'at', string.format('%.6f', now))
redis.call('PEXPIRE', KEYS[1], math.ceil(capacity / refill * 1000))
return {taken, tostring(tokens)}
"""


class TokenBucket:
    """Holds ``capacity`` tokens for each key; ``refill`` come back each second."""

    def __init__(self, client: redis.Redis, name: str, capacity: int, refill: float) -> None:
        self._take = client.register_script(_TAKE)
        self._name = name
        self.capacity = capacity
        self.refill = refill

    def take(self, key: str) -> tuple[bool, float]:
        """Take a token of ``key``: whether there was one, and how many are left.

        Without Redis everything is allowed: a limit is no reason to stand still.
        """
        try:
            answer = self._take(keys=[f"bucket:{self._name}:{key}"], args=[self.capacity, self.refill])
        except redis.RedisError as problem:
            log.warning("token_bucket_unreachable", problem=type(problem).__name__)
            return True, self.capacity
        taken, left = cast(list[Any], answer)
        return bool(taken), float(left)
