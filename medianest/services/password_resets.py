"""A new password for who has lost theirs: by a link that an administrator hands over, or that comes by e-mail.

The link works once and for a while, is kept as a hash, and proves nothing but itself: a second factor is still asked at
the sign-in that follows.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from medianest.errors import Invalid, NotFound, TooManyRequests
from medianest.models import PasswordReset, User
from medianest.models.columns import now
from medianest.repositories.throttle import Throttle
from medianest.repositories.unit_of_work import Transactions, UnitOfWork
from medianest.services.audit import Audit
from medianest.services.passwords import Passwords
from medianest.services.sessions import Sessions, token_hash
from medianest.services.viewer import Viewer

HANDED_OVER = timedelta(hours=24)
BY_MAIL = timedelta(hours=1)

# What a mail says: its subject, what stands over the link, and what stands under it.
WORDS = {  # message
    "subject": "A new password for MediaNest",
    "over": "Somebody, probably you, asked for a new password. Open this link within an hour to choose one.",
    "under": "If it was not you, do nothing: your password stays as it is.",
    # end of messages
}


class Mailer(Protocol):
    """Sends plain text. Raises nothing; what fails is in its log."""

    def send(self, to: str, subject: str, text: str) -> bool: ...


Translate = Callable[[str, str], str]
"""(language, English) to the text in that language."""


class PasswordResets:
    """``mailer`` None: no mail server is set, and only administrators hand links out."""

    def __init__(
        self,
        transactions: Transactions,
        passwords: Passwords,
        sessions: Sessions,
        tries: Throttle,
        mails: Throttle,
        mailer: Mailer | None,
        translate: Translate,
        audit: Audit,
    ) -> None:
        self._uow = transactions
        self._passwords = passwords
        self._sessions = sessions
        self._tries = tries
        self._mails = mails
        self._mailer = mailer
        self._translate = translate
        self._audit = audit

    @property
    def by_mail(self) -> bool:
        """Whether who has lost their password can help themselves."""
        return self._mailer is not None

    def link(self, viewer: Viewer, user_id: UUID) -> tuple[str, datetime]:
        """A token to hand over, in place of the one before, and when it runs out.

        Raises:
            NotFound: there is no such person.
        """
        viewer.require_admin()
        with self._uow() as work:
            if work.accounts.get(user_id) is None:
                raise NotFound("There is no such person.")
            token, expires_at = _new(work, user_id, HANDED_OVER)
            self._audit.record(work, viewer, "password.reset_link", target=("user", user_id), after={"by": "link"})
            work.commit()
        return token, expires_at

    def ask(self, viewer: Viewer, email: str) -> None:
        """Count one request for a mail. Whether anybody has this address is not looked at here.

        Raises:
            TooManyRequests: from this address, or about this person.
        """
        wait = max(self._tries.take(str(viewer.address)), self._mails.take(email.strip().casefold()[:320]))
        if wait > 0:
            raise TooManyRequests("Too many tries. Wait a little and try again.", retry_after=wait)

    def mail(self, viewer: Viewer, email: str, address_of: Callable[[str], str]) -> None:
        """Send a link, if somebody has this address. Slow, and only after the answer: call it in the lane ``mail``.

        ``address_of`` makes the page's whole address of a token.
        """
        if self._mailer is None:
            return
        with self._uow() as work:
            user = work.accounts.by_email(email.strip()[:320])
            if user is None or user.disabled_at is not None:
                return
            row = work.accounts.settings(user.id)
            language = str((row.preferences if row else {}).get("language") or "en")
            token, _ = _new(work, user.id, BY_MAIL)
            self._audit.record(work, viewer, "password.reset_link", target=("user", user.id), after={"by": "mail"})
            to, user_id = user.email, user.id
            work.commit()
        said = {name: self._translate(language, text) for name, text in WORDS.items()}
        text = f"{said['over']}\n\n{address_of(token)}\n\n{said['under']}\n"
        if not self._mailer.send(to, said["subject"], text):
            self._audit.note(viewer, "mail.failed", user_id=str(user_id))

    def look(self, token: str) -> bool:
        """Whether this link still works. Anybody may ask."""
        with self._uow() as work:
            return work.password_resets.lock_alive(token_hash(token), now()) is not None

    def use(self, viewer: Viewer, token: str, password: str) -> None:
        """Set the new password; every session and every refresh token of the person ends. Lane ``passwords``.

        Raises:
            NotFound: the link was used, has run out or never was.
            Invalid: the password breaks a rule; the link still works.
            TooManyRequests.
        """
        wait = self._tries.take(str(viewer.address))
        if wait > 0:
            raise TooManyRequests("Too many tries. Wait a little and try again.", retry_after=wait)
        with self._uow() as work:
            user = _owner(work, token)
            email = user.email
        hashed = self._passwords.hash(password, email)
        with self._uow() as work:
            user = _owner(work, token)
            if user.disabled_at is not None:
                raise Invalid("This account is disabled. Ask an administrator.")
            user.password_hash = hashed
            work.password_resets.remove_of(user.id)
            ended = self._sessions.end_all_of(work, user.id)
            profile = work.accounts.profile(user.id)
            who = Viewer(user.id, "user", profile.display_name if profile else user.email, address=viewer.address)
            self._audit.record(work, who, "password.reset", target=("user", user.id))
            work.commit()
        self._sessions.announce_end(ended)


def _new(work: UnitOfWork, user_id: UUID, lasts: timedelta) -> tuple[str, datetime]:
    token, expires_at = secrets.token_urlsafe(32), now() + lasts
    work.password_resets.replace(PasswordReset(user_id=user_id, token_hash=token_hash(token), expires_at=expires_at))
    return token, expires_at


def _owner(work: UnitOfWork, token: str) -> User:
    row = work.password_resets.lock_alive(token_hash(token), now())
    user = work.accounts.get(row.user_id) if row else None
    if user is None:
        raise NotFound("This link does not work any more. Ask for a new one.")
    return user
