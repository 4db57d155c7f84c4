"""Hints and news about jobs, in Redis. Losing them loses no job: the rows in PostgreSQL are the truth."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any, Protocol

import orjson
import redis
import redis.asyncio

CHANNEL = "medianest:jobs"


class Queue(Protocol):
    """Tells a worker that there is something to do."""

    def hint(self, kind: str, job_id: str) -> None: ...


class JobNews:
    """Says what becomes of jobs to whoever listens right now."""

    def __init__(self, cache: redis.Redis, url: str) -> None:
        self._cache = cache
        self._url = url

    def tell(self, news: dict[str, Any]) -> None:
        """Best effort: nobody may be listening, and a Redis that is away keeps no job from being done."""
        try:
            self._cache.publish(CHANNEL, orjson.dumps(news))
        except redis.RedisError:
            return

    async def listen(self, every: float = 15.0) -> AsyncGenerator[bytes | None, None]:
        """The news as they come, and None every ``every`` seconds without any, to keep a connection alive."""
        client = redis.asyncio.Redis.from_url(self._url)
        try:
            async with client.pubsub(ignore_subscribe_messages=True) as channel:
                await channel.subscribe(CHANNEL)
                while True:
                    message = await channel.get_message(timeout=every)
                    yield message["data"] if message else None
        finally:
            await client.aclose()
