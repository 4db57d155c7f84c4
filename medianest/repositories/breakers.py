"""Circuit breakers whose state lies in Redis: what one worker finds out about a provider, all of them know.

The states and their changes are purgatory's. Its own keeper for Redis is not used: the synchronous one holds an
asynchronous client, and lets every worker probe at once.
"""
# ruff: noqa: ARG002 - purgatory asks for one keeper of all breakers; this is one breaker's

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal, cast

import redis
import structlog
from purgatory import SyncAbstractUnitOfWork, SyncCircuitBreakerFactory
from purgatory.domain.model import CLOSED, HALF_OPENED, OPENED, Context, OpenedState
from purgatory.service._sync.repository import SyncAbstractRepository

log = structlog.get_logger(__name__)

_MEMORY = 600  # seconds after which a failure that nothing followed is forgotten

BreakerState = Literal["closed", "open", "probing"]


class Resting(Exception):
    """It failed too often, and is left alone for ``seconds`` more."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"not asked for {seconds:.0f} seconds more")
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Condition:
    """How a breaker stands; ``wait`` is the time in seconds until the next probe."""

    state: BreakerState
    failures: int
    wait: float


class Breakers:
    """One breaker for each key. ``threshold`` failures in a row open it for ``rest`` seconds; then one call of all
    workers' may try, which has ``probe`` seconds, and what becomes of it decides."""

    def __init__(
        self,
        client: redis.Redis,
        name: str,
        threshold: int,
        rest: float,
        probe: float,
        unharmed: tuple[type, ...] = (),
        clock: Callable[[], float] = time.time,
    ) -> None:
        """``unharmed`` are errors that show that the other side is well."""
        self._redis = client
        self._name = name
        self._threshold, self._rest, self._probe, self._clock = threshold, rest, probe, clock
        self._unharmed = list(unharmed)

    @contextmanager
    def around(self, key: str) -> Iterator[None]:
        """Around one call.

        Raises:
            Resting: the breaker is open.
        """
        kept = self._kept(key)
        # A factory holds the messages of the call that is under way, so each call has its own.
        factory = SyncCircuitBreakerFactory(self._threshold, self._rest, self._unharmed, _Unit(kept))
        breaker = factory.get_breaker(key)
        try:
            breaker.context.handle_new_request()
        except OpenedState:
            raise Resting(kept.condition().wait or 1) from None
        with breaker:
            yield

    def condition(self, key: str) -> Condition:
        return self._kept(key).condition()

    def close(self, key: str) -> None:
        """Ask again at once: somebody mended it."""
        self._kept(key).update_state(key, CLOSED, None)

    def _kept(self, key: str) -> _Kept:
        place = f"breaker:{self._name}:{key}"
        return _Kept(self._redis, place, self._threshold, self._rest, self._probe, self._clock)


class _Kept(SyncAbstractRepository):
    """One breaker in Redis, as purgatory asks for it. Without Redis every breaker is closed."""

    def __init__(
        self, client: redis.Redis, place: str, threshold: int, rest: float, probe: float, clock: Callable[[], float]
    ) -> None:
        self._redis, self._place, self._clock = client, place, clock
        self._threshold, self._rest, self._probe = threshold, rest, probe
        self.messages = []

    def get(self, name: str) -> Context | None:
        failures, opened_at = self._read()
        if opened_at is None:
            return Context(name, self._threshold, self._rest, CLOSED, failures)
        if self._clock() >= opened_at + self._rest and self._may_probe():
            return Context(name, self._threshold, self._rest, HALF_OPENED)
        # Open for whoever may not probe, however long ago that began.
        return Context(name, self._threshold, self._rest + 1, OPENED, failures, time.time())

    def register(self, context: Context) -> None:
        """What was never called is closed, and needs no row."""

    def update_state(self, name: str, state: str, opened_at: float | None) -> None:
        try:
            if state == CLOSED:
                self._redis.delete(self._place, self._probing)
            elif state == OPENED:
                self._open()
        except redis.RedisError as problem:
            log.warning("breaker_unreachable", problem=type(problem).__name__)

    def inc_failures(self, name: str, failure_count: int) -> None:
        try:
            failures = cast(int, self._redis.hincrby(self._place, "failures", 1))
            self._redis.expire(self._place, _MEMORY)
            # Of failures at one time each knows only of itself.
            if failures >= self._threshold and not self._redis.hexists(self._place, "opened_at"):
                self._open()
        except redis.RedisError as problem:
            log.warning("breaker_unreachable", problem=type(problem).__name__)

    def reset_failure(self, name: str) -> None:
        try:
            self._redis.hdel(self._place, "failures")
        except redis.RedisError as problem:
            log.warning("breaker_unreachable", problem=type(problem).__name__)

    def condition(self) -> Condition:
        failures, opened_at = self._read()
        if opened_at is None:
            return Condition("closed", failures, 0)
        wait = opened_at + self._rest - self._clock()
        return Condition("open" if wait > 0 else "probing", failures, max(0.0, wait))

    @property
    def _probing(self) -> str:
        return f"{self._place}:probe"

    def _read(self) -> tuple[int, float | None]:
        try:
            failures, opened_at = cast(list[Any], self._redis.hmget(self._place, "failures", "opened_at"))
        except redis.RedisError as problem:
            log.warning("breaker_unreachable", problem=type(problem).__name__)
            return 0, None
        return int(failures or 0), float(opened_at) if opened_at else None

    def _may_probe(self) -> bool:
        # Runs out, so that a worker that dies while it probes does not keep the breaker open for good.
        return bool(self._redis.set(self._probing, b"1", nx=True, px=int(self._probe * 1000)))

    def _open(self) -> None:
        self._redis.hset(self._place, "opened_at", repr(self._clock()))
        self._redis.expire(self._place, int(_MEMORY + self._rest))
        self._redis.delete(self._probing)


class _Unit(SyncAbstractUnitOfWork):
    def __init__(self, kept: _Kept) -> None:
        self.contexts = kept

    def commit(self) -> None:
        """Each change is stored as it is made."""

    def rollback(self) -> None:
        """A failed call is what a breaker counts: nothing to take back."""
