"""Passkeys, found by the id that the person's device gave them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, or_, update
from sqlmodel import Session, col, select

from medianest.models import Passkey


class PasskeyRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, passkey_id: UUID) -> Passkey | None:
        return self._session.get(Passkey, passkey_id)

    def by_credential(self, credential_id: bytes) -> Passkey | None:
        return self._session.exec(select(Passkey).where(Passkey.credential_id == credential_id)).first()

    def of_user(self, user_id: UUID) -> list[Passkey]:
        """The newest first."""
        query = select(Passkey).where(Passkey.user_id == user_id).order_by(col(Passkey.created_at).desc(), Passkey.id)
        return list(self._session.exec(query))

    def count(self, user_id: UUID) -> int:
        return self._session.exec(select(func.count()).select_from(Passkey).where(Passkey.user_id == user_id)).one()

    def add(self, row: Passkey) -> None:
        """A credential that is there already breaks the unique index."""
        self._session.add(row)
        self._session.flush()

    def take_count(self, passkey_id: UUID, sign_count: int, synced: bool, now: datetime) -> bool:
        """Note a use; False when the device's counter did not grow, as it must unless it stays at nought."""
        query = (
            update(Passkey)
            .where(
                col(Passkey.id) == passkey_id,
                or_(col(Passkey.sign_count) < sign_count, (col(Passkey.sign_count) == 0) & (sign_count == 0)),
            )
            .values(sign_count=sign_count, synced=synced, last_used_at=now)
        )
        return self._session.connection().execute(query).rowcount > 0

    def remove(self, passkey_id: UUID) -> None:
        self._session.connection().execute(delete(Passkey).where(col(Passkey.id) == passkey_id))

    def remove_all_of(self, user_id: UUID) -> int:
        """How many there were."""
        return self._session.connection().execute(delete(Passkey).where(col(Passkey.user_id) == user_id)).rowcount
