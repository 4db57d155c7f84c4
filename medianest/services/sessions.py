"""Signed-in devices: who holds this cookie or token, which sessions a person has, and ending them.

PostgreSQL is the truth and Redis keeps it hot: a flushed Redis signs nobody out, and what has ended stays ended.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Literal
from uuid import UUID

from medianest.errors import NotFound
from medianest.models import User, UserSession
from medianest.models.columns import now
from medianest.repositories.ephemeral import SessionCache
from medianest.repositories.now_playing import NowPlaying, Playing
from medianest.repositories.sessions import Found
from medianest.repositories.unit_of_work import Transactions, UnitOfWork
from medianest.services.account_views import SessionView
from medianest.services.audit import Audit
from medianest.services.granted import fields, granted, whole
from medianest.services.viewer import Viewer

LIFETIME = timedelta(days=30)  # since the last use
_KEPT = timedelta(days=90)  # after their end, for whoever asks where they were signed in
_TOUCH_AFTER = timedelta(minutes=10)
COOKIE = "medianest_session"  # the browser's cookie, for every door that reads or sets it
_COOKIE_LENGTH = len(secrets.token_urlsafe(32))


def token_hash(token: str) -> bytes:
    """Tokens are 256 random bits, so one round of SHA-256 is enough; rows hold nothing that opens a door."""
    return hashlib.sha256(token.encode()).digest()


def cache_key(row: UserSession) -> str:
    return row.token_hash.hex() if row.token_hash else str(row.id)


class Sessions:
    """One for each process; safe to call from any thread."""

    def __init__(self, transactions: Transactions, cache: SessionCache, playing: NowPlaying, audit: Audit) -> None:
        self._uow = transactions
        self._cache = cache
        self._playing = playing
        self._audit = audit

    # Who is asking

    def viewer_of_cookie(self, token: str, address: str | None = None) -> Viewer:
        """Whose browser this is; nobody for a token that is unknown, ended or malformed. One Redis GET when hot."""
        if len(token) != _COOKIE_LENGTH or not token.isascii():
            return Viewer.nobody(address)
        digest = token_hash(token)
        return self._viewer(digest.hex(), lambda work, at: work.sessions.alive_by_hash(digest, at), address)

    def viewer_of_session(self, session_id: UUID, address: str | None = None) -> Viewer:
        """Whose session of a program this is; the door has checked the token that named it."""
        return self._viewer(
            str(session_id), lambda work, at: work.sessions.alive_by_id(session_id, at), address, kind="program"
        )

    def _viewer(self, key: str, find: Any, address: str | None, kind: str = "browser") -> Viewer:
        record = self._cache.get(key)
        if record is None or not whole(record):
            record = self._from_database(find, kind)
            if record is None:
                return Viewer.nobody(address)
            self._cache.fill(key, record)
        return Viewer(
            user_id=UUID(record["user"]),
            role=record["role"],
            name=record["name"],
            session_id=UUID(record["session"]),
            device_name=record["device"],
            address=address,
            **fields(record),
        )

    def _from_database(self, find: Any, kind: str) -> dict[str, Any] | None:
        moment = now()
        with self._uow() as work:
            found: Found | None = find(work, moment)
            if found is None or found[0].kind != kind:
                return None
            row, user, profile = found
            record = {
                "user": str(user.id),
                "role": user.role,
                "name": profile.display_name,
                "session": str(row.id),
                "device": row.device_name,
                **granted(work, user),
            }
            if moment - row.last_used_at > _TOUCH_AFTER:
                work.sessions.touch(row.id, moment, moment + LIFETIME)
                work.commit()
        return record

    # Beginning and ending

    def open(
        self,
        work: UnitOfWork,
        user: User,
        kind: Literal["browser", "program"],
        *,
        device_name: str = "",
        device_id: str = "",
        address: str | None = None,
        by_pin: bool = False,
    ) -> tuple[UserSession, str]:
        """A new session in the caller's transaction, and for a browser the token of its cookie (else empty)."""
        token = secrets.token_urlsafe(32) if kind == "browser" else ""
        row = UserSession(
            user_id=user.id,
            kind=kind,
            token_hash=token_hash(token) if token else None,
            device_name=device_name[:120],
            device_id=device_id[:120],
            address=address,
            expires_at=now() + LIFETIME,
            by_pin=by_pin,
        )
        work.sessions.add(row)
        return row, token

    def renew(self, work: UnitOfWork, viewer: Viewer) -> str | None:
        """A new token for the cookie of the session that asks, in the caller's transaction: whoever knew the old one
        knows nothing any more. None for a program, which has no cookie."""
        row = work.sessions.get(viewer.session_id) if viewer.session_id else None
        if row is None or row.kind != "browser" or row.revoked_at is not None:
            return None
        self._cache.forget([cache_key(row)])
        token = secrets.token_urlsafe(32)
        row.token_hash = token_hash(token)
        return token

    def of(self, viewer: Viewer, user_id: UUID | None = None) -> tuple[SessionView, ...]:
        """The asking person's own sessions with what each plays, the last used first; an administrator may ask for
        those of ``user_id``.

        Raises:
            Forbidden: they are somebody else's.
        """
        whose = viewer.person() if user_id is None else user_id
        if whose != viewer.user_id:
            viewer.require_admin()
        playing = self._playing.of(whose)
        with self._uow() as work:
            rows = work.sessions.of_user(whose, now())
            return tuple(_view(row, viewer, playing.get(row.id)) for row in rows)

    def end(self, viewer: Viewer, session_id: UUID) -> None:
        """End one of the asking person's own sessions (an administrator: anybody's). Its streams stop.

        Raises:
            NotFound: there is no such session, or it is somebody else's.
        """
        with self._uow() as work:
            row = work.sessions.get(session_id)
            if row is None or not (viewer.is_admin or row.user_id == viewer.person()):
                raise NotFound("There is no such session.")
            if row.revoked_at is not None:
                return
            self.end_rows(work, [row])
            self._audit.record(work, viewer, "session.ended", target=("session", row.id))
            work.commit()
        self._cache.announce_end([session_id])

    def end_own(self, viewer: Viewer) -> None:
        """Sign out here. Nobody signing out is nobody still."""
        if viewer.session_id is not None:
            self.end(viewer, viewer.session_id)

    def end_rows(self, work: UnitOfWork, rows: Iterable[UserSession]) -> list[UUID]:
        """End these in the caller's transaction, which then calls ``announce_end`` with the ids."""
        ended = list(rows)
        self._cache.forget(cache_key(row) for row in ended)
        work.sessions.end([row.id for row in ended], now())
        return [row.id for row in ended]

    def announce_end(self, session_ids: list[UUID]) -> None:
        self._cache.announce_end(session_ids)

    def tidy(self, viewer: Viewer) -> int:
        """Forget sessions that ended 90 days ago or earlier, and refresh tokens and remembered profiles that have
        run out; how many rows."""
        viewer.require_admin()
        with self._uow() as work:
            gone = work.sessions.remove_ended_before(now() - _KEPT)
            gone += work.sessions.remove_refresh_tokens_before(now())
            gone += work.remembered_profiles.remove_before(now())
            work.commit()
        return gone

    def forget_person(self, work: UnitOfWork, user_id: UUID) -> None:
        """Something about a person is about to change: ask PostgreSQL about each of their sessions from now on."""
        self._cache.forget(cache_key(row) for row in work.sessions.of_user(user_id, now()))

    def end_all_of(self, work: UnitOfWork, user_id: UUID, *, but: UUID | None = None) -> list[UUID]:
        """End all of a person's sessions ``but`` one, in the caller's transaction. What their API keys stream stops
        too; the keys stay, and open nothing while the person is disabled. No browser offers the person any more."""
        work.remembered_profiles.remove_all_of(user_id)
        ended = self.end_rows(work, [row for row in work.sessions.of_user(user_id, now()) if row.id != but])
        return ended + [row.id for row in work.api_keys.of_user(user_id)]


def _view(row: UserSession, viewer: Viewer, playing: Playing | None) -> SessionView:
    return SessionView(
        id=row.id,
        kind=row.kind,
        device_name=row.device_name,
        address=row.address,
        created_at=row.created_at,
        last_used_at=row.last_used_at,
        expires_at=row.expires_at,
        current=row.id == viewer.session_id,
        playing=playing.title if playing else "",
        playing_id=playing.media_id if playing else None,
    )
