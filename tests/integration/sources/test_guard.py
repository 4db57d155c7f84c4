"""Every call to other people's servers passes the guard: here on two workers, with a provider that fails."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import uuid4

import pytest

from medianest.errors import ProviderBroken, ProviderBusy, SignInAgain
from medianest.providers.base import Catalogue, Searching
from medianest.providers.terms import Budget
from medianest.services.sources.budget import HOUSE, fits
from medianest.services.sources.guard import AT_ONCE, Limits
from tests.fakes.provider import FaultyProvider
from tests.integration.sources.conftest import REST


def broken() -> None:
    raise ProviderBroken("It is broken.")


def _fails(connection, times: int) -> None:
    for _ in range(times):
        with pytest.raises(ProviderBroken):
            connection.check()


def _search(connection, person, numbers) -> None:
    connection.search(f"{person} {next(numbers)}", 5)


def _refused(call, times: int) -> list[ProviderBusy]:
    refused = []
    for _ in range(times):
        try:
            call()
        except ProviderBusy as problem:
            refused.append(problem)
    return refused


@pytest.fixture
def one_try(worker):
    """Guards that do not try again, so that a failure counts once."""

    def make(**more):
        guard = worker(**more)
        guard._limits = {name: Limits(each.seconds, 1) for name, each in guard._limits.items()}
        return guard

    return make


def test_a_breaker_opens_half_opens_and_closes_on_two_workers_together(one_try, account, breaker_clock):
    provider, guards = FaultyProvider(), [one_try(), one_try()]
    first, second = (guard.connect(provider, account) for guard in guards)
    provider.fault = broken
    _fails(first, 2)
    _fails(second, 1)
    assert [guard.condition(account.id).state for guard in guards] == ["open", "open"]
    for connection in (first, second):
        with pytest.raises(ProviderBusy) as refused:
            connection.check()
        assert 0 < refused.value.retry_after <= REST
    assert provider.asked("check") == 3  # nobody asked while it was open

    breaker_clock.passed += REST
    with pytest.raises(ProviderBroken):  # the probe fails, and it rests again
        second.check()
    with pytest.raises(ProviderBusy):
        first.check()
    assert provider.asked("check") == 4

    breaker_clock.passed += REST
    provider.fault = lambda: None
    assert first.check().title == "Faulty"
    assert [guard.condition(account.id).state for guard in guards] == ["closed", "closed"]
    assert second.check().title == "Faulty"


def test_of_all_workers_one_call_probes_while_the_others_are_told_to_wait(one_try, account, breaker_clock):
    provider, first, second = FaultyProvider(), one_try(), one_try()
    provider.fault = broken
    _fails(first.connect(provider, account), 3)
    breaker_clock.passed += REST
    provider.started.clear()
    provider.fault = provider.hang
    with ThreadPoolExecutor(1) as other:
        probe = other.submit(first.connect(provider, account).check)
        assert provider.started.wait(20)
        with pytest.raises(ProviderBusy):
            second.connect(provider, account).check()
        provider.released.set()
        assert probe.result().title == "Faulty"
    assert provider.asked("check") == 4
    assert second.condition(account.id).state == "closed"


def test_failures_at_one_time_are_all_counted(one_try, account):
    provider, guards = FaultyProvider(), [one_try(), one_try()]
    together = threading.Barrier(4)

    def fail() -> None:
        together.wait(20)
        broken()

    provider.fault = fail
    with ThreadPoolExecutor(4) as many:
        asked = [many.submit(guards[number % 2].connect(provider, account).check) for number in range(4)]
        assert all(isinstance(each.exception(), ProviderBroken) for each in asked)
    assert guards[0].condition(account.id).state == "open"


def test_one_account_that_is_down_costs_another_of_the_same_kind_nothing(one_try, account, make):
    provider, guard = FaultyProvider(), one_try()
    provider.fault = broken
    _fails(guard.connect(provider, account), 3)
    provider.fault = lambda: None
    other = type(account)(uuid4(), "faulty", {})
    assert guard.connect(provider, other).check().title == "Faulty"


def test_wrong_credentials_and_a_busy_provider_open_no_breaker(one_try, account):
    provider, guard = FaultyProvider(), one_try()
    connection = guard.connect(provider, account)

    def no() -> None:
        raise SignInAgain("No.")

    provider.fault = no
    for _ in range(5):
        with pytest.raises(SignInAgain):
            connection.check()
    assert guard.condition(account.id).state == "closed"


def test_what_is_broken_is_tried_again_while_there_is_time(worker, account):
    provider = FaultyProvider()
    failures = iter([broken, broken, lambda: None])
    provider.fault = lambda: next(failures)()
    assert worker(threshold=10).connect(provider, account).check().title == "Faulty"
    assert provider.asked("check") == 3


def test_a_provider_that_says_wait_is_left_alone_by_every_worker(worker, account):
    provider = FaultyProvider()

    def busy() -> None:
        raise ProviderBusy("Wait.", retry_after=600)

    provider.fault = busy
    first, second = (worker().connect(provider, account) for _ in range(2))
    for connection in (first, second, first):
        with pytest.raises(ProviderBusy) as refused:
            connection.check()
        assert refused.value.retry_after > 500
    assert provider.asked("check") == 1
    assert isinstance(first, Searching)
    provider.fault = lambda: None
    assert first.search("what is not waited for", 5)


def test_a_hung_provider_costs_its_time_limit_and_its_own_places_only(one_try, account):
    provider, guard = FaultyProvider(), one_try(threshold=100, check=0.2)
    provider.fault = provider.hang
    connection = guard.connect(provider, account)
    _fails(connection, AT_ONCE)
    with pytest.raises(ProviderBusy):  # at once: every place is held by a call that hangs
        connection.check()
    assert provider.asked("check") == AT_ONCE
    assert guard.connect(FaultyProvider(), type(account)(uuid4(), "faulty", {})).check().title == "Faulty"
    provider.released.set()


def test_an_error_that_no_provider_should_raise_is_told_without_what_it_says(one_try, account):
    provider = FaultyProvider()

    def leak() -> None:
        raise ValueError("https://example.org/?key=a-secret")

    provider.fault = leak
    with pytest.raises(ProviderBroken) as problem:
        one_try().connect(provider, account).check()
    assert "a-secret" not in str(problem.value)
    assert problem.value.__cause__ is None


@pytest.mark.parametrize("answer", [["no item"], {"a": 1}, 7, [[None]]])
def test_an_answer_that_is_not_what_the_protocol_says_is_refused(one_try, account, answer):
    provider = FaultyProvider()
    provider.fault = lambda: answer
    connection = one_try().connect(provider, account)
    assert isinstance(connection, Searching)
    with pytest.raises(ProviderBroken):
        connection.search("x", 5)


def test_fifty_searches_for_the_same_are_one_call(worker, account):
    provider = FaultyProvider(keeps={"search": (600, 3600)})
    connections = [worker().connect(provider, account) for _ in range(2)]
    with ThreadPoolExecutor(50) as many:
        found = list(many.map(lambda number: connections[number % 2].search("x", 5), range(50)))
    assert provider.asked("search") == 1
    assert all(each == found[0] for each in found)
    assert [each.work.title for each in found[0]] == ["x 0", "x 1"]


def test_calls_beyond_the_token_bucket_are_refused_before_they_go_out(worker, account):
    provider = FaultyProvider()
    connection = worker(burst=5).connect(provider, account)
    refused = _refused(connection.check, 20)
    assert refused
    assert all(each.retry_after > 0 for each in refused)
    assert provider.asked("check") == 20 - len(refused)


def test_a_guarded_connection_can_do_what_the_connection_can(worker, account):
    connection = worker().connect(FaultyProvider(), account)
    assert isinstance(connection, Searching)
    assert not isinstance(connection, Catalogue)


BUDGET = Budget({"search": 10, "rest": 100}, {"search": {"search": 1, "rest": 1}}, "America/Los_Angeles")


def test_a_days_budget_ends_at_midnight_of_its_zone_and_outlives_a_worker(worker, account):
    provider = FaultyProvider(budget=BUDGET)
    moment = [datetime(2026, 7, 1, 6, 59, tzinfo=UTC)]  # a minute to midnight in California
    person = uuid4()

    def asked() -> int:
        connection = worker(clock=lambda: moment[0]).connect(provider, account, person)
        assert isinstance(connection, Searching)
        numbers = iter(range(20))
        refused = _refused(lambda: connection.search(f"query {next(numbers)}", 5), 20)
        assert {each.retry_after for each in refused} == {60}
        return 20 - len(refused)

    assert asked() == 9  # a tenth is kept for people who have not asked
    assert asked() == 0
    moment[0] += timedelta(minutes=1)
    assert worker(clock=lambda: moment[0]).connect(provider, account, person).search("x", 5)


def test_a_persons_share_is_kept_for_them(worker, account):
    provider = FaultyProvider(budget=BUDGET)
    early = datetime(2026, 7, 1, 12, tzinfo=UTC)
    ann, ben = uuid4(), uuid4()
    worker(clock=lambda: early).connect(provider, account, ben).search("yesterday", 5)
    guard = worker(clock=lambda: early + timedelta(days=1))
    asked = {ann: 0, ben: 0}
    for person in (ann, ben):
        connection = guard.connect(provider, account, person)
        numbers = iter(range(20))
        asked[person] = 20 - len(_refused(partial(_search, connection, person, numbers), 20))
    assert min(asked.values()) >= 4
    assert sum(asked.values()) <= 10


def test_a_day_is_never_overspent_and_never_wasted_while_somebody_has_a_share():
    people = [uuid4() for _ in range(4)] + [HOUSE]
    for known in (set(), set(people)):
        spent: dict = {}
        going = True
        while going:
            going = False
            for person in people:
                if fits(100, spent, known | set(spent), person, 1):
                    spent[person] = spent.get(person, 0) + 1
                    going = True
        assert 88 <= sum(spent.values()) <= 100
        assert max(spent.values()) - min(spent.values()) <= 2


def test_calls_on_two_workers_spend_one_budget(worker, account):
    provider = FaultyProvider(budget=BUDGET)
    guards = [worker(threshold=1000), worker(threshold=1000)]

    def ask(number: int) -> bool:
        try:
            return bool(guards[number % 2].connect(provider, account, uuid4()).search(f"{number}", 5))
        except ProviderBusy:
            return False

    with ThreadPoolExecutor(4) as many:
        assert sum(many.map(ask, range(40))) == provider.asked("search") <= 10
    purses = {each.name: each.spent for each in guards[0]._budgets.purses(provider, account)}
    assert purses["search"] == purses["rest"] >= provider.asked("search")
