"""What was asked of other people's services, day by day."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import delete, func, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from medianest.models import ProviderUsage

_KEPT = timedelta(days=30)


class ProviderUsageRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def lock(self, account_id: UUID) -> None:
        """Until the transaction ends nobody else spends from this account."""
        self._session.connection().execute(
            text("select pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": f"provider usage {account_id}"}
        )

    def spent(self, account_id: UUID, purse: str, since: date) -> dict[tuple[date, UUID], int]:
        """By day and person, from ``since`` on."""
        rows = self._session.exec(
            select(ProviderUsage.day, ProviderUsage.person, ProviderUsage.spent).where(
                ProviderUsage.account_id == account_id, ProviderUsage.purse == purse, col(ProviderUsage.day) >= since
            )
        )
        return {(day, person): spent for day, person, spent in rows}

    def totals(self, account_id: UUID, day: date) -> dict[str, int]:
        """What was taken from each purse on one day."""
        rows = self._session.exec(
            select(ProviderUsage.purse, func.sum(ProviderUsage.spent))
            .where(ProviderUsage.account_id == account_id, ProviderUsage.day == day)
            .group_by(ProviderUsage.purse)
        )
        return {purse: int(spent) for purse, spent in rows}

    def add(self, account_id: UUID, purse: str, day: date, person: UUID, units: int) -> None:
        """Take ``units``; what is a month old goes."""
        row = insert(ProviderUsage).values(account_id=account_id, purse=purse, day=day, person=person, spent=units)
        connection = self._session.connection()
        connection.execute(
            row.on_conflict_do_update(
                index_elements=["account_id", "purse", "day", "person"],
                set_={"spent": col(ProviderUsage.spent) + row.excluded.spent},
            )
        )
        connection.execute(
            delete(ProviderUsage).where(
                col(ProviderUsage.account_id) == account_id, col(ProviderUsage.day) < day - _KEPT
            )
        )
