"""Who people are at other services: found by issuer and subject, and by nothing else."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete, text, update
from sqlmodel import Session, col, select

from medianest.models import UserIdentity


class IdentityRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def lock(self, issuer: str, subject: str) -> None:
        """One sign-in at a time for this identity, known or not, until the transaction ends."""
        self._session.connection().execute(
            text("select pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": f"identity {issuer} {subject}"}
        )

    def find(self, issuer: str, subject: str) -> UserIdentity | None:
        query = select(UserIdentity).where(UserIdentity.issuer == issuer, UserIdentity.subject == subject)
        return self._session.exec(query).first()

    def get(self, identity_id: UUID) -> UserIdentity | None:
        return self._session.get(UserIdentity, identity_id)

    def of_user(self, user_id: UUID) -> list[UserIdentity]:
        """The oldest first."""
        query = select(UserIdentity).where(UserIdentity.user_id == user_id)
        return list(self._session.exec(query.order_by(col(UserIdentity.created_at), UserIdentity.id)))

    def add(self, row: UserIdentity) -> None:
        self._session.add(row)
        self._session.flush()

    def make_primary(self, user_id: UUID, identity_id: UUID) -> None:
        connection = self._session.connection()
        mine = update(UserIdentity).where(col(UserIdentity.user_id) == user_id)
        connection.execute(mine.values(is_primary=False))
        connection.execute(mine.where(col(UserIdentity.id) == identity_id).values(is_primary=True))

    def remove(self, identity_id: UUID) -> None:
        self._session.connection().execute(delete(UserIdentity).where(col(UserIdentity.id) == identity_id))
