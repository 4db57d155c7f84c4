"""How people come in by themselves: by an invitation, or by anybody's registration where that is switched on.

``admit`` is the one place that decides it, for a password and for a sign-in at a provider alike.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from medianest.errors import Conflict, Forbidden, NotFound, TooManyRequests
from medianest.models import Invitation, User
from medianest.models.columns import now
from medianest.repositories.throttle import Throttle
from medianest.repositories.unit_of_work import Transactions, UnitOfWork
from medianest.services import invitation_rules
from medianest.services.accounts import clean_email, clean_name
from medianest.services.audit import Audit
from medianest.services.invitation_views import InvitationView, RegistrationView, WayIn
from medianest.services.passwords import Passwords
from medianest.services.second_step import Device
from medianest.services.sessions import token_hash
from medianest.services.sign_in import SignIn
from medianest.services.viewer import Viewer

MOST = 200  # invitations that are kept at once
_KEY = "registration"
_CLOSED = "This server lets in only people who are invited. Ask an administrator for a link."
_UNUSABLE = "This invitation cannot be used any more. Ask for a new one."


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who is not known yet. ``verified``: a provider has confirmed that the address is theirs."""

    email: str
    display_name: str = ""
    verified: bool = False
    password_hash: str | None = None


class Invitations:
    def __init__(
        self, transactions: Transactions, passwords: Passwords, sign_in: SignIn, throttle: Throttle, audit: Audit
    ) -> None:
        self._uow = transactions
        self._passwords = passwords
        self._sign_in = sign_in
        self._throttle = throttle
        self._audit = audit

    # What administrators do

    def list(self, viewer: Viewer) -> tuple[InvitationView, ...]:
        """The newest first, those that open nothing any more too."""
        viewer.require_admin()
        moment = now()
        with self._uow() as work:
            return tuple(invitation_rules.view(row, moment) for row in work.invitations.all())

    def add(
        self,
        viewer: Viewer,
        *,
        name: str = "",
        role: str = "user",
        library_ids: Iterable[UUID] | None = None,
        days: int = 7,
        max_uses: int = 1,
    ) -> tuple[str, InvitationView]:
        """A new invitation and its token, which is shown this once. ``library_ids`` None: every library.

        Raises:
            Invalid: with a sentence for each field that cannot be used.
            Conflict: there are too many already.
        """
        viewer.require_admin()
        name = " ".join("".join(letter for letter in name if letter.isprintable()).split())
        invitation_rules.check(name, role, days, max_uses)
        token, moment = secrets.token_urlsafe(32), now()
        with self._uow() as work:
            if len(work.invitations.all()) >= MOST:
                raise Conflict("There are too many invitations. Remove some that are not used any more.")
            row = Invitation(
                token_hash=token_hash(token),
                name=name,
                role=role,
                library_ids=invitation_rules.known_libraries(work, library_ids),
                max_uses=max_uses,
                created_by=viewer.user_id,
                expires_at=moment + timedelta(days=days),
            )
            work.invitations.add(row)
            self._audit.record(
                work, viewer, "invitation.added", target=("invitation", row.id), after=invitation_rules.told(row)
            )
            view = invitation_rules.view(row, moment)
            work.commit()
        return token, view

    def remove(self, viewer: Viewer, invitation_id: UUID) -> None:
        """Take an invitation back: from now on its link opens nothing. Who came in by it stays."""
        viewer.require_admin()
        with self._uow() as work:
            row = work.invitations.get(invitation_id)
            if row is None:
                raise NotFound("There is no such invitation.")
            before = invitation_rules.told(row)
            work.invitations.remove(row)
            self._audit.record(work, viewer, "invitation.removed", target=("invitation", invitation_id), before=before)
            work.commit()

    def registration(self, viewer: Viewer) -> RegistrationView:
        viewer.require_admin()
        with self._uow() as work:
            return _registration(work)

    def set_registration(
        self, viewer: Viewer, *, open: bool, library_ids: Iterable[UUID] | None = None
    ) -> RegistrationView:
        """Let anybody make an account, or nobody. Those who come in so are users who see ``library_ids``."""
        viewer.require_admin()
        with self._uow() as work:
            before = _registration(work)
            known = invitation_rules.known_libraries(work, library_ids)
            after = RegistrationView(open, None if known is None else tuple(known))
            work.server_settings.put(_KEY, _json(after))
            if after != before:
                self._audit.record(work, viewer, "registration.changed", before=_json(before), after=_json(after))
            work.commit()
        return after

    # What strangers do

    def look(self, token: str = "") -> WayIn:
        """Whether this link, or nothing but the visit, lets somebody in. Anybody may ask."""
        with self._uow() as work:
            if not token:
                return WayIn(_registration(work).open, invited=False)
            row = work.invitations.by_hash(token_hash(token))
            return WayIn(row is not None and invitation_rules.state(row, now()) == "open", invited=True)

    def admit(self, work: UnitOfWork, viewer: Viewer, newcomer: Newcomer, token: str = "") -> User:
        """Let somebody in who is not known yet, in the caller's transaction, which then signs them in.

        With ``token`` the invitation says their role and libraries and is used up by one; without, registration has
        to be open, and then an address that neither a password was chosen for nor a provider has confirmed is refused.

        Raises:
            Forbidden: not by this invitation, or not without one.
            Conflict: the address belongs to somebody; being them is proven by signing in, never by the address.
            Invalid: the address or the name cannot be used.
        """
        email = clean_email(newcomer.email)
        name = clean_name(newcomer.display_name, email)
        # The lock orders those who come at once; the unique index is the second line.
        work.accounts.lock_administrators()
        invitation, role, libraries = self._entitled(work, newcomer, token)
        if work.accounts.by_email(email) is not None:
            raise Conflict("There is already somebody with this e-mail address. Sign in instead.")
        user = User(email=email, role=role, password_hash=newcomer.password_hash, every_library=libraries is None)
        work.accounts.add(user, name)
        if libraries is not None:
            work.accounts.give_libraries(user.id, frozenset(libraries))
        by = {"invitation": str(invitation.id)} if invitation else {"registration": "open"}
        came = Viewer(user.id, "admin" if role == "admin" else "user", name, address=viewer.address)
        self._audit.record(
            work, came, "user.registered", target=("user", user.id), after={"email": email, "role": role, **by}
        )
        return user

    def register(self, viewer: Viewer, token: str, display_name: str, email: str, password: str, device: Device) -> str:
        """Make an account with a password and sign it in: the token for the cookie. Call it in the lane ``passwords``.

        Raises:
            TooManyRequests, and what ``admit`` raises; ``Invalid`` names a password that breaks a rule too.
        """
        wait = self._throttle.take(str(viewer.address))
        if wait > 0:
            raise TooManyRequests("Too many tries. Wait a little and try again.", retry_after=wait)
        if not self.look(token).allowed:  # before a slow hash for somebody who may not
            raise Forbidden(_UNUSABLE if token else _CLOSED)
        email = clean_email(email)
        display_name = clean_name(display_name, email)
        newcomer = Newcomer(email, display_name, password_hash=self._passwords.hash(password, email))
        with self._uow() as work:
            user = self.admit(work, viewer, newcomer, token)
            _, cookie = self._sign_in.open_for(work, viewer, user, "browser", device, "registration")
            work.commit()
        return cookie

    @staticmethod
    def _entitled(work: UnitOfWork, newcomer: Newcomer, token: str) -> tuple[Invitation | None, str, list[UUID] | None]:
        """The invitation that was used, the role and the libraries; None: every library."""
        if token:
            row = work.invitations.lock_by_hash(token_hash(token))
            if row is None or invitation_rules.state(row, now()) != "open":
                raise Forbidden(_UNUSABLE)
            row.uses += 1
            return row, row.role, invitation_rules.still_there(work, row.library_ids)
        registration = _registration(work)
        if not registration.open:
            raise Forbidden(_CLOSED)
        if newcomer.password_hash is None and not newcomer.verified:
            raise Forbidden("That account's e-mail address has not been confirmed. Confirm it there first.")
        return None, "user", invitation_rules.still_there(work, registration.library_ids)


def _registration(work: UnitOfWork) -> RegistrationView:
    kept = work.server_settings.get(_KEY) or {}
    libraries = kept.get("library_ids")
    return RegistrationView(bool(kept.get("open")), None if libraries is None else tuple(map(UUID, libraries)))


def _json(view: RegistrationView) -> dict[str, Any]:
    libraries = None if view.library_ids is None else [str(one) for one in view.library_ids]
    return {"open": view.open, "library_ids": libraries}
