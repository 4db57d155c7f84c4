"""Streams end with their session: one listener for each process, told by Redis, wakes those that belong to it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from uuid import UUID

import structlog
from redis import RedisError
from redis.asyncio import Redis

log = structlog.get_logger(__name__)

CHANNEL = "sessions:ended"
_AGAIN_SECONDS = 1.0

StillAlive = Callable[[UUID], Awaitable[bool]]


class SessionEndings:
    """``await endings.of(session_id)`` returns when that session has ended."""

    def __init__(self, redis_url: str, still_alive: StillAlive) -> None:
        self._url = redis_url
        self._still_alive = still_alive
        self._waiting: dict[UUID, set[asyncio.Future[None]]] = {}
        self._listener: asyncio.Task[None] | None = None

    async def of(self, session_id: UUID | None) -> None:
        """Wait for the end of a session; for ever when there is none (the server itself)."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if session_id is not None:
            self._waiting.setdefault(session_id, set()).add(future)
            self._listen()
        try:
            if session_id is not None:
                await self._check(session_id)  # it may have ended between the door and here
            await future
        finally:
            if session_id is not None:
                waiting = self._waiting.get(session_id, set())
                waiting.discard(future)
                if not waiting:
                    self._waiting.pop(session_id, None)

    def watched(self) -> int:
        """Streams that are being watched over, for the metrics."""
        return sum(map(len, self._waiting.values()))

    def _listen(self) -> None:
        if self._listener is None or self._listener.done():
            self._listener = asyncio.ensure_future(self._run())

    async def _run(self) -> None:
        """Listen while anybody waits. After a broken connection every session is asked for: what was said meanwhile
        was not heard."""
        while self._waiting:
            client = Redis.from_url(self._url, socket_connect_timeout=2)
            try:
                async with client.pubsub() as channel:
                    await channel.subscribe(CHANNEL)
                    await self._check_all()
                    while self._waiting:
                        message = await channel.get_message(ignore_subscribe_messages=True, timeout=5.0)
                        if message is not None:
                            self._wake(message["data"])
            except (RedisError, OSError) as problem:
                log.warning("session_endings_unheard", problem=type(problem).__name__)
                await asyncio.sleep(_AGAIN_SECONDS)
                await self._check_all()
            finally:
                with contextlib.suppress(RedisError, OSError):
                    await client.aclose()

    def _wake(self, data: bytes | str) -> None:
        with contextlib.suppress(ValueError):
            self._end(UUID(data.decode() if isinstance(data, bytes) else data))

    def _end(self, session_id: UUID) -> None:
        for future in self._waiting.get(session_id, ()):
            if not future.done():
                future.set_result(None)

    async def _check_all(self) -> None:
        for session_id in list(self._waiting):
            await self._check(session_id)

    async def _check(self, session_id: UUID) -> None:
        try:
            alive = await self._still_alive(session_id)
        except Exception as problem:  # noqa: BLE001 - a database that is down ends nobody's film
            log.warning("session_check_failed", problem=type(problem).__name__)
            return
        if not alive:
            self._end(session_id)

    async def close(self) -> None:
        if self._listener is not None:
            self._listener.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._listener
