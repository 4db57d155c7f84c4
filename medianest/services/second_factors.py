"""Codes of an authenticator app (TOTP, RFC 6238) after the password, and recovery codes for the day it is lost.

Each code counts once. The secret is kept sealed, recovery codes as HMACs; both are shown while they are set up and
never again, and they count only once a code of the app has confirmed that it knows the secret.
"""

from __future__ import annotations

import base64
import time
from dataclasses import dataclass
from uuid import UUID

from medianest.errors import Conflict, Invalid, NotFound, TooManyRequests, WrongCode
from medianest.keyring import Keyring
from medianest.models import SecondFactor
from medianest.models.columns import now
from medianest.repositories.single_use import SingleUse
from medianest.repositories.throttle import Throttle
from medianest.repositories.unit_of_work import Transactions, UnitOfWork
from medianest.services.audit import Audit
from medianest.services.factor_views import AppEnrolment, FactorsView, RecoveryCodes
from medianest.services.one_time_codes import (
    Answer,
    address_of,
    new_recovery_codes,
    new_secret,
    picture,
    plain_recovery_code,
    step_of,
)
from medianest.services.sessions import Sessions
from medianest.services.step_up import StepUp
from medianest.services.viewer import Viewer
from medianest.services.ways_in import Ways

# At one address; and from anywhere, for the app and for recovery codes apart: whoever has the password alone can
# neither guess one of a million in any time that matters, nor keep the person from their recovery codes.
HERE = ("5/minute", "10/15 minutes", "40/12 hours")
ANYWHERE = ("30/hour", "100/12 hours")
_SEALED = "totp secret"
_HASHED = "recovery code"


@dataclass(frozen=True, slots=True)
class CodeThrottles:
    here: Throttle
    anywhere: Throttle


