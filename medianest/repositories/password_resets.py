"""Links for a new password, known by the SHA-256 of their token only."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import Session, col, select

from medianest.models import PasswordReset


class PasswordResetRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def replace(self, row: PasswordReset) -> None:
        """A person has one link: the ones before open nothing any more."""
        self.remove_of(row.user_id)
        self._session.add(row)
        self._session.flush()

    def lock_alive(self, token_hash: bytes, now: datetime) -> PasswordReset | None:
        """A link that has not run out, held until the transaction ends: of two who come at once, one finds it gone."""
        query = select(PasswordReset).where(
            PasswordReset.token_hash == token_hash,
            PasswordReset.expires_at > now,
            col(PasswordReset.used_at).is_(None),
        )
        return self._session.exec(query.with_for_update()).first()

    def remove_of(self, user_id: UUID) -> None:
        self._session.connection().execute(delete(PasswordReset).where(col(PasswordReset.user_id) == user_id))
