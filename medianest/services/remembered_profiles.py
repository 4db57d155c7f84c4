"""Whose profiles a shared browser offers, and opening one with its PIN.

A browser is given a token for a person once they have signed in there with everything that their sign-in asks. The
token opens nothing without the PIN, nor the PIN without a token: what the person has, and what they know.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from medianest.errors import TooManyRequests, WrongPin
from medianest.models import RememberedProfile
from medianest.models.columns import now
from medianest.repositories.throttle import Throttle
from medianest.repositories.unit_of_work import Transactions, UnitOfWork
from medianest.services.audit import Audit
from medianest.services.passwords import Passwords
from medianest.services.second_step import Device, Proof
from medianest.services.sessions import token_hash
from medianest.services.sign_in import SignIn
from medianest.services.viewer import Viewer

JUST = timedelta(minutes=5)  # since the sign-in: later a link somewhere cannot have a browser remember its person
LIFETIME = timedelta(days=90)  # since the whole sign-in; a PIN does not make it longer
MOST = 8  # profiles on one browser
WRONG_TRIES = 5
PERSON = ("20/hour", "60/day")
ADDRESS = ("30/minute", "200/hour")


@dataclass(frozen=True, slots=True)
class ProfileCard:
    """What anybody before a shared browser sees of a person."""

    id: UUID
    display_name: str


class RememberedProfiles:
    def __init__(
        self,
        transactions: Transactions,
        passwords: Passwords,
        sign_in: SignIn,
        person: Throttle,
        address: Throttle,
        audit: Audit,
    ) -> None:
        self._uow = transactions
        self._passwords = passwords
        self._sign_in = sign_in
        self._person = person
        self._address = address
        self._audit = audit

    def may_remember(self, session_token: str) -> bool:
        """Whether the person of that session has a PIN, and has just signed in with more than it."""
        with self._uow() as work:
            return _rememberable(work, session_token, now()) is not None

    def remember(self, session_token: str, held: Iterable[str]) -> tuple[UUID, str] | None:
        """Whom the session of ``session_token`` belongs to and a token for the browser that just opened it, in place of
        what it ``held`` for this person. None for whom ``may_remember`` is False."""
        moment, token = now(), secrets.token_urlsafe(32)
        with self._uow() as work:
            user_id = _rememberable(work, session_token, moment)
            if user_id is None:
                return None
            work.remembered_profiles.remove_held(user_id, map(token_hash, held))
            work.remembered_profiles.add(
                RememberedProfile(user_id=user_id, token_hash=token_hash(token), expires_at=moment + LIFETIME)
            )
            work.commit()
        return user_id, token

    def of(self, held: Mapping[str, str]) -> tuple[tuple[ProfileCard, ...], tuple[str, ...]]:
        """The profiles of a browser, the last used first, and the names in ``held`` (name to token) that are worth
        nothing any more, or are too many."""
        hashes = {token_hash(token): name for name, token in held.items()}
        with self._uow() as work:
            found = work.remembered_profiles.held(hashes, now())
            for row, _ in found[MOST:]:
                work.remembered_profiles.remove(row.id)
            work.commit()
            cards = tuple(ProfileCard(row.id, profile.display_name) for row, profile in found[:MOST])
            alive = {hashes[row.token_hash] for row, _ in found[:MOST]}
        return cards, tuple(name for name in held if name not in alive)

    def forget(self, viewer: Viewer, held: Iterable[str], profile_id: UUID) -> None:
        """Offer it on this browser no more. One that the browser does not hold is left alone."""
        with self._uow() as work:
            for row, profile in work.remembered_profiles.held(map(token_hash, held), now()):
                if row.id == profile_id:
                    work.remembered_profiles.remove(profile_id)
                    after = {"profile": profile.display_name, "reason": "asked"}
                    self._audit.record(work, viewer, "profile.forgotten", target=("user", row.user_id), after=after)
            work.commit()

    def open(self, viewer: Viewer, held: Iterable[str], profile_id: UUID | None, pin: str, device: Device) -> str:
        """The token for the cookie of a new session; the browser's session before, if any, ends. Lane ``passwords``.

        Raises:
            WrongPin: wrong, or the browser does not hold this profile: the answer and its time are the same.
            TooManyRequests; Forbidden: disabled.
        """
        self._refuse_if_often(self._address, str(viewer.address))
        with self._uow() as work:
            known = work.remembered_profiles.held(map(token_hash, held), now())
            user_id, stored = next(
                ((row.user_id, profile.pin_hash) for row, profile in known if row.id == profile_id), (None, None)
            )
        if user_id is None or profile_id is None:
            self._passwords.matches(pin, None)
            self._audit.note(viewer, "pin.refused", reason="not remembered")
            raise _wrong()
        self._refuse_if_often(self._person, str(user_id))
        with self._uow() as work:
            tried = work.remembered_profiles.take_try(profile_id, WRONG_TRIES)
            work.commit()
        if not self._passwords.matches(pin, stored) or tried is None:
            self._refused(viewer, profile_id, user_id, tried)
            raise _wrong()
        with self._uow() as work:
            still = work.remembered_profiles.use(profile_id, now())
            work.commit()
        if not still:
            raise _wrong()
        self._person.forgive(str(user_id))
        return self._sign_in.admit_browser(viewer, Proof(user_id, "pin", complete=True), device)

    def _refused(self, viewer: Viewer, profile_id: UUID, user_id: UUID, tried: int | None) -> None:
        self._audit.note(viewer, "pin.refused", user_id=str(user_id), reason="wrong")
        if tried is None or tried < WRONG_TRIES:
            return
        with self._uow() as work:
            work.remembered_profiles.remove(profile_id)
            after = {"reason": "wrong too often"}
            self._audit.record(work, viewer, "profile.forgotten", target=("user", user_id), after=after)
            work.commit()

    def _refuse_if_often(self, throttle: Throttle, key: str) -> None:
        wait = throttle.take(key)
        if wait > 0:
            raise TooManyRequests("Too many tries. Wait a little and try again.", retry_after=wait)


def _rememberable(work: UnitOfWork, session_token: str, moment: datetime) -> UUID | None:
    found = work.sessions.alive_by_hash(token_hash(session_token), moment)
    if found is None:
        return None
    session, user, profile = found
    whole = not session.by_pin and moment - session.created_at < JUST
    return user.id if whole and profile.pin_hash is not None else None


def _wrong() -> WrongPin:
    return WrongPin("This PIN is wrong. After five wrong ones the password is asked again.")