class SecondFactors:
    def __init__(
        self,
        transactions: Transactions,
        keys: Keyring,
        step_up: StepUp,
        sessions: Sessions,
        pending: SingleUse,
        throttles: CodeThrottles,
        ways: Ways,
        audit: Audit,
    ) -> None:
        self._uow = transactions
        self._keys = keys
        self._step_up = step_up
        self._sessions = sessions
        self._pending = pending
        self._throttles = throttles
        self._ways = ways
        self._audit = audit

    def of(self, viewer: Viewer) -> FactorsView:
        """What secures the asking person's sign-in."""
        user_id = viewer.person()
        with self._uow() as work:
            row, profile = work.second_factors.get(user_id), work.accounts.profile(user_id)
            return FactorsView(
                app=row is not None,
                app_since=row.created_at if row else None,
                app_last_used_at=row.last_used_at if row else None,
                recovery_codes_left=work.second_factors.recovery_codes_left(user_id),
                pin=profile is not None and profile.pin_hash is not None,
                proof=self._step_up.needed(work, viewer),
            )

    # Setting up and taking away. Each may hash a password: the lane is ``passwords``.

    def begin(self, viewer: Viewer, password: str = "") -> AppEnrolment:
        """A new secret and new recovery codes, which count once ``confirm`` is given a code. Begun again: other ones.

        Raises:
            ProofNeeded, TooManyRequests; Conflict: an app is set up already.
        """
        self._step_up.require(viewer, password)
        user_id = viewer.person()
        with self._uow() as work:
            user = work.accounts.get(user_id)
            if user is None or work.second_factors.get(user_id) is not None:
                raise Conflict("An authenticator app is set up already. Remove it first.")
            email = user.email
        secret, codes = new_secret(), new_recovery_codes()
        sealed = self._keys.seal(_SEALED, secret.encode(), user_id.bytes)
        hashes = [self._hash(user_id, code).hex() for code in codes]
        self._pending.keep(_place(viewer), {"secret": base64.b64encode(sealed).decode(), "codes": hashes})
        uri = address_of(secret, email)
        return AppEnrolment(secret, uri, picture(uri), codes, self._pending.seconds)

    def confirm(self, viewer: Viewer, code: str) -> str | None:
        """From now on a code is asked after the password. The new token of the asking browser's cookie, None for a
        program.

        Raises:
            WrongCode, TooManyRequests; Conflict: ``begin`` was too long ago, or an app is set up already.
        """
        user_id, place = viewer.person(), _place(viewer)
        self._refuse_if_often(viewer, user_id, "app")
        kept = self._pending.look(place)
        if kept is None:
            raise Conflict("This took too long. Begin again.")
        sealed = base64.b64decode(kept["secret"])
        step = step_of(self._keys.unseal(_SEALED, sealed, user_id.bytes).decode(), code, time.time())
        if step is None:
            raise WrongCode("This code is wrong.", {"code": "Type the six figures that the app shows now."})
        with self._uow() as work:
            if work.accounts.locked(user_id) is None or work.second_factors.get(user_id) is not None:
                raise Conflict("An authenticator app is set up already. Remove it first.")
            work.second_factors.add(SecondFactor(user_id=user_id, secret=sealed, last_step=step))
            work.second_factors.replace_recovery_codes(user_id, [bytes.fromhex(one) for one in kept["codes"]])
            work.remembered_profiles.remove_all_of(user_id)  # they were given without a code
            token = self._sessions.renew(work, viewer)
            self._audit.record(work, viewer, "second_factor.added", target=("user", user_id), after={"kind": "app"})
            work.commit()
        self._pending.take(place)
        self._throttles.here.forgive(_here(viewer, user_id))
        return token

    def remove(self, viewer: Viewer, password: str, answer: Answer) -> None:
        """Back to the password alone; the recovery codes go with the app.

        Raises:
            ProofNeeded, WrongCode, TooManyRequests; NotFound: there is none.
        """
        self._step_up.require(viewer, password)
        user_id = viewer.person()
        used = self.check(viewer, user_id, answer)
        with self._uow() as work:
            work.second_factors.remove(user_id)
            before = {"kind": "app", "confirmed_by": used}
            self._audit.record(work, viewer, "second_factor.removed", target=("user", user_id), before=before)
            work.commit()

    def renew_recovery_codes(self, viewer: Viewer, password: str = "") -> RecoveryCodes:
        """New ones, in place of all before.

        Raises:
            ProofNeeded, TooManyRequests; NotFound: there is no app that they would stand in for.
        """
        self._step_up.require(viewer, password)
        user_id, codes = viewer.person(), new_recovery_codes()
        with self._uow() as work:
            work.accounts.locked(user_id)
            if work.second_factors.get(user_id) is None:
                raise NotFound("There is no authenticator app.")
            work.second_factors.replace_recovery_codes(user_id, [self._hash(user_id, one) for one in codes])
            self._audit.record(work, viewer, "recovery_codes.renewed", target=("user", user_id))
            work.commit()
        return RecoveryCodes(codes)

    def remove_all_of(self, viewer: Viewer, user_id: UUID) -> None:
        """For a person who lost their phone: the app, its recovery codes and every passkey go, and they are signed out
        everywhere; the password and identities elsewhere stay.

        Raises:
            NotFound: there is no such person, or nothing to remove.
            Conflict: nothing would be left to come in by.
        """
        viewer.require_admin()
        with self._uow() as work:
            if work.accounts.locked(user_id) is None:
                raise NotFound("There is no such person.")
            ways = self._ways.of(work, user_id)
            if ways.passkeys and ways.count == ways.passkeys:
                raise Conflict("Nothing would be left to come in by. Set a password for them first.")
            app, passkeys = work.second_factors.remove(user_id), work.passkeys.remove_all_of(user_id)
            if not app and not passkeys:
                raise NotFound("There is neither an authenticator app nor a passkey.")
            ended = self._sessions.end_all_of(work, user_id, but=viewer.session_id)
            before = {"app": app, "passkeys": passkeys}
            self._audit.record(work, viewer, "user.second_factors_removed", target=("user", user_id), before=before)
            work.commit()
        self._sessions.announce_end(ended)

    # Being asked

    def check(self, viewer: Viewer, user_id: UUID, answer: Answer) -> str:
        """Use the answer up, whoever of many sends it first: ``app`` or ``recovery_code``.

        Raises:
            WrongCode: wrong, or used before. TooManyRequests. NotFound: this person has no second factor.
        """
        kind = "recovery_code" if answer.recovery_code and not answer.code else "app"
        self._refuse_if_often(viewer, user_id, kind)
        with self._uow() as work:
            right = self._take(work, user_id, answer)
            left = work.second_factors.recovery_codes_left(user_id)
            if right and kind == "recovery_code":
                after = {"left": left}
                self._audit.record(work, viewer, "recovery_code.used", target=("user", user_id), after=after)
            work.commit()
        if not right:
            self._audit.note(viewer, "second_factor.refused", user_id=str(user_id), kind=kind)
            raise WrongCode(
                "This code is wrong or was used before.",
                {kind if kind != "app" else "code": "Each code counts once. Wait for the next one, or look again."},
            )
        self._throttles.here.forgive(_here(viewer, user_id))
        return kind

    def _take(self, work: UnitOfWork, user_id: UUID, answer: Answer) -> bool:
        row = work.second_factors.get(user_id)
        if row is None:
            raise NotFound("There is no authenticator app.")
        if not answer.code:
            return work.second_factors.take_recovery_code(user_id, self._hash(user_id, answer.recovery_code), now())
        secret = self._keys.unseal(_SEALED, row.secret, user_id.bytes).decode()
        step = step_of(secret, answer.code, time.time())
        return step is not None and work.second_factors.take_step(user_id, step, now())

    def _refuse_if_often(self, viewer: Viewer, user_id: UUID, kind: str) -> None:
        """Counted before the code is looked at: of many that come at once no more are tried than one by one."""
        wait = max(
            self._throttles.here.take(_here(viewer, user_id)), self._throttles.anywhere.take(f"{kind} {user_id}")
        )
        if wait > 0:
            raise TooManyRequests("Too many tries. Wait a little and try again.", retry_after=wait)

    def _hash(self, user_id: UUID, code: str) -> bytes:
        return self._keys.mac(_HASHED, user_id.bytes, plain_recovery_code(code).encode())


def _here(viewer: Viewer, user_id: UUID) -> str:
    return f"{user_id} {viewer.address}"


def _place(viewer: Viewer) -> str:
    """Where this session's secret waits for its first code."""
    if viewer.session_id is None:
        raise Invalid("An authenticator app is set up by whoever is signed in.")
    return f"{viewer.person()} {viewer.session_id}"
