"""Signing in: with a password (the same answer and the same time for unknown and wrong, and delays that grow), or with
what other services have checked. Each way ends in ``admit_…``, which asks for the second factor of whoever has one."""

from __future__ import annotations

from dataclasses import dataclass

from medianest.errors import Forbidden, TooManyRequests, WrongCredentials
from medianest.models import User, UserSession
from medianest.models.columns import now
from medianest.repositories.throttle import Throttle
from medianest.repositories.unit_of_work import Transactions, UnitOfWork
from medianest.services.account_views import TokenPair
from medianest.services.audit import Audit
from medianest.services.one_time_codes import Answer
from medianest.services.passwords import Passwords
from medianest.services.second_step import Device, Kind, Proof, SecondStep
from medianest.services.sessions import Sessions
from medianest.services.tokens import Tokens
from medianest.services.viewer import Viewer

# One person at one address; one person from anywhere (looser, so that a stranger cannot keep them out); one address.
PERSON_HERE = ("5/minute", "10/15 minutes", "40/12 hours")
PERSON = ("100/hour",)
ADDRESS = ("30/minute", "200/hour")


@dataclass(frozen=True, slots=True)
class Throttles:
    person_here: Throttle
    person: Throttle
    address: Throttle


class SignIn:
    """Call it in the bridge's lane ``passwords``: a check takes tens of milliseconds of one core."""

    def __init__(
        self,
        transactions: Transactions,
        passwords: Passwords,
        sessions: Sessions,
        tokens: Tokens,
        second_step: SecondStep,
        throttles: Throttles,
        audit: Audit,
    ) -> None:
        self._uow = transactions
        self._passwords = passwords
        self._sessions = sessions
        self._tokens = tokens
        self._second_step = second_step
        self._throttles = throttles
        self._audit = audit

    def browser(self, viewer: Viewer, email: str, password: str, device: Device) -> str:
        """The token for the cookie of a new session; the browser's session before, if any, ends.

        Raises:
            WrongCredentials, Forbidden (disabled), TooManyRequests, MfaRequired.
        """
        return self.admit_browser(viewer, self._proven(viewer, email, password), device)

    def program(self, viewer: Viewer, email: str, password: str, device: Device) -> TokenPair:
        """The first pair of tokens of a new session. Raises as ``browser`` does."""
        return self.admit_program(viewer, self._proven(viewer, email, password), device)

    # Every way in ends here, whoever has checked the proof: here the second factor is asked, and nowhere else.

    def admit_browser(self, viewer: Viewer, proof: Proof, device: Device) -> str:
        """As ``browser``, for a proof that was checked elsewhere.

        Raises:
            MfaRequired: a second factor is asked; ``finish_browser`` takes it. Forbidden: disabled.
        """
        self._refuse_disabled(viewer, proof)
        self._second_step.ask(viewer, proof, "browser", device)
        with self._uow() as work:
            _, token = self._open(work, viewer, proof, "browser", device)
            work.commit()
        self._sessions.end_own(viewer)
        return token

    def admit_program(self, viewer: Viewer, proof: Proof, device: Device) -> TokenPair:
        """As ``program``, for a proof that was checked elsewhere. Raises as ``admit_browser`` does."""
        self._refuse_disabled(viewer, proof)
        self._second_step.ask(viewer, proof, "program", device)
        with self._uow() as work:
            session, _ = self._open(work, viewer, proof, "program", device)
            pair = self._tokens.issue(work, session)
            work.commit()
        return pair

    def finish_browser(self, viewer: Viewer, mfa_token: str, answer: Answer) -> str:
        """
        Raises:
            WrongCode, MfaExpired, TooManyRequests, Forbidden (disabled meanwhile).
        """
        return self.admit_browser(viewer, *self._second_step.finish(viewer, mfa_token, "browser", answer))

    def finish_program(self, viewer: Viewer, mfa_token: str, answer: Answer) -> TokenPair:
        """Raises as ``finish_browser`` does."""
        return self.admit_program(viewer, *self._second_step.finish(viewer, mfa_token, "program", answer))

    def _proven(self, viewer: Viewer, email: str, password: str) -> Proof:
        email = email.strip()[:320]
        here = f"{email.casefold()} {viewer.address}"
        self._refuse_if_often(viewer, email, here)
        with self._uow() as work:
            user = work.accounts.by_email(email)
            stored, user_id = (user.password_hash, user.id) if user else (None, None)
        if not self._passwords.matches(password, stored) or user_id is None:
            self._throttles.address.take(str(viewer.address))
            self._audit.note(viewer, "sign_in.failed", email=email)
            raise WrongCredentials("The e-mail address or the password is wrong.")
        self._throttles.person_here.forgive(here)
        return Proof(user_id, "password")

    def _refuse_disabled(self, viewer: Viewer, proof: Proof) -> None:
        with self._uow() as work:
            user = work.accounts.get(proof.user_id)
            email, disabled = (user.email, user.disabled_at is not None) if user else ("", True)
        if disabled:
            self._audit.note(viewer, "sign_in.refused", email=email, by=proof.by, reason="disabled")
            raise Forbidden("This account is disabled. Ask an administrator.")

    def _refuse_if_often(self, viewer: Viewer, email: str, here: str) -> None:
        """Counted before the password is looked at: of many that come at once no more are tried than one by one.

        What is refused here counts nowhere else, and where somebody has signed in before only their tries from there
        count: strangers all over the world slow each other down, and keep nobody out of their own home.
        """
        wait = max(self._throttles.address.wait(str(viewer.address)), self._throttles.person_here.take(here))
        if wait == 0 and not self._at_home(viewer, email):
            wait = self._throttles.person.take(email.casefold())
        if wait > 0:
            raise TooManyRequests("Too many tries. Wait a little and try again.", retry_after=wait)

    def _at_home(self, viewer: Viewer, email: str) -> bool:
        with self._uow() as work:
            return viewer.address is not None and work.sessions.known_from(email, viewer.address)

    def _open(
        self, work: UnitOfWork, viewer: Viewer, proof: Proof, kind: Kind, device: Device
    ) -> tuple[UserSession, str]:
        user = work.accounts.get(proof.user_id)
        if user is None or user.disabled_at is not None:
            raise WrongCredentials("The e-mail address or the password is wrong.")
        return self.open_for(work, viewer, user, kind, device, proof.by)

    def open_for(
        self, work: UnitOfWork, viewer: Viewer, user: User, kind: Kind, device: Device, by: str
    ) -> tuple[UserSession, str]:
        """A session for a person who has proven ``by`` something who they are, told of in the audit log, in the
        caller's transaction. Only for those who can have no second factor yet: everybody else is admitted above."""
        session, token = self._sessions.open(
            work, user, kind, device_name=device.name, device_id=device.id, address=viewer.address, by_pin=by == "pin"
        )
        user.last_login_at = now()
        profile = work.accounts.profile(user.id)
        actor = Viewer(
            user_id=user.id,
            role="admin" if user.role == "admin" else "user",
            name=profile.display_name if profile else user.email,
            session_id=session.id,
            device_name=device.name,
            address=viewer.address,
        )
        self._audit.record(work, actor, "sign_in", target=("session", session.id), after={"kind": kind, "by": by})
        return session, token
