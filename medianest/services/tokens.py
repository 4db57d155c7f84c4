"""What programs hold: an access token of 15 minutes that names its session, and a refresh token that works once.

A refresh token that was used comes again only if two hold it, one of them a thief: its whole
family ends (RFC 9700, 4.14).
"""

from __future__ import annotations

import secrets
import time
from datetime import timedelta
from uuid import UUID

import jwt

from medianest.errors import NotSignedIn
from medianest.keyring import Keyring
from medianest.models import RefreshToken, UserSession
from medianest.models.columns import now
from medianest.repositories.unit_of_work import Transactions, UnitOfWork
from medianest.services.account_views import TokenPair
from medianest.services.audit import Audit
from medianest.services.sessions import LIFETIME, Sessions, token_hash
from medianest.services.viewer import Viewer

ACCESS_SECONDS = 15 * 60
REFRESH_LIFETIME = timedelta(days=30)
_PURPOSE = "access token"
_ISSUER = "medianest"


class Tokens:
    def __init__(self, transactions: Transactions, sessions: Sessions, audit: Audit, keys: Keyring) -> None:
        self._uow = transactions
        self._sessions = sessions
        self._audit = audit
        self._key = keys.key(_PURPOSE)
        self._key_id = keys.key_id(_PURPOSE)

    def issue(self, work: UnitOfWork, session: UserSession) -> TokenPair:
        """A new pair for ``session``, in the caller's transaction."""
        refresh = secrets.token_urlsafe(32)
        work.sessions.add_refresh_token(
            RefreshToken(session_id=session.id, token_hash=token_hash(refresh), expires_at=now() + REFRESH_LIFETIME)
        )
        return TokenPair(self._access(session.id), refresh, ACCESS_SECONDS)

    def _access(self, session_id: UUID) -> str:
        issued = int(time.time())
        claims = {"iss": _ISSUER, "sid": str(session_id), "iat": issued, "exp": issued + ACCESS_SECONDS}
        return jwt.encode(claims, self._key, algorithm="HS256", headers={"kid": self._key_id})

    def session_of(self, access_token: str) -> UUID | None:
        """The session that a good access token names; None for a bad one. Asks nobody."""
        try:
            claims = jwt.decode(
                access_token,
                self._key,
                algorithms=["HS256"],
                issuer=_ISSUER,
                options={"require": ["exp", "iat", "sid", "iss"]},
            )
            return UUID(claims["sid"])
        except (jwt.InvalidTokenError, ValueError, TypeError, AttributeError):
            return None

    def viewer_of(self, access_token: str, address: str | None = None) -> Viewer:
        """Whose program this is; nobody for a bad token or an ended session."""
        session_id = self.session_of(access_token)
        return Viewer.nobody(address) if session_id is None else self._sessions.viewer_of_session(session_id, address)

    def rotate(self, refresh_token: str, address: str | None = None) -> TokenPair:
        """The next pair for the last one's refresh token.

        Raises:
            NotSignedIn: unknown, run out, of an ended session, or used before, which ends the session.
        """
        with self._uow() as work:
            link = work.sessions.refresh_token(token_hash(refresh_token))
            moment = now()
            found = work.sessions.alive_by_id(link.session_id, moment) if link else None
            if link is None or found is None or link.expires_at <= moment:
                raise NotSignedIn("Sign in again.")
            session, user, profile = found
            if link.used_at is not None:
                ended = self._sessions.end_rows(work, [session])
                viewer = Viewer(user.id, "user", profile.display_name, device_name=session.device_name, address=address)
                self._audit.record(work, viewer, "session.refresh_reused", target=("session", session.id))
                work.commit()
                self._sessions.announce_end(ended)
                raise NotSignedIn("Sign in again: this sign-in was used in two places and has ended.")
            link.used_at = moment
            work.sessions.touch(session.id, moment, moment + LIFETIME)
            pair = self.issue(work, session)
            work.commit()
            return pair
