"""What must be done once is done by one machine of several, and by another as soon as that one is gone."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import redis

from medianest.jobs import schedule
from medianest.jobs.schedule import Schedule
from medianest.repositories import leadership
from medianest.repositories.leadership import Leadership


@pytest.fixture
def cache(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[redis.Redis]:
    monkeypatch.setattr(leadership, "LEASE_SECONDS", 1)
    monkeypatch.setattr(schedule, "TICK_SECONDS", 0.05)
    client = redis.Redis.from_url(redis_url)
    yield client
    client.close()


class Machine:
    """A scheduler in a thread; counts what it does in place of the services."""

    def __init__(self, cache: redis.Redis, *, broken: bool = False) -> None:
        self.done: Counter[str] = Counter()
        self.leadership = Leadership(cache, "schedule")
        self._stopping = threading.Event()
        self._broken = broken
        services: Any = SimpleNamespace(
            jobs=SimpleNamespace(sweep=self._sweep, forget_old=lambda: self.done.update(["forget"])),
            scans=SimpleNamespace(request_all=lambda _: self.done.update(["rescan"])),
            libraries=SimpleNamespace(list=lambda _: ()),
            sessions=SimpleNamespace(tidy=lambda _: self.done.update(["tidy"])),
            audit=SimpleNamespace(checkpoint=lambda _: self.done.update(["checkpoint"])),
        )
        self._thread = threading.Thread(target=Schedule(services, self.leadership).run, args=(self._stopping,))

    def _sweep(self) -> None:
        self.done.update(["sweep"])
        if self._broken:
            raise ConnectionError("the database is away")

    def start(self) -> Machine:
        self._thread.start()
        return self

    def die(self) -> None:
        """End without a word to the others."""
        self._stopping.set()
        self._thread.join()


@pytest.fixture
def machines(cache: redis.Redis) -> Iterator[list[Machine]]:
    made = [Machine(cache).start() for _ in range(2)]
    yield made
    for machine in made:
        machine.die()


def until(condition: Any, seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


def test_of_two_schedulers_one_runs(machines: list[Machine]) -> None:
    assert until(lambda: any(machine.done for machine in machines))
    time.sleep(1.5)  # longer than a lease: it is renewed, not taken in turns
    assert sorted(bool(machine.done) for machine in machines) == [False, True]


def test_when_the_one_that_runs_dies_the_other_takes_over_after_its_lease(machines: list[Machine]) -> None:
    assert until(lambda: any(machine.done for machine in machines))
    leader, other = sorted(machines, key=lambda machine: not machine.done)
    began = time.monotonic()
    leader.die()
    assert until(lambda: other.done)
    assert time.monotonic() - began < 3
    assert not leader.leadership.held()


def test_one_that_ends_in_order_hands_over_at_once(machines: list[Machine]) -> None:
    assert until(lambda: any(machine.done for machine in machines))
    leader, other = sorted(machines, key=lambda machine: not machine.done)
    leader.die()
    leader.leadership.resign()
    began = time.monotonic()
    assert until(lambda: other.done)
    assert time.monotonic() - began < 0.5


def test_one_cannot_take_away_what_another_leads(cache: redis.Redis) -> None:
    mine, theirs = Leadership(cache, "schedule"), Leadership(cache, "schedule")
    assert mine.held()
    theirs.resign()
    assert (mine.held(), theirs.held()) == (True, False)


def test_a_task_that_fails_keeps_no_other_from_its_turn(cache: redis.Redis) -> None:
    machine = Machine(cache, broken=True).start()
    try:
        assert until(lambda: {"sweep", "rescan", "forget", "tidy", "checkpoint"} <= set(machine.done))
    finally:
        machine.die()
