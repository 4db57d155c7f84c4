"""That it is still the person: asked before what a stranger at an open browser would do first."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from medianest.errors import NotSignedIn, ProofNeeded, TooManyRequests
from medianest.models import UserSession
from medianest.models.columns import now
from medianest.repositories.single_use import SingleUse
from medianest.repositories.throttle import Throttle
from medianest.repositories.unit_of_work import Transactions, UnitOfWork
from medianest.services.api_keys import require_scope
from medianest.services.audit import Audit
from medianest.services.passwords import Passwords
from medianest.services.viewer import Viewer

FRESH = timedelta(minutes=10)  # a sign-in, or the password once more, is proof enough for so long
Needed = Literal["nothing", "password", "sign_in"]


class StepUp:
    """``require`` may hash a password: call what uses it in the bridge's lane ``passwords``."""

    def __init__(
        self, transactions: Transactions, passwords: Passwords, throttle: Throttle, proofs: SingleUse, audit: Audit
    ) -> None:
        self._uow = transactions
        self._passwords = passwords
        self._throttle = throttle
        self._proofs = proofs
        self._audit = audit

    def needed(self, work: UnitOfWork, viewer: Viewer) -> Needed:
        """What ``require`` would ask of this viewer now."""
        session = work.sessions.get(viewer.session_id) if viewer.session_id else None
        if session is not None and session.user_id == viewer.user_id and self._proven(session):
            return "nothing"
        user = work.accounts.get(viewer.person())
        return "password" if user is not None and user.password_hash else "sign_in"

    def _proven(self, session: UserSession) -> bool:
        # A PIN is short, and the household sees it typed: it lets nobody change how a person signs in.
        fresh = now() - session.created_at < FRESH and not session.by_pin
        return fresh or self._proofs.look(str(session.id)) is not None

    def confirm(self, viewer: Viewer, password: str) -> None:
        """Ask now for what begins later, at an address that no password may stand in. Raises as ``require`` does."""
        self.require(viewer, password)
        if viewer.session_id is not None:
            self._proofs.keep(str(viewer.session_id), {"proven": True})

    def fresh(self, viewer: Viewer) -> bool:
        """Whether this session began, or its person confirmed, within the last ten minutes."""
        with self._uow() as work:
            return self.needed(work, viewer) == "nothing"

    def require(self, viewer: Viewer, password: str) -> None:
        """Let those through who signed in within the last ten minutes, or whose password this is.

        Raises:
            ProofNeeded: neither; the field is ``password``.
            TooManyRequests: wrong too often.
        """
        user_id = viewer.person()
        require_scope(viewer, None)
        with self._uow() as work:
            needed = self.needed(work, viewer)
            user = work.accounts.get(user_id)
            stored = user.password_hash if user else None
        if user is None:
            raise NotSignedIn("Sign in to go on.")
        if needed == "nothing":
            return
        if needed == "sign_in":
            raise ProofNeeded("Sign out and in again. For ten minutes after that you can do this.")
        if not password:
            raise ProofNeeded("Confirm with your password.", {"password": "Type your password."})
        wait = self._throttle.take(str(user_id))
        if wait > 0:
            raise TooManyRequests("Too many tries. Wait a little and try again.", retry_after=wait)
        if not self._passwords.matches(password, stored):
            self._audit.note(viewer, "password.refused")
            raise ProofNeeded("Confirm with your password.", {"password": "This is not your password."})
        self._throttle.forgive(str(user_id))
