"""Accounts at other servers and services, and the libraries that come from them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from medianest.models import Library, ProviderAccount
from medianest.repositories.sight import SEEN, Sight


class ProviderAccountRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self) -> list[ProviderAccount]:
        """The house's, the oldest first."""
        return list(
            self._session.exec(
                select(ProviderAccount)
                .where(col(ProviderAccount.user_id).is_(None))
                .order_by(col(ProviderAccount.created_at), ProviderAccount.id)
            )
        )

    def get(self, account_id: UUID) -> ProviderAccount | None:
        return self._session.get(ProviderAccount, account_id)

    def of_server(self, provider: str, remote_id: str) -> ProviderAccount | None:
        """The house's account at this server, if there is one."""
        return self._session.exec(
            select(ProviderAccount).where(
                ProviderAccount.provider == provider,
                ProviderAccount.remote_id == remote_id,
                col(ProviderAccount.user_id).is_(None),
            )
        ).first()

    def add(self, row: ProviderAccount) -> None:
        """A second account of the house at one server breaks the unique index."""
        self._session.add(row)
        self._session.flush()

    def remove(self, row: ProviderAccount) -> None:
        self._session.delete(row)
        self._session.flush()

    def libraries(self, account_id: UUID) -> list[Library]:
        return list(self._session.exec(select(Library).where(Library.provider_account_id == account_id)))

    def library_counts(self) -> dict[UUID, int]:
        rows = self._session.connection().exec_driver_sql(
            "select provider_account_id, count(*) from libraries where provider_account_id is not null group by 1"
        )
        return {row[0]: row[1] for row in rows}

    def adopt(self, account: ProviderAccount) -> Sequence[UUID]:
        """Give libraries that were left by an earlier account at this server their server back; which ones."""
        values: dict[str, Any] = {"account": account.id, "provider": account.provider, "remote": account.remote_id}
        rows = self._session.connection().exec_driver_sql(
            "update libraries set provider_account_id = %(account)s where provider = %(provider)s"
            " and provider_account_id is null and settings->>'account' = %(remote)s returning id",
            values,
        )
        return [row[0] for row in rows]

    def known(self, provider: str, remote_ids: Sequence[str], seen: Sight) -> dict[str, UUID]:
        """The works of libraries, as far as they may be seen, that these are already."""
        rows = self._session.connection().exec_driver_sql(
            "select s.remote_id, m.id from media_sources s join media_items m on m.id = s.item_id"  # noqa: S608
            f" where s.provider = %(provider)s and s.remote_id = any(%(ids)s::text[]) and {SEEN}",
            {"provider": provider, "ids": list(remote_ids), **seen.values},
        )
        return {row[0]: row[1] for row in rows}
