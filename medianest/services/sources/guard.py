"""The guard before every server of others: no call goes out without it.

A call passes, in this order: kept answers, the wait that was asked for, the breaker, the token bucket, the day's
budget, a place among the account's calls, and its time limit. What is broken is tried again with growing, random
pauses while there is time.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

import structlog
from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError
from tenacity import Retrying, retry_if_exception, stop_after_attempt, stop_before_delay, wait_random_exponential

from medianest.errors import Invalid, ProviderBroken, ProviderBusy, SignInAgain
from medianest.providers.base import (
    Account,
    Connection,
    Identity,
    MediaProvider,
    RemoteCollection,
    RemoteItem,
    RemotePage,
)
from medianest.providers.terms import Keeping
from medianest.repositories.answers import Answers, Lifetime, NoAnswer
from medianest.repositories.breakers import Breakers, Condition, Resting
from medianest.repositories.token_bucket import TokenBucket
from medianest.repositories.waits import Waits
from medianest.services.sources.budget import Budgets
from medianest.services.sources.deadline import NoPlace, Places

AT_ONCE = 6  # calls to one account from one process
UNHARMED = (SignInAgain, ProviderBusy, Invalid)  # errors by which a provider shows that it is there
CHEAP = (ProviderBusy, Invalid)  # errors that no server was asked for in vain

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one question may cost: ``seconds`` with all of its ``tries``."""

    seconds: float
    tries: int = 3


LIMITS: Mapping[str, Limits] = {
    "check": Limits(10),
    "collections": Limits(15),
    "find": Limits(10),
    "mark": Limits(8),
    "page": Limits(30),
    "search": Limits(5, tries=2),
    "item": Limits(8),
    "open": Limits(6),
    "picture": Limits(10),
    "report": Limits(6),
}

# What may be kept, and what an answer must be to be one.
_SHAPES: Mapping[str, TypeAdapter[Any]] = {
    "collections": TypeAdapter(tuple[RemoteCollection, ...]),
    "find": TypeAdapter(tuple[RemoteCollection, ...]),
    "page": TypeAdapter(RemotePage | None),
    "search": TypeAdapter(tuple[RemoteItem, ...]),
    "item": TypeAdapter(RemoteItem | None),
}


