"""Services that people may sign in with."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete
from sqlmodel import Session, col, select

from medianest.models import SignInProviderRow


class SignInProviderRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self) -> list[SignInProviderRow]:
        """The oldest first."""
        return list(
            self._session.exec(
                select(SignInProviderRow).order_by(col(SignInProviderRow.created_at), SignInProviderRow.id)
            )
        )

    def get(self, provider_id: UUID) -> SignInProviderRow | None:
        return self._session.get(SignInProviderRow, provider_id)

    def add(self, row: SignInProviderRow) -> None:
        """A second with the same slug breaks the unique index."""
        self._session.add(row)
        self._session.flush()

    def remove(self, provider_id: UUID) -> None:
        self._session.connection().execute(delete(SignInProviderRow).where(col(SignInProviderRow.id) == provider_id))
