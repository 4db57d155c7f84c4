"""On what terms a provider may be asked: how often in a day, and for how long an answer is good."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from medianest.providers.base import Account, AccountField, Embed


@dataclass(frozen=True, slots=True)
class Budget:
    """What may be asked of an account in one day, which begins at midnight in ``zone``."""

    limits: Mapping[str, int]
    """Units of each purse: ``{"search": 100, "rest": 10000}``."""
    costs: Mapping[str, Mapping[str, int]]
    """What a call of a method takes from which purse."""
    zone: str = "UTC"


@runtime_checkable
class Budgeted(Protocol):
    """A provider whose accounts have only so many calls a day; people get fair shares of them."""

    def budget(self, account: Account) -> Budget: ...


@runtime_checkable
class Keeping(Protocol):
    """A provider whose answers are used again. For each method the seconds for which an answer is as good as new, and
    those for which it is better than none."""

    keeps: Mapping[str, tuple[float, float]]


@runtime_checkable
class Embedding(Protocol):
    """A provider whose media only its own player may show."""

    def embed(self, remote_id: str) -> Embed | None:
        """Never goes over the network; None when it cannot be an id."""
        ...


@runtime_checkable
class Sought(Protocol):
    """A provider that has more collections than can be listed: ``sought`` is what somebody is asked to find one by, and
    its connections are ``Finding``."""

    sought: AccountField
