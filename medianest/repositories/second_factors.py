"""Authenticator apps and recovery codes. What counts once is counted by the database, however many ask at once."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, update
from sqlmodel import Session, col, select

from medianest.models import RecoveryCode, SecondFactor


class SecondFactorRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, user_id: UUID) -> SecondFactor | None:
        return self._session.get(SecondFactor, user_id)

    def add(self, row: SecondFactor) -> None:
        """A second one for the same person breaks the primary key."""
        self._session.add(row)
        self._session.flush()

    def remove(self, user_id: UUID) -> bool:
        """The app and its recovery codes; whether there was one."""
        connection = self._session.connection()
        connection.execute(delete(RecoveryCode).where(col(RecoveryCode.user_id) == user_id))
        return connection.execute(delete(SecondFactor).where(col(SecondFactor.user_id) == user_id)).rowcount > 0

    def take_step(self, user_id: UUID, step: int, now: datetime) -> bool:
        """Use the code of this half minute up; False when it, or a later one, was used before."""
        query = (
            update(SecondFactor)
            .where(col(SecondFactor.user_id) == user_id, col(SecondFactor.last_step) < step)
            .values(last_step=step, last_used_at=now)
        )
        return self._session.connection().execute(query).rowcount > 0

    def take_recovery_code(self, user_id: UUID, code_hash: bytes, now: datetime) -> bool:
        """Use this code up; False when there is no such code or it was used before."""
        query = (
            update(RecoveryCode)
            .where(
                col(RecoveryCode.user_id) == user_id,
                col(RecoveryCode.code_hash) == code_hash,
                col(RecoveryCode.used_at).is_(None),
            )
            .values(used_at=now)
        )
        return self._session.connection().execute(query).rowcount > 0

    def replace_recovery_codes(self, user_id: UUID, hashes: list[bytes]) -> None:
        """These and no others."""
        self._session.connection().execute(delete(RecoveryCode).where(col(RecoveryCode.user_id) == user_id))
        self._session.add_all(RecoveryCode(user_id=user_id, code_hash=one) for one in hashes)
        self._session.flush()

    def recovery_codes_left(self, user_id: UUID) -> int:
        query = (
            select(func.count())
            .select_from(RecoveryCode)
            .where(RecoveryCode.user_id == user_id, col(RecoveryCode.used_at).is_(None))
        )
        return self._session.exec(query).one()
