"""Redis: what may be forgotten. Everything here can be rebuilt from PostgreSQL or asked for again."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from typing import Any
from uuid import UUID

import orjson
import redis
import structlog

log = structlog.get_logger(__name__)

SESSIONS_ENDED = "sessions:ended"  # channel; the message is the session's id, as text
_ASK_AGAIN = b"?"  # a mark that is no record: what PostgreSQL says counts, and nobody may put a record over it
_ASK_AGAIN_SECONDS = 30


class SessionCache:
    """Who a session belongs to, hot. Without Redis every question goes to PostgreSQL and nobody is signed out."""

    def __init__(self, client: redis.Redis, seconds: int = 60) -> None:
        self._redis = client
        self._seconds = seconds

    def get(self, key: str) -> dict[str, Any] | None:
        """The record, or None: ask PostgreSQL."""
        try:
            found: Any = self._redis.get(f"session:{key}")
        except redis.RedisError as problem:
            log.warning("session_cache_unreachable", problem=type(problem).__name__)
            return None
        return None if found is None or found == _ASK_AGAIN else orjson.loads(found)

    def fill(self, key: str, record: dict[str, Any]) -> None:
        """Keep what PostgreSQL said, unless something changed meanwhile."""
        with contextlib.suppress(redis.RedisError):
            self._redis.set(f"session:{key}", orjson.dumps(record), ex=self._seconds, nx=True)

    def forget(self, keys: Iterable[str]) -> None:
        """Called before the change is committed: from now on PostgreSQL is asked, and an answer that was read before
        the change cannot be put back."""
        with contextlib.suppress(redis.RedisError):
            pipe = self._redis.pipeline(transaction=False)
            for key in keys:
                pipe.set(f"session:{key}", _ASK_AGAIN, ex=_ASK_AGAIN_SECONDS)
            pipe.execute()

    def announce_end(self, session_ids: Iterable[UUID]) -> None:
        """Called after the commit: streams of these sessions stop."""
        with contextlib.suppress(redis.RedisError):
            pipe = self._redis.pipeline(transaction=False)
            for session_id in session_ids:
                pipe.publish(SESSIONS_ENDED, str(session_id))
            pipe.execute()
