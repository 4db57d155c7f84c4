"""Sign-ins that have begun at a provider and not ended: in Redis, for minutes, and used once."""

from __future__ import annotations

from typing import Any

import redis

from medianest.errors import Overloaded


class Handshakes:
    """What is kept is sealed before it comes here, under a name that tells nothing."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client

    def keep(self, name: str, sealed: bytes, seconds: int) -> None:
        """
        Raises:
            Overloaded: Redis is away; so do the others.
        """
        try:
            self._redis.set(f"handshake:{name}", sealed, ex=seconds)
        except redis.RedisError as problem:
            raise _away() from problem

    def look(self, name: str) -> bytes | None:
        try:
            found: Any = self._redis.get(f"handshake:{name}")
        except redis.RedisError as problem:
            raise _away() from problem
        return found

    def take(self, name: str) -> bytes | None:
        """Look and forget in one step: of many who come at once with the same, one gets it."""
        try:
            found: Any = self._redis.getdel(f"handshake:{name}")
        except redis.RedisError as problem:
            raise _away() from problem
        return found

    def first(self, name: str, seconds: int) -> bool:
        """Whether nobody has asked this within the last ``seconds``."""
        try:
            return bool(self._redis.set(f"asked:{name}", b"1", ex=seconds, nx=True))
        except redis.RedisError as problem:
            raise _away() from problem


def _away() -> Overloaded:
    return Overloaded("Sign-in is not possible at this moment. Try again in a few seconds.", retry_after=5)
