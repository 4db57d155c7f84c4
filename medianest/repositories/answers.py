"""Answers of others, kept in Redis: asked for once however many want them, and forgotten by tag.

An answer is *fresh* for a while and *kept* for longer. Of those who want one that is stale, the first asks again and
the rest are given the old one at once; when asking fails, it too is given the old one. Forgetting a tag gives the tag
a new name, so that nothing has to be looked for.
"""

from __future__ import annotations

import random
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

import redis
import structlog
from redis.exceptions import LockError
from redis.lock import Lock

log = structlog.get_logger(__name__)

_JITTER = 0.1  # of a lifetime, so that what was asked at one time is not asked again at one time
_AFTER_FAILURE = 1.0  # seconds in which those who wait for a failed question are told so, and nobody asks again
_TAG_SECONDS = 60 * 86400
_LOOK_EVERY = 0.03  # seconds between two looks of those who wait


class NoAnswer(Exception):
    """Somebody else asked, and there is no answer: it failed, or takes longer than one may wait."""


@dataclass(frozen=True, slots=True)
class Lifetime:
    """Seconds for which an answer is fresh, and for which it is kept."""

    fresh: float
    kept: float


@dataclass(frozen=True, slots=True)
class _Found:
    value: bytes
    fresh: bool


class Answers:
    def __init__(self, client: redis.Redis, name: str, cheap: tuple[type[Exception], ...] = ()) -> None:
        """``cheap`` are failures that cost nobody anything, and may be one person's only: each who waits asks."""
        self._redis = client
        self._cheap = cheap
        self._name = name

    def ask(
        self, key: str, make: Callable[[], bytes], lifetime: Lifetime, tags: Sequence[str] = (), wait: float = 5
    ) -> bytes:
        """The answer to ``key``; ``make`` is called for it by one of all who want it, and may take ``wait`` seconds.

        Raises:
            NoAnswer: somebody else's ``make`` failed, or is not through yet.
        """
        try:
            names = self._names(tags)
            found = self._look(key, names)
            ends = time.monotonic() + wait
            while found is None or not found.fresh:
                lock = self._lock(key, wait, found)
                if lock is not None:
                    break
                if found:
                    return found.value
                found = self._awaited(key, names, ends)
            else:
                return found.value
        except redis.RedisError as problem:
            log.warning("answers_unreachable", problem=type(problem).__name__)
            return make()  # there is nothing to share
        return self._made(key, make, lifetime, names, lock, found)

    def forget(self, tag: str) -> None:
        """Every answer with this tag is asked for anew."""
        try:
            self._redis.set(self._tag(tag), secrets.token_hex(8), ex=_TAG_SECONDS)
        except redis.RedisError as problem:
            log.warning("answers_unreachable", problem=type(problem).__name__)

    def _made(
        self, key: str, make: Callable[[], bytes], lifetime: Lifetime, names: str, lock: Lock, stale: _Found | None
    ) -> bytes:
        try:
            value = self._meanwhile(key, names)
            if value is None:
                value = make()
                self._keep(key, value, lifetime, names)
        except Exception as problem:
            if not isinstance(problem, self._cheap):
                self._failed(key)
            if stale is None:
                raise
            log.info("answer_stale", problem=type(problem).__name__)
            return stale.value
        finally:
            try:
                lock.release()
            except (LockError, redis.RedisError):
                log.info("answer_took_longer_than_its_lock")
        return value

    def _meanwhile(self, key: str, names: str) -> bytes | None:
        """What whoever held the lock before has found out."""
        try:
            found = self._look(key, names)
        except redis.RedisError:
            return None
        return found.value if found and found.fresh else None

    def _awaited(self, key: str, names: str, ends: float) -> _Found | None:
        """What another's question gives; None when nobody asks any more."""
        while time.monotonic() < ends:
            time.sleep(_LOOK_EVERY)
            found = self._look(key, names)
            if found:
                return found
            failed, asking = cast(list[Any], self._redis.mget(f"{self._key(key)}:failed", f"{self._key(key)}:lock"))
            if failed:
                raise NoAnswer
            if not asking:
                return None
        raise NoAnswer

    def _look(self, key: str, names: str) -> _Found | None:
        value, fresh_until, kept_names = cast(
            list[Any], self._redis.hmget(self._key(key), "value", "fresh_until", "tags")
        )
        if value is None or kept_names is None or kept_names.decode() != names:
            return None
        return _Found(value, time.time() < float(fresh_until))

    def _keep(self, key: str, value: bytes, lifetime: Lifetime, names: str) -> None:
        shorter = 1 - random.random() * _JITTER  # noqa: S311
        row: dict[str, Any] = {"value": value, "fresh_until": time.time() + lifetime.fresh * shorter, "tags": names}
        try:
            with self._redis.pipeline() as pipe:
                pipe.hset(self._key(key), mapping=row)
                pipe.pexpire(self._key(key), max(1, int(lifetime.kept * shorter * 1000)))
                pipe.delete(f"{self._key(key)}:failed")
                pipe.execute()
        except redis.RedisError as problem:
            log.warning("answers_unreachable", problem=type(problem).__name__)

    def _lock(self, key: str, wait: float, stale: _Found | None) -> Lock | None:
        """The right to ask; None while another has it, or when asking failed a moment ago and there is ``stale``.

        Raises:
            NoAnswer: asking failed a moment ago.
        """
        if self._redis.exists(f"{self._key(key)}:failed"):
            if stale:
                return None
            raise NoAnswer
        lock = self._redis.lock(f"{self._key(key)}:lock", timeout=wait + 1, thread_local=False)
        return lock if lock.acquire(blocking=False) else None

    def _failed(self, key: str) -> None:
        try:
            self._redis.set(f"{self._key(key)}:failed", b"1", px=int(_AFTER_FAILURE * 1000))
        except redis.RedisError as problem:
            log.warning("answers_unreachable", problem=type(problem).__name__)

    def _names(self, tags: Sequence[str]) -> str:
        """What the tags are called now. One that has no name yet is called nothing."""
        found = cast(list[Any], self._redis.mget([self._tag(tag) for tag in tags])) if tags else []
        return ",".join((name or b"").decode() for name in found)

    def _key(self, key: str) -> str:
        return f"answers:{self._name}:{key}"

    def _tag(self, tag: str) -> str:
        return f"answers:{self._name}:tag:{tag}"
