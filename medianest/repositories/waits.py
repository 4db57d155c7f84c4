"""How long somebody else asked us to wait, told to every worker."""

from __future__ import annotations

from typing import cast

import redis
import structlog

log = structlog.get_logger(__name__)

_LONGEST = 36 * 3600  # seconds; whatever is asked for, after that it is tried again


class Waits:
    """Without Redis there is nothing to wait for."""

    def __init__(self, client: redis.Redis, name: str) -> None:
        self._redis = client
        self._name = name

    def begin(self, key: str, seconds: float) -> None:
        try:
            self._redis.set(self._key(key), b"1", px=int(min(max(seconds, 0.001), _LONGEST) * 1000))
        except redis.RedisError as problem:
            log.warning("waits_unreachable", problem=type(problem).__name__)

    def left(self, key: str) -> float:
        """Seconds; 0 when nothing has to be waited for."""
        try:
            return max(0, cast(int, self._redis.pttl(self._key(key)))) / 1000
        except redis.RedisError as problem:
            log.warning("waits_unreachable", problem=type(problem).__name__)
            return 0

    def end(self, key: str) -> None:
        try:
            self._redis.delete(self._key(key))
        except redis.RedisError as problem:
            log.warning("waits_unreachable", problem=type(problem).__name__)

    def _key(self, key: str) -> str:
        return f"waits:{self._name}:{key}"
