"""The PIN of a profile: what a person types on a shared browser that remembers them (``remembered_profiles.py``)."""

from __future__ import annotations

from uuid import UUID

from medianest.errors import NotFound
from medianest.repositories.unit_of_work import Transactions
from medianest.services.audit import Audit
from medianest.services.passwords import Passwords
from medianest.services.step_up import StepUp
from medianest.services.viewer import Viewer


class ProfilePins:
    """Methods that take a password or a PIN hash it: call them in the bridge's lane ``passwords``."""

    def __init__(self, transactions: Transactions, passwords: Passwords, step_up: StepUp, audit: Audit) -> None:
        self._uow = transactions
        self._passwords = passwords
        self._step_up = step_up
        self._audit = audit

    def set(self, viewer: Viewer, pin: str, password: str = "") -> None:
        """A PIN for the asking person, in place of the one before.

        Raises:
            ProofNeeded, TooManyRequests; Invalid: not 4 to 8 digits, the field is ``pin``.
        """
        self._step_up.require(viewer, password)
        self._put(viewer, viewer.person(), pin, "pin.set")

    def remove(self, viewer: Viewer, password: str = "") -> None:
        """No PIN any more; every browser forgets the profile.

        Raises:
            ProofNeeded, TooManyRequests; NotFound: there is none.
        """
        self._step_up.require(viewer, password)
        self._take(viewer, viewer.person(), "pin.removed")

    def set_for(self, viewer: Viewer, user_id: UUID, pin: str) -> None:
        """The same for somebody else, by an administrator.

        Raises:
            NotFound: there is no such person. Invalid: not 4 to 8 digits, the field is ``pin``.
        """
        viewer.require_admin()
        self._put(viewer, user_id, pin, "user.pin_set")

    def remove_of(self, viewer: Viewer, user_id: UUID) -> None:
        """
        Raises:
            NotFound: there is no such person, or they have no PIN.
        """
        viewer.require_admin()
        self._take(viewer, user_id, "user.pin_removed")

    def _put(self, viewer: Viewer, user_id: UUID, pin: str, action: str) -> None:
        hashed = self._passwords.hash_pin(pin)
        with self._uow() as work:
            profile = work.accounts.profile(user_id)
            if profile is None:
                raise NotFound("There is no such person.")
            profile.pin_hash = hashed
            self._audit.record(work, viewer, action, target=("user", user_id))
            work.commit()

    def _take(self, viewer: Viewer, user_id: UUID, action: str) -> None:
        with self._uow() as work:
            profile = work.accounts.profile(user_id)
            if profile is None or profile.pin_hash is None:
                raise NotFound("There is no PIN.")
            profile.pin_hash = None
            work.remembered_profiles.remove_all_of(user_id)
            self._audit.record(work, viewer, action, target=("user", user_id))
            work.commit()
