"""Signed-in devices and the refresh tokens of programs. Tokens are known by their SHA-256 only."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, update
from sqlmodel import Session, col, select

from medianest.models import RefreshToken, User, UserProfile, UserSession

Found = tuple[UserSession, User, UserProfile]


class SessionRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, row: UserSession) -> None:
        self._session.add(row)
        self._session.flush()

    def get(self, session_id: UUID) -> UserSession | None:
        return self._session.get(UserSession, session_id)

    def alive_by_hash(self, token_hash: bytes, now: datetime) -> Found | None:
        return self._alive(UserSession.token_hash == token_hash, now)

    def alive_by_id(self, session_id: UUID, now: datetime) -> Found | None:
        return self._alive(UserSession.id == session_id, now)

    def _alive(self, which: object, now: datetime) -> Found | None:
        """A session that is neither ended nor run out, of a person who is not disabled."""
        query = (
            select(UserSession, User, UserProfile)
            .join(User, User.id == UserSession.user_id)
            .join(UserProfile, UserProfile.user_id == User.id)
            .where(
                which,
                col(UserSession.revoked_at).is_(None),
                UserSession.expires_at > now,
                col(User.disabled_at).is_(None),
            )
        )
        return self._session.exec(query).first()

    def of_user(self, user_id: UUID, now: datetime) -> list[UserSession]:
        """Live sessions, the last used first."""
        query = (
            select(UserSession)
            .where(UserSession.user_id == user_id, col(UserSession.revoked_at).is_(None), UserSession.expires_at > now)
            .order_by(UserSession.last_used_at.desc(), UserSession.id)
        )
        return list(self._session.exec(query))

    def known_from(self, email: str, address: str) -> bool:
        """Whether this person has a session, or had one lately, that was begun at ``address``."""
        found = select(UserSession.id).join(User).where(func.lower(User.email) == email.lower())
        return self._session.exec(found.where(UserSession.address == address).limit(1)).first() is not None

    def touch(self, session_id: UUID, now: datetime, expires_at: datetime) -> None:
        """Used just now. An ended session stays ended."""
        self._session.connection().execute(
            update(UserSession)
            .where(UserSession.id == session_id, col(UserSession.revoked_at).is_(None))
            .values(last_used_at=now, expires_at=expires_at)
        )

    def end(self, session_ids: list[UUID], now: datetime) -> None:
        """For good: a session that has ended once is never given a new time."""
        self._session.connection().execute(
            update(UserSession)
            .where(UserSession.id.in_(session_ids), col(UserSession.revoked_at).is_(None))
            .values(revoked_at=now)
        )

    def remove_ended_before(self, moment: datetime) -> int:
        """Take away sessions that ended or ran out before ``moment``, with their refresh tokens; how many."""
        over = func.coalesce(UserSession.revoked_at, UserSession.expires_at) < moment
        return self._session.connection().execute(delete(UserSession).where(over)).rowcount

    def remove_refresh_tokens_before(self, moment: datetime) -> int:
        """Take away links that ran out before ``moment``: they open nothing, used or not; how many."""
        query = delete(RefreshToken).where(col(RefreshToken.expires_at) < moment)
        return self._session.connection().execute(query).rowcount

    def add_refresh_token(self, token: RefreshToken) -> None:
        self._session.add(token)
        self._session.flush()

    def refresh_token(self, token_hash: bytes) -> RefreshToken | None:
        """Locked until the transaction ends: of two that come at once, one waits and then finds it used."""
        query = select(RefreshToken).where(RefreshToken.token_hash == token_hash).with_for_update()
        return self._session.exec(query).first()
