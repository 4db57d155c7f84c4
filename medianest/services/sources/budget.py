"""How much of a provider's day is left, and for whom. It lies in the database: a restart gives nobody more."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from medianest.errors import ProviderBusy
from medianest.models.columns import now
from medianest.providers.base import Account, MediaProvider
from medianest.providers.terms import Budgeted
from medianest.repositories.unit_of_work import Transactions

HOUSE = UUID(int=0)  # what nobody asked for: syncs and refreshes
_REMEMBERED = timedelta(days=7)
_FOR_NEWCOMERS = 0.1  # of the day, for people who have not asked for a week


@dataclass(frozen=True, slots=True)
class Purse:
    """What is spent of a day's units."""

    name: str
    spent: int
    limit: int


def fits(limit: int, spent: Mapping[UUID, int], others: Set[UUID], person: UUID, units: int) -> bool:
    """Whether ``person`` may take ``units`` more today.

    Everybody who asked lately has an equal share; more than that only out of what the others' shares and a tenth for
    newcomers leave. Whoever is alone has nearly all of it.
    """
    left = limit - sum(spent.values()) - units
    if left < 0:
        return False
    rest = others - {person}
    share = limit * (1 - _FOR_NEWCOMERS) / (len(rest) + 1)
    if spent.get(person, 0) + units <= max(1, share):
        return True
    return left >= limit * _FOR_NEWCOMERS + sum(max(0.0, share - spent.get(other, 0)) for other in rest)


class Budgets:
    def __init__(self, transactions: Transactions, clock: Callable[[], datetime] = now) -> None:
        self._uow = transactions
        self._clock = clock

    def spend(self, provider: MediaProvider, account: Account, method: str, person: UUID | None) -> None:
        """Take what one call of ``method`` costs, before it is made.

        Raises:
            ProviderBusy: the day's units, or this person's share of them, are used up.
        """
        budget = provider.budget(account) if isinstance(provider, Budgeted) else None
        costs = budget.costs.get(method) if budget else None
        if not budget or not costs:
            return
        today, wait = _today(self._clock(), budget.zone)
        who = person or HOUSE
        with self._uow() as work:
            work.provider_usage.lock(account.id)
            for purse, units in costs.items():
                known = work.provider_usage.spent(account.id, purse, today - _REMEMBERED)
                spent = {somebody: taken for (day, somebody), taken in known.items() if day == today}
                people = {somebody for _, somebody in known}
                limit = budget.limits[purse]
                if not fits(limit, spent, people, who, units):
                    raise _used_up(provider, wait, all_of_it=sum(spent.values()) + units > limit)
                work.provider_usage.add(account.id, purse, today, who, units)
            work.commit()

    def purses(self, provider: MediaProvider, account: Account) -> tuple[Purse, ...]:
        """What is spent today; empty for a provider that may be asked at will."""
        if not isinstance(provider, Budgeted):
            return ()
        budget = provider.budget(account)
        today, _ = _today(self._clock(), budget.zone)
        with self._uow() as work:
            spent = work.provider_usage.totals(account.id, today)
        return tuple(Purse(name, spent.get(name, 0), limit) for name, limit in budget.limits.items())


def _today(moment: datetime, zone: str) -> tuple[date, float]:
    """The day it is in ``zone``, and the seconds until the next one there."""
    here = moment.astimezone(ZoneInfo(zone))
    tomorrow = datetime.combine(here.date() + timedelta(days=1), time(), tzinfo=here.tzinfo)
    # Subtracted in UTC: two times of one zone differ by what a clock there would show, not by what passes.
    return here.date(), (tomorrow.astimezone(moment.tzinfo) - moment).total_seconds()


def _used_up(provider: MediaProvider, wait: float, *, all_of_it: bool) -> ProviderBusy:
    if all_of_it:
        return ProviderBusy(
            "Today's questions to {provider} are used up. What is kept here is still found.",
            retry_after=wait,
            provider=provider.title,
        )
    return ProviderBusy(
        "Your share of today's questions to {provider} is used up. What is kept here is still found.",
        retry_after=wait,
        provider=provider.title,
    )
