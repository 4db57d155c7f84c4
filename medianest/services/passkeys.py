"""Passkeys of one's own (WebAuthn): made, named and taken away. ``passkey_sign_in.py`` lets people in with them."""

from __future__ import annotations

import secrets
from typing import Any
from uuid import UUID

import orjson
import webauthn
from webauthn.helpers import parse_client_data_json, parse_registration_credential_json
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from medianest.errors import Conflict, Invalid, NotFound, Sentence
from medianest.models import Passkey
from medianest.repositories.single_use import SingleUse
from medianest.repositories.unit_of_work import Transactions
from medianest.services.api_keys import require_scope
from medianest.services.audit import Audit
from medianest.services.factor_views import PasskeyView
from medianest.services.relying_party import LONGEST_ID, NAME, REFUSALS, TIMEOUT, Options, place_of, relying_party
from medianest.services.sessions import Sessions
from medianest.services.step_up import StepUp
from medianest.services.viewer import Viewer
from medianest.services.ways_in import Ways

MOST = 20
LONGEST_NAME = 60


class Passkeys:
    def __init__(
        self,
        transactions: Transactions,
        sessions: Sessions,
        step_up: StepUp,
        challenges: SingleUse,
        ways: Ways,
        audit: Audit,
        public_url: str | None,
    ) -> None:
        self._uow = transactions
        self._sessions = sessions
        self._step_up = step_up
        self._challenges = challenges
        self._ways = ways
        self._audit = audit
        self._public_url = public_url

    def of(self, viewer: Viewer) -> tuple[PasskeyView, ...]:
        """The asking person's own, the newest first."""
        with self._uow() as work:
            return tuple(_view(row) for row in work.passkeys.of_user(viewer.person()))

    # Making one

    def begin(self, viewer: Viewer, origin: str, password: str = "") -> Options:
        """What ``navigator.credentials.create`` is given. ``origin`` is scheme and host of the request. Call it in the
        bridge's lane ``passwords``.

        Raises:
            PasskeysUnavailable, ProofNeeded, TooManyRequests; Conflict: there are too many already.
        """
        self._step_up.require(viewer, password)
        user_id, party = viewer.person(), relying_party(self._public_url, origin)
        with self._uow() as work:
            user = work.accounts.get(user_id)
            known = [row.credential_id for row in work.passkeys.of_user(user_id)]
            if user is None or len(known) >= MOST:
                raise Conflict("There are too many passkeys. Remove one that is not used any more.")
            email = user.email
        challenge = secrets.token_bytes(32)
        self._challenges.keep(place_of("new", challenge), {"session": str(viewer.credential_id), "user": str(user_id)})
        options = webauthn.generate_registration_options(
            rp_id=party.host,
            rp_name=NAME,
            user_id=user_id.bytes,
            user_name=email,
            user_display_name=viewer.name,
            challenge=challenge,
            timeout=TIMEOUT,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
            ),
            exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
        )
        return orjson.loads(webauthn.options_to_json(options))

    def add(self, viewer: Viewer, origin: str, name: str, credential: dict[str, Any]) -> tuple[PasskeyView, str | None]:
        """The passkey that the device has made, and the new token of the asking browser's cookie (None: a program).

        Raises:
            Invalid: the answer fits no challenge of ours, or the name cannot be used. Conflict: it is known already.
        """
        user_id, party = viewer.person(), relying_party(self._public_url, origin)
        name = clean_name(name)
        asked = {"session": str(viewer.credential_id), "user": str(user_id)}
        try:
            given = parse_registration_credential_json(credential)
            challenge = parse_client_data_json(given.response.client_data_json).challenge
            if self._challenges.take(place_of("new", challenge)) != asked:
                raise Invalid("This took too long. Begin again.")
            made = webauthn.verify_registration_response(
                credential=given,
                expected_challenge=challenge,
                expected_rp_id=party.host,
                expected_origin=party.origin,
                require_user_verification=True,
            )
        except REFUSALS as problem:
            self._audit.note(viewer, "passkey.refused", reason=type(problem).__name__)
            raise Invalid("What the device answered cannot be used. Try again.") from problem
        row = Passkey(
            user_id=user_id,
            name=name,
            credential_id=made.credential_id,
            public_key=made.credential_public_key,
            sign_count=made.sign_count,
            transports=[one.value for one in given.response.transports or []],
            host=party.host,
            synced=made.credential_backed_up,
        )
        with self._uow() as work:
            work.accounts.locked(user_id)
            if len(made.credential_id) > LONGEST_ID or work.passkeys.by_credential(made.credential_id) is not None:
                raise Conflict("This passkey is known already.")
            if work.passkeys.count(user_id) >= MOST:
                raise Conflict("There are too many passkeys. Remove one that is not used any more.")
            work.passkeys.add(row)
            view, token = _view(row), self._sessions.renew(work, viewer)
            after = {"name": name, "host": party.host, "synced": row.synced}
            self._audit.record(work, viewer, "passkey.added", target=("passkey", row.id), after=after)
            work.commit()
        return view, token

    # Caring for them

    def rename(self, viewer: Viewer, passkey_id: UUID, name: str) -> PasskeyView:
        """
        Raises:
            NotFound: there is no such passkey, or it is somebody else's. Invalid: the name.
        """
        require_scope(viewer, None)
        name, user_id = clean_name(name), viewer.person()
        with self._uow() as work:
            row = work.passkeys.get(passkey_id)
            if row is None or row.user_id != user_id:
                raise NotFound("There is no such passkey.")
            before, row.name = row.name, name
            view = _view(row)
            changes = {"before": {"name": before}, "after": {"name": name}}
            self._audit.record(work, viewer, "passkey.renamed", target=("passkey", passkey_id), **changes)
            work.commit()
        return view

    def remove(self, viewer: Viewer, passkey_id: UUID, password: str = "") -> None:
        """For good. Call it in the bridge's lane ``passwords``.

        Raises:
            NotFound: there is no such passkey, or it is somebody else's. Conflict: it is the last way in.
            ProofNeeded, TooManyRequests.
        """
        user_id = viewer.person()
        self._step_up.require(viewer, password)
        with self._uow() as work:
            row = work.passkeys.get(passkey_id)
            if row is None or row.user_id != user_id:
                raise NotFound("There is no such passkey.")
            self._ways.require_others(work, user_id, passkeys=1)
            work.passkeys.remove(passkey_id)
            before = {"name": row.name, "host": row.host}
            self._audit.record(work, viewer, "passkey.removed", target=("passkey", passkey_id), before=before)
            work.commit()


def clean_name(name: str) -> str:
    """A name in one line.

    Raises:
        Invalid: it is empty or too long; the field is ``name``.
    """
    name = " ".join("".join(letter for letter in name if letter.isprintable()).split())
    if not 1 <= len(name) <= LONGEST_NAME:
        fault = Sentence("Use a name of at most {most} characters.", {"most": LONGEST_NAME})
        raise Invalid("This name cannot be used.", {"name": fault})
    return name


def _view(row: Passkey) -> PasskeyView:
    fields = {name: getattr(row, name) for name in PasskeyView.__dataclass_fields__}
    return PasskeyView(**fields)
