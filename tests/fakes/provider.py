"""A provider in memory that does whatever a test says goes wrong."""
# ruff: noqa: ARG002 - the protocol gives more than this one looks at

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from medianest.providers.base import Account, AccountField, Identity, RemoteItem
from medianest.providers.terms import Budget
from medianest.providers.works import Work


class FaultyProvider:
    """``fault`` is called before each answer, and may raise, hang or give another answer."""

    name = "faulty"
    title = "Faulty"
    fields: Sequence[AccountField] = ()

    def __init__(self, keeps: Mapping[str, tuple[float, float]] | None = None, budget: Budget | None = None) -> None:
        self.calls: list[tuple[str, Any]] = []
        self.fault: Callable[[], Any] = lambda: None
        self.started = threading.Event()
        self.released = threading.Event()
        self.keeps = keeps or {}
        self._budget = budget or Budget({}, {})

    def budget(self, account: Account) -> Budget:
        return self._budget

    def connect(self, account: Account) -> FaultyConnection:
        return FaultyConnection(self)

    def hang(self) -> None:
        self.started.set()
        self.released.wait(30)

    def asked(self, method: str) -> int:
        return sum(each == method for each, _ in self.calls)


class FaultyConnection:
    def __init__(self, provider: FaultyProvider) -> None:
        self._provider = provider

    def check(self) -> Identity:
        self._provider.calls.append(("check", None))
        self._provider.fault()
        return Identity("faulty", "Faulty")

    def search(self, query: str, limit: int) -> Any:
        self._provider.calls.append(("search", query))
        return self._provider.fault() or [item(f"{query} {number}") for number in range(2)]


def item(title: str) -> RemoteItem:
    return RemoteItem(title.replace(" ", "-"), "1", Work("video", title))
