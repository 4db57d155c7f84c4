"""Whoever waits for the end of a session hears of it at once."""

from __future__ import annotations

import asyncio
import time
from uuid import UUID, uuid4

import redis

from medianest.repositories.ephemeral import SessionCache
from medianest.streaming.endings import SessionEndings


def _until_heard(client: redis.Redis) -> None:
    deadline = time.monotonic() + 5
    while not client.pubsub_numsub("sessions:ended")[0][1]:
        assert time.monotonic() < deadline
        time.sleep(0.01)


async def _always(_: UUID) -> bool:
    return True


def test_the_end_of_a_session_is_heard_within_a_second_and_by_nobody_else(redis_url: str) -> None:
    ended, other = uuid4(), uuid4()
    client = redis.Redis.from_url(redis_url)

    async def listen() -> tuple[float, bool]:
        endings = SessionEndings(redis_url, _always)
        waiting = asyncio.ensure_future(endings.of(ended))
        bystander = asyncio.ensure_future(endings.of(other))
        await asyncio.to_thread(_until_heard, client)
        began = time.monotonic()
        await asyncio.to_thread(SessionCache(client).announce_end, [ended])
        await asyncio.wait_for(waiting, 5)
        took = time.monotonic() - began
        undisturbed = not bystander.done()
        bystander.cancel()
        await endings.close()
        return took, undisturbed

    took, undisturbed = asyncio.run(listen())
    client.close()
    assert took < 1
    assert undisturbed


def test_an_end_that_was_not_heard_is_asked_for(redis_url: str) -> None:
    """The session ended before anybody listened: the first look after subscribing finds it."""
    gone = uuid4()

    async def alive(session_id: UUID) -> bool:
        return session_id != gone

    async def listen() -> None:
        endings = SessionEndings(redis_url, alive)
        await asyncio.wait_for(endings.of(gone), 5)
        await endings.close()

    asyncio.run(listen())
