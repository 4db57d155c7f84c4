"""Between the first proof and the session: a try that waits some minutes for its second factor.

The token of a try is worth nothing else. It is for one person, one kind of door and one device, it works once, and it
dies with the password and the app that it was given for.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from medianest.errors import MfaExpired, MfaRequired, TooManyRequests, WrongCode
from medianest.keyring import Keyring
from medianest.models import SecondFactor, User
from medianest.repositories.single_use import SingleUse
from medianest.repositories.unit_of_work import Transactions
from medianest.services.audit import Audit
from medianest.services.one_time_codes import Answer
from medianest.services.second_factors import SecondFactors
from medianest.services.sessions import token_hash
from medianest.services.viewer import Viewer

TRIES = 5
LIFETIME_SECONDS = 300
Kind = Literal["browser", "program"]


@dataclass(frozen=True, slots=True)
class Device:
    """What asks to be signed in, as it describes itself."""

    name: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """That somebody is this person, by whoever has checked it: ``password``, ``passkey``, ``pin`` or a provider's
    name.
    A ``complete`` one is two factors in one, and no code is asked after it."""

    user_id: UUID
    by: str
    complete: bool = False


class SecondStep:
    def __init__(
        self, transactions: Transactions, factors: SecondFactors, tries: SingleUse, keys: Keyring, audit: Audit
    ) -> None:
        self._uow = transactions
        self._factors = factors
        self._tries = tries
        self._keys = keys
        self._audit = audit

    def ask(self, viewer: Viewer, proof: Proof, kind: Kind, device: Device) -> None:
        """Let those pass who need show nothing more.

        Raises:
            MfaRequired: with the token of a try that ``finish`` takes.
        """
        if proof.complete:
            return
        stamp = self._stamp(proof.user_id)
        if stamp is None:
            return
        token = secrets.token_urlsafe(32)
        kept = {
            "user": str(proof.user_id),
            "by": proof.by,
            "kind": kind,
            "device": [device.name, device.id],
            "stamp": stamp,
            "until": time.time() + LIFETIME_SECONDS,
            "tries": 0,
        }
        self._tries.keep(_key(token), kept)
        self._audit.note(viewer, "sign_in.second_factor_asked", user_id=str(proof.user_id), by=proof.by)
        raise MfaRequired("Type the code of your authenticator app.", token, LIFETIME_SECONDS)

    def finish(self, viewer: Viewer, token: str, kind: Kind, answer: Answer) -> tuple[Proof, Device]:
        """The whole proof of a try, and the device that it is for.

        Raises:
            WrongCode: the try goes on, some times. MfaExpired: begin again. TooManyRequests.
        """
        key = _key(token)
        kept = self._tries.take(key)  # nobody else has it while we look at the answer
        if kept is None or kept["kind"] != kind or kept["until"] <= time.time():
            raise MfaExpired("This took too long. Sign in again.")
        user_id = UUID(kept["user"])
        if self._stamp(user_id) != kept["stamp"]:
            self._audit.note(viewer, "sign_in.refused", user_id=str(user_id), reason="changed meanwhile")
            raise MfaExpired("Something about this account has changed. Sign in again.")
        try:
            used = self._factors.check(viewer, user_id, answer)
        except WrongCode:
            kept["tries"] += 1
            if kept["tries"] < TRIES:
                self._tries.keep(key, kept)
            raise
        except TooManyRequests:
            self._tries.keep(key, kept)
            raise
        name, device_id = kept["device"]
        return Proof(user_id, f"{kept['by']} and {used}", complete=True), Device(name, device_id)

    def _stamp(self, user_id: UUID) -> str | None:
        """Changes with the password and the app; None for a person who has no second factor."""
        with self._uow() as work:
            user: User | None = work.accounts.get(user_id)
            factor: SecondFactor | None = work.second_factors.get(user_id)
            if user is None or factor is None:
                return None
            return self._keys.mac("second step", (user.password_hash or "").encode(), factor.secret).hex()


def _key(token: str) -> str:
    return token_hash(token).hex()
