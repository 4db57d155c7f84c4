"""The first administrator of a new installation, made by whoever can read what the server prints."""

from __future__ import annotations

import hmac
import secrets

from medianest.errors import Conflict, Invalid, TooManyRequests
from medianest.models import User
from medianest.repositories.throttle import Throttle
from medianest.repositories.unit_of_work import Transactions
from medianest.services.accounts import clean_email, clean_name
from medianest.services.audit import Audit
from medianest.services.passwords import Passwords
from medianest.services.second_step import Device
from medianest.services.sessions import token_hash
from medianest.services.sign_in import SignIn
from medianest.services.viewer import Viewer

_KEY = "setup_code"
# Without the letters and figures that are taken for one another. 8 of 31: forty bits, and a throttle before them.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


class Setup:
    def __init__(
        self,
        transactions: Transactions,
        passwords: Passwords,
        sign_in: SignIn,
        throttle: Throttle,
        audit: Audit,
    ) -> None:
        self._uow = transactions
        self._passwords = passwords
        self._sign_in = sign_in
        self._throttle = throttle
        self._audit = audit
        self._seen_a_person = False

    def needed(self) -> bool:
        """Whether nobody is there yet. Anybody may ask; once somebody is, the answer stays."""
        if not self._seen_a_person:
            with self._uow() as work:
                self._seen_a_person = work.accounts.any()
        return not self._seen_a_person

    def code(self) -> str | None:
        """A new one-time code for ``serve`` to print, in place of the last; None when somebody is there already.

        Only its hash is kept.
        """
        if not self.needed():
            return None
        plain = "".join(secrets.choice(_ALPHABET) for _ in range(8))
        with self._uow() as work:
            work.server_settings.put(_KEY, {"hash": token_hash(plain).hex()})
            work.commit()
        return f"{plain[:4]}-{plain[4:]}"

    def complete(self, viewer: Viewer, code: str, display_name: str, email: str, password: str, device: Device) -> str:
        """Make the administrator and sign them in: the token for the cookie. Call it in the lane ``passwords``.

        Raises:
            Invalid: the code is wrong, or a field breaks a rule.
            Conflict: somebody is there already; of two at once one wins and the other gets this.
        """
        wait = self._throttle.take(str(viewer.address))
        if wait > 0:
            raise TooManyRequests("Too many tries. Wait a little and try again.", retry_after=wait)
        self._check(code)
        email = clean_email(email)
        display_name = clean_name(display_name, email)
        user = User(email=email, role="admin", password_hash=self._passwords.hash(password, email))
        with self._uow() as work:
            work.accounts.lock_administrators()
            if work.accounts.any():
                raise Conflict("This server is set up already. Sign in.")
            work.accounts.add(user, display_name)
            work.server_settings.remove(_KEY)
            session, token = self._sign_in.open_for(work, viewer, user, "browser", device, "setup code")
            made = Viewer(user.id, "admin", display_name, session.id, address=viewer.address, device_name=device.name)
            self._audit.record(work, made, "setup.completed", target=("user", user.id), after={"email": email})
            work.commit()
        return token

    def _check(self, code: str) -> None:
        plain = "".join(letter for letter in code.upper() if letter.isalnum())
        with self._uow() as work:
            if work.accounts.any():
                raise Conflict("This server is set up already. Sign in.")
            kept = work.server_settings.get(_KEY)
        if not kept or not hmac.compare_digest(kept["hash"], token_hash(plain).hex()):
            raise Invalid("This code is wrong.", {"code": "Copy the code that the server printed when it started."})