class Guard:
    """Makes connections that are safe to ask. All of its state but the places is shared by every worker."""

    def __init__(
        self,
        breakers: Breakers,
        bucket: TokenBucket,
        waits: Waits,
        answers: Answers,
        budgets: Budgets,
        limits: Mapping[str, Limits] = LIMITS,
    ) -> None:
        self._breakers, self._bucket, self._waits = breakers, bucket, waits
        self._answers, self._budgets, self._limits = answers, budgets, limits
        self._places: dict[UUID, Places] = {}
        self._making = threading.Lock()

    def connect(self, provider: MediaProvider, account: Account, person: UUID | None = None) -> Connection:
        """An account that can be asked, with every capability it has. ``person``: in whose share of the budget.

        Its methods raise what those of ``Connection`` do, and nothing else, within the time limit of each.
        """
        return self.around(provider, account, provider.connect(account), person)

    def around(
        self, provider: MediaProvider, account: Account, connection: Connection, person: UUID | None = None
    ) -> Connection:
        """``connect``, for a connection that is there already."""
        return _Guarded(self, _Asked(provider, account, person), connection)

    def condition(self, account: UUID) -> Condition:
        """How the account's breaker stands."""
        return self._breakers.condition(str(account))

    def retry(self, account: UUID) -> None:
        """Ask again at once: close the breaker and forget what was waited for."""
        self._breakers.close(str(account))
        for method in self._limits:
            self._waits.end(f"{account}:{method}")

    def forget(self, account: UUID) -> None:
        """Kept answers of the account are not used any more."""
        self._answers.forget(str(account))

    def ask(self, asked: _Asked, method: str, function: Callable[[], Any], key: str) -> Any:
        shape, keep = _SHAPES.get(method), asked.keeps.get(method)
        if shape is None:
            return self._tried(asked, method, function)
        make = partial(self._shaped, asked, method, function, shape)
        if keep is None:
            return shape.validate_json(make())
        seconds = self._limits[method].seconds
        try:
            kept = self._answers.ask(
                f"{asked.account.id}:{method}:{key}", make, Lifetime(*keep), (str(asked.account.id),), seconds
            )
        except NoAnswer as problem:
            raise _busy(asked, 1) from problem
        return shape.validate_json(kept)

    def _shaped(self, asked: _Asked, method: str, function: Callable[[], Any], shape: TypeAdapter[Any]) -> bytes:
        value = self._tried(asked, method, function)
        try:
            plain = shape.dump_json(shape.validate_python(value), warnings="error")
            shape.validate_json(plain)
        except (ValidationError, PydanticSerializationError) as problem:
            log.warning("provider_answer_refused", provider=asked.provider.name, method=method)
            raise _broken(asked) from problem
        return plain

    def _tried(self, asked: _Asked, method: str, function: Callable[[], Any]) -> Any:
        limits = self._limits[method]
        ends = time.monotonic() + limits.seconds
        retrying = Retrying(
            stop=stop_after_attempt(limits.tries) | stop_before_delay(limits.seconds),
            wait=wait_random_exponential(multiplier=0.2, max=2),
            retry=retry_if_exception(lambda problem: isinstance(problem, ProviderBroken)),
            reraise=True,
        )
        return retrying(self._once, asked, method, function, ends)

    def _once(self, asked: _Asked, method: str, function: Callable[[], Any], ends: float) -> Any:
        key = str(asked.account.id)
        wait = self._waits.left(f"{key}:{method}") or self._breakers.condition(key).wait
        if wait:
            raise _busy(asked, wait)
        allowed, left = self._bucket.take(key)
        if not allowed:
            raise _busy(asked, (1 - left) / self._bucket.refill)
        self._budgets.spend(asked.provider, asked.account, method, asked.person)
        try:
            with self._breakers.around(key):
                return self._bounded(asked, method, function, ends)
        except Resting as problem:
            raise _busy(asked, problem.seconds) from None
        except ProviderBusy as problem:
            self._waits.begin(f"{key}:{method}", problem.retry_after)
            raise

    def _bounded(self, asked: _Asked, method: str, function: Callable[[], Any], ends: float) -> Any:
        """The call itself; whatever it raises becomes one of the three errors."""
        began = time.monotonic()
        try:
            return self._place(asked.account.id).call(function, max(0.05, ends - began))
        except NoPlace:
            raise _busy(asked, 1) from None
        except (SignInAgain, ProviderBusy, ProviderBroken, Invalid) as problem:
            log.info("provider_failed", provider=asked.provider.name, method=method, code=problem.code)
            raise
        except Exception as problem:  # noqa: BLE001 - a provider may be anybody's package
            # What it says may hold an address with a key.
            log.warning("provider_failed", provider=asked.provider.name, method=method, problem=type(problem).__name__)
            raise _broken(asked) from None

    def _place(self, account: UUID) -> Places:
        with self._making:
            return self._places.setdefault(account, Places(AT_ONCE))


@dataclass(frozen=True, slots=True)
class _Asked:
    provider: MediaProvider
    account: Account
    person: UUID | None

    @property
    def keeps(self) -> Mapping[str, tuple[float, float]]:
        return self.provider.keeps if isinstance(self.provider, Keeping) else {}


class _Guarded:
    """A connection whose methods pass the guard. It has those that the connection has, as attributes of its own:
    that is what the protocols of the capabilities look for."""

    def __init__(self, guard: Guard, asked: _Asked, connection: Connection) -> None:
        for method in LIMITS:
            function = getattr(connection, method, None)
            if callable(function):
                setattr(self, method, partial(self._ask, guard, asked, method, function))

    def check(self) -> Identity:
        raise NotImplementedError  # every connection has its own

    @staticmethod
    def _ask(guard: Guard, asked: _Asked, method: str, function: Callable[..., Any], *args: Any, **named: Any) -> Any:
        key = hashlib.sha256(repr((args, sorted(named.items()))).encode()).hexdigest()[:32]
        return guard.ask(asked, method, partial(function, *args, **named), key)


def _busy(asked: _Asked, seconds: float) -> ProviderBusy:
    return ProviderBusy(
        "{provider} is not asked at the moment. It is tried again by itself.",
        retry_after=max(0.1, seconds),
        provider=asked.provider.title,
    )


def _broken(asked: _Asked) -> ProviderBroken:
    return ProviderBroken("{provider} does not answer as it should.", provider=asked.provider.title)
