"""Values that are kept for some minutes and handed out once, shared by every worker."""

from __future__ import annotations

from typing import Any

import orjson
import redis

from medianest.errors import Overloaded


class SingleUse:
    """Without Redis nothing is kept and nothing found: whoever asks is told to try again."""

    def __init__(self, client: redis.Redis, name: str, seconds: int) -> None:
        """``seconds`` is how long a value lives."""
        self._redis = client
        self._name = name
        self.seconds = seconds

    def keep(self, key: str, value: dict[str, Any]) -> None:
        """In place of what is kept there."""
        try:
            self._redis.set(self._key(key), orjson.dumps(value), ex=self.seconds)
        except redis.RedisError as problem:
            raise _down() from problem

    def look(self, key: str) -> dict[str, Any] | None:
        """The value, which stays; None when there is none any more."""
        try:
            found: Any = self._redis.get(self._key(key))
        except redis.RedisError as problem:
            raise _down() from problem
        return orjson.loads(found) if found is not None else None

    def take(self, key: str) -> dict[str, Any] | None:
        """The value, which goes: of many who ask at once, one is given it."""
        try:
            found: Any = self._redis.getdel(self._key(key))
        except redis.RedisError as problem:
            raise _down() from problem
        return orjson.loads(found) if found is not None else None

    def _key(self, key: str) -> str:
        return f"{self._name}:{key}"


def _down() -> Overloaded:
    return Overloaded("Sign-in is not possible at this moment. Try again in a few seconds.", retry_after=5)
