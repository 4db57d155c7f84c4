"""Signing in with a passkey: two factors in one, because the device asks who holds it.

The device finds the passkey by the server's name, so nobody types who they are. Each challenge is answered once.
"""

from __future__ import annotations

import secrets
from typing import Any
from uuid import UUID

import orjson
import webauthn
from webauthn.helpers import parse_authentication_credential_json, parse_client_data_json
from webauthn.helpers.structs import UserVerificationRequirement

from medianest.errors import TooManyRequests, WrongCredentials
from medianest.models import Passkey
from medianest.models.columns import now
from medianest.repositories.single_use import SingleUse
from medianest.repositories.throttle import Throttle
from medianest.repositories.unit_of_work import Transactions
from medianest.services.audit import Audit
from medianest.services.relying_party import LONGEST_ID, REFUSALS, TIMEOUT, Options, place_of, relying_party
from medianest.services.second_step import Device, Proof
from medianest.services.sign_in import SignIn
from medianest.services.viewer import Viewer

TRIES = ("30/minute", "300/hour")  # challenges for one address


class PasskeySignIn:
    def __init__(
        self,
        transactions: Transactions,
        sign_in: SignIn,
        challenges: SingleUse,
        throttle: Throttle,
        audit: Audit,
        public_url: str | None,
    ) -> None:
        self._uow = transactions
        self._sign_in = sign_in
        self._challenges = challenges
        self._throttle = throttle
        self._audit = audit
        self._public_url = public_url

    def begin(self, viewer: Viewer, origin: str) -> Options:
        """What ``navigator.credentials.get`` is given. Says nothing about anybody: the device knows who may.

        Raises:
            PasskeysUnavailable, TooManyRequests.
        """
        party = relying_party(self._public_url, origin)
        wait = self._throttle.take(str(viewer.address))
        if wait > 0:
            raise TooManyRequests("Too many tries. Wait a little and try again.", retry_after=wait)
        challenge = secrets.token_bytes(32)
        self._challenges.keep(place_of("sign-in", challenge), {})
        options = webauthn.generate_authentication_options(
            rp_id=party.host,
            challenge=challenge,
            timeout=TIMEOUT,
            user_verification=UserVerificationRequirement.REQUIRED,
        )
        return orjson.loads(webauthn.options_to_json(options))

    def finish(self, viewer: Viewer, origin: str, credential: dict[str, Any], device: Device) -> str:
        """The token for the cookie of a new session. No code is asked after it.

        Raises:
            WrongCredentials: whatever is wrong with the answer. Forbidden: disabled.
        """
        user_id = self._proven(viewer, origin, credential)
        return self._sign_in.admit_browser(viewer, Proof(user_id, "passkey", complete=True), device)

    def _proven(self, viewer: Viewer, origin: str, credential: dict[str, Any]) -> UUID:
        party = relying_party(self._public_url, origin)
        try:
            given = parse_authentication_credential_json(credential)
            challenge = parse_client_data_json(given.response.client_data_json).challenge
        except REFUSALS as problem:
            raise self._refused(viewer, "unreadable") from problem
        if self._challenges.take(place_of("sign-in", challenge)) is None:
            raise self._refused(viewer, "challenge")
        with self._uow() as work:
            row = work.passkeys.by_credential(given.raw_id) if len(given.raw_id) <= LONGEST_ID else None
            if row is None or row.host != party.host:
                raise self._refused(viewer, "unknown")
            if given.response.user_handle not in (None, row.user_id.bytes):
                raise self._refused(viewer, "of another person", row)
            try:
                used = webauthn.verify_authentication_response(
                    credential=given,
                    expected_challenge=challenge,
                    expected_rp_id=party.host,
                    expected_origin=party.origin,
                    credential_public_key=row.public_key,
                    credential_current_sign_count=0,  # compared below, in the database, once the signature is known
                    require_user_verification=True,
                )
            except REFUSALS as problem:
                raise self._refused(viewer, type(problem).__name__, row) from problem
            if not work.passkeys.take_count(row.id, used.new_sign_count, used.credential_backed_up, now()):
                # Two devices hold the same key, and one of them is a copy.
                raise self._refused(viewer, "counter went back", row)
            user_id = row.user_id
            work.commit()
        return user_id

    def _refused(self, viewer: Viewer, reason: str, row: Passkey | None = None) -> WrongCredentials:
        whose = {"passkey": str(row.id), "user_id": str(row.user_id)} if row else {}
        self._audit.note(viewer, "sign_in.failed", by="passkey", reason=reason, **whose)
        return WrongCredentials("This passkey opens nothing here. Sign in with your password, or try another one.")
