"""Profiles that browsers remember, known by the SHA-256 of a browser's token only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from medianest.models import RememberedProfile, User, UserProfile

Found = tuple[RememberedProfile, UserProfile]


class RememberedProfileRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, row: RememberedProfile) -> None:
        self._session.add(row)
        self._session.flush()

    def held(self, token_hashes: Iterable[bytes], now: datetime) -> list[Found]:
        """Those of people who still have a PIN and are not disabled, the last used first."""
        query = (
            select(RememberedProfile, UserProfile)
            .join(User, User.id == RememberedProfile.user_id)
            .join(UserProfile, UserProfile.user_id == RememberedProfile.user_id)
            .where(
                col(RememberedProfile.token_hash).in_(list(token_hashes)),
                RememberedProfile.expires_at > now,
                col(UserProfile.pin_hash).is_not(None),
                col(User.disabled_at).is_(None),
            )
            .order_by(col(RememberedProfile.last_used_at).desc(), RememberedProfile.id)
        )
        return list(self._session.exec(query))

    def take_try(self, profile_id: UUID, most: int) -> int | None:
        """Count one try, before it is looked at: its number, or None when there are no more. Of many that come at once
        no more are given one than ``most``."""
        query = (
            update(RememberedProfile)
            .where(col(RememberedProfile.id) == profile_id, col(RememberedProfile.wrong_tries) < most)
            .values(wrong_tries=col(RememberedProfile.wrong_tries) + 1)
            .returning(col(RememberedProfile.wrong_tries))
        )
        return self._session.connection().execute(query).scalar()

    def use(self, profile_id: UUID, now: datetime) -> bool:
        """Note that it was opened; False when it was forgotten meanwhile."""
        query = (
            update(RememberedProfile)
            .where(col(RememberedProfile.id) == profile_id)
            .values(wrong_tries=0, last_used_at=now)
        )
        return self._session.connection().execute(query).rowcount > 0

    def remove(self, profile_id: UUID) -> bool:
        """Whether it was there."""
        query = delete(RememberedProfile).where(col(RememberedProfile.id) == profile_id)
        return self._session.connection().execute(query).rowcount > 0

    def remove_held(self, user_id: UUID, token_hashes: Iterable[bytes]) -> None:
        """Those of this person that a browser holds."""
        of_browser = col(RememberedProfile.token_hash).in_(list(token_hashes))
        query = delete(RememberedProfile).where(col(RememberedProfile.user_id) == user_id, of_browser)
        self._session.connection().execute(query)

    def remove_all_of(self, user_id: UUID) -> None:
        self._session.connection().execute(delete(RememberedProfile).where(col(RememberedProfile.user_id) == user_id))

    def remove_before(self, moment: datetime) -> int:
        """How many had run out by then."""
        query = delete(RememberedProfile).where(col(RememberedProfile.expires_at) <= moment)
        return self._session.connection().execute(query).rowcount
