"""Keys of programs, known by their SHA-256 only."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, or_, update
from sqlmodel import Session, col, select

from medianest.models import ApiKey, User, UserProfile

Found = tuple[ApiKey, User, UserProfile]


class ApiKeyRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, row: ApiKey) -> None:
        self._session.add(row)
        self._session.flush()

    def get(self, key_id: UUID) -> ApiKey | None:
        return self._session.get(ApiKey, key_id)

    def alive_by_hash(self, token_hash: bytes, now: datetime) -> Found | None:
        return self._alive(ApiKey.token_hash == token_hash, now)

    def alive_by_id(self, key_id: UUID, now: datetime) -> Found | None:
        return self._alive(ApiKey.id == key_id, now)

    def _alive(self, which: object, now: datetime) -> Found | None:
        """A key that has not run out, of a person who is not disabled."""
        query = (
            select(ApiKey, User, UserProfile)
            .join(User, User.id == ApiKey.user_id)
            .join(UserProfile, UserProfile.user_id == User.id)
            .where(
                which,
                or_(col(ApiKey.expires_at).is_(None), col(ApiKey.expires_at) > now),
                col(User.disabled_at).is_(None),
            )
        )
        return self._session.exec(query).first()

    def of_user(self, user_id: UUID) -> list[ApiKey]:
        """The newest first, those that have run out too."""
        query = select(ApiKey).where(ApiKey.user_id == user_id).order_by(col(ApiKey.created_at).desc(), ApiKey.id)
        return list(self._session.exec(query))

    def count(self, user_id: UUID) -> int:
        return self._session.exec(select(func.count()).select_from(ApiKey).where(ApiKey.user_id == user_id)).one()

    def touch(self, key_id: UUID, now: datetime, address: str | None) -> None:
        self._session.connection().execute(
            update(ApiKey).where(col(ApiKey.id) == key_id).values(last_used_at=now, last_address=address)
        )

    def remove(self, key_id: UUID) -> None:
        self._session.connection().execute(delete(ApiKey).where(col(ApiKey.id) == key_id))
