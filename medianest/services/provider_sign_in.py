"""Coming in through somebody else's sign-in.

Who somebody is here is decided by issuer and subject, and by nothing else. An address that belongs to somebody here is
no proof of being them: they sign in first, and then link. What a sign-in began with is kept in Redis for minutes, under
a name that only the browser which began it can come back with, and is used once.
"""

from __future__ import annotations

import hmac
import secrets
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from medianest import routes
from medianest.errors import (
    Conflict,
    Forbidden,
    Invalid,
    MfaRequired,
    Sentence,
    SignInRefused,
    TooManyRequests,
)
from medianest.keyring import Keyring
from medianest.models import User, UserIdentity
from medianest.models.columns import now
from medianest.providers.sign_in import LOOPBACK, Grant, Profile, SignInProvider
from medianest.repositories.throttle import Throttle
from medianest.repositories.unit_of_work import Transactions, UnitOfWork
from medianest.services.accounts import LONGEST_NAME
from medianest.services.audit import Audit
from medianest.services.handshakes import Begun, Handshakes, start_again
from medianest.services.invitations import Newcomer
from medianest.services.second_step import Device, Proof
from medianest.services.sign_in import SignIn
from medianest.services.sign_in_providers import Configured, SignInProviders
from medianest.services.step_up import StepUp
from medianest.services.viewer import Viewer

BEGINNINGS = ("30/minute", "300/hour")
ANSWERS = ("40/minute", "400/hour")

Admission = Callable[[UnitOfWork, Viewer, Newcomer, str], User]
"""Whether somebody who is not known may come in, with this invitation or none (``Invitations.admit``)."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Where the browser goes then. With a token it is signed in; with ``asks`` a second factor is asked first; with
    neither something was linked."""

    target: str
    token: str | None = None
    asks: MfaRequired | None = None


class ProviderSignIn:
    """Its calls wait for other people's servers: call them in the bridge's lane ``providers``."""

    def __init__(
        self,
        transactions: Transactions,
        keys: Keyring,
        providers: SignInProviders,
        handshakes: Handshakes,
        sign_in: SignIn,
        step_up: StepUp,
        admit: Admission,
        throttles: tuple[Throttle, Throttle],
        audit: Audit,
        public_url: str | None,
    ) -> None:
        self._uow = transactions
        self._keys = keys
        self._providers = providers
        self._handshakes = handshakes
        self._sign_in = sign_in
        self._step_up = step_up
        self._admit = admit
        self._beginnings, self._answers = throttles
        self._audit = audit
        self._public_url = public_url

    def link_key(self, viewer: Viewer) -> str:
        """What an address that begins to link has to carry, so that no other site can have it begun."""
        viewer.person()
        return self._keys.mac("link", str(viewer.session_id).encode()).hex()[:32]

    def begin(
        self, viewer: Viewer, slug: str, origin: str, *, wanted: str = "", invitation: str = "", link: str = ""
    ) -> Begun:
        """Send a browser to a provider. ``origin`` is the address that it came by; ``link``: to link, not to sign in.

        Raises:
            SignInRefused, TooManyRequests, Overloaded
        """
        _limit(self._beginnings, viewer)
        with self._noted(viewer, slug):
            if link and not hmac.compare_digest(link, self.link_key(viewer) if viewer.user_id else ""):
                raise SignInRefused("Begin to link on your settings page.", "link_session")
            if link and not self._step_up.fresh(viewer):  # it is a way in for whoever found an open browser
                raise SignInRefused("Confirm that it is you on your settings page, and link then.", "link_proof")
            one, provider = self._providers.found(slug)
            redirect_uri = redirect_base(self._public_url, origin) + routes.sign_in_callback(slug)
            state = secrets.token_urlsafe(32)
            departure = provider.authorise(redirect_uri, state)
            record = {
                "slug": slug,
                "issuer": one.client.issuer,
                "wanted": routes.local(wanted),
                "invitation": invitation[:200],
                "person": str(viewer.user_id) if link else None,
                "session": str(viewer.session_id) if link else None,
                "kept": dict(departure.kept),
                "url": departure.url if provider.asks_again else "",
            }
            return self._handshakes.begin(state, departure.url, record)

    def finish(self, viewer: Viewer, slug: str, tie: str, answer: Mapping[str, str], device: Device) -> Arrival | None:
        """Take what a browser has brought back; None while the person has still to agree at the provider.

        Raises:
            SignInRefused, Forbidden (disabled), TooManyRequests, Overloaded
        """
        _limit(self._answers, viewer)
        with self._noted(viewer, slug):
            record = self._handshakes.look(slug, tie, answer.get("state", ""))
            one, provider = self._providers.found(slug)
            if one.client.issuer != record["issuer"]:
                raise start_again("the provider was changed")
            if not provider.asks_again:
                record = self._handshakes.take(slug, tie, answer["state"])
            grant = provider.exchange(record["kept"], answer)
            if grant is None:
                return None
            if provider.asks_again:
                record = self._handshakes.take(slug, tie, answer["state"])
            return self._arrived(viewer, one, provider, grant, record, device)

    def waiting(self, viewer: Viewer, slug: str, tie: str, state: str) -> str:
        """Where a person who has still to agree can do so; empty when they have, and the browser may come back.

        Raises:
            SignInRefused: it is over.
        """
        record = self._handshakes.look(slug, tie, state)
        _, provider = self._providers.found(slug)
        # Whatever pages ask, the provider is asked once a second.
        if not provider.asks_again or not self._handshakes.may_ask(state):
            return record["url"]
        with self._noted(viewer, slug):
            return "" if provider.exchange(record["kept"], {"state": state}) else record["url"]

    # What arrives

    def _arrived(
        self, viewer: Viewer, one: Configured, provider: SignInProvider, grant: Grant, record: dict, device: Device
    ) -> Arrival:
        profile = provider.profile(grant)
        if record["person"]:
            self._link(viewer, one, profile, record)
            return Arrival(f"{routes.SETTINGS}?linked={one.slug}")
        user_id = self._recognised(viewer, one, profile, record["invitation"])
        target = routes.local(record["wanted"])
        try:
            return Arrival(target, self._sign_in.admit_browser(viewer, Proof(user_id, one.slug), device))
        except MfaRequired as problem:
            return Arrival(target, asks=problem)

    def _recognised(self, viewer: Viewer, one: Configured, profile: Profile, invitation: str) -> UUID:
        with self._uow() as work:
            work.identities.lock(profile.issuer, profile.subject)
            identity = work.identities.find(profile.issuer, profile.subject)
            if identity is None:
                user = self._let_in(work, viewer, profile, invitation)
                identity = self._joined(work, viewer, one, profile, user.id)
            _remember(identity, profile)
            user_id = identity.user_id
            work.commit()
        return user_id

    def _let_in(self, work: UnitOfWork, viewer: Viewer, profile: Profile, invitation: str) -> User:
        email = unicodedata.normalize("NFKC", profile.email).strip()
        if profile.email_verified and email and work.accounts.by_email(email) is not None:
            raise _sign_in_first()
        if not (profile.email_verified and email) and not invitation:
            # The same whether the address belongs to somebody here: it may not be theirs to ask about.
            raise SignInRefused("The provider does not vouch for your e-mail address.", "unverified_email")
        newcomer = Newcomer(email, profile.name[:LONGEST_NAME], profile.email_verified)
        try:
            return self._admit(work, viewer, newcomer, invitation)
        except Conflict as problem:
            raise _sign_in_first() from problem
        except Forbidden as problem:
            text = Sentence("Nobody here is known by that account. Ask an administrator.")
            raise SignInRefused(text, "not_invited") from problem
        except Invalid as problem:
            raise SignInRefused("That account has no e-mail address that can be used here.", "no_email") from problem

    def _link(self, viewer: Viewer, one: Configured, profile: Profile, record: dict[str, Any]) -> None:
        if str(viewer.user_id) != record["person"] or str(viewer.session_id) != record["session"]:
            raise SignInRefused("You were signed out meanwhile. Sign in and link again.", "link_session")
        with self._uow() as work:
            work.identities.lock(profile.issuer, profile.subject)
            identity = work.identities.find(profile.issuer, profile.subject)
            if identity is not None and identity.user_id != viewer.user_id:
                raise SignInRefused("That account is linked to somebody else here.", "linked_elsewhere")
            if identity is None:
                identity = self._joined(work, viewer, one, profile, viewer.person())
            _remember(identity, profile)
            work.commit()

    def _joined(
        self, work: UnitOfWork, viewer: Viewer, one: Configured, profile: Profile, user_id: UUID
    ) -> UserIdentity:
        first = not work.identities.of_user(user_id)
        identity = UserIdentity(user_id=user_id, issuer=profile.issuer, subject=profile.subject, is_primary=first)
        work.identities.add(identity)
        told = {"provider": one.slug, "issuer": profile.issuer, "subject": profile.subject, "email": profile.email}
        self._audit.record(work, viewer, "identity.linked", target=("user", user_id), after=told)
        return identity

    def _noted(self, viewer: Viewer, slug: str) -> _Noted:
        return _Noted(self._audit, viewer, slug)


class _Noted:
    """A context in which every refusal leaves a row in the audit log."""

    def __init__(self, audit: Audit, viewer: Viewer, slug: str) -> None:
        self._audit, self._viewer, self._slug = audit, viewer, slug

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, problem: BaseException | None, trace: object) -> None:
        if isinstance(problem, SignInRefused):
            told = {name: str(value)[:200] for name, value in problem.subject.items()}
            self._audit.note(self._viewer, "sign_in.failed", provider=self._slug[:32], reason=problem.reason, **told)


def redirect_base(public_url: str | None, origin: str) -> str:
    """Where providers send browsers back to: what was configured, never what a request says of itself. Only on the
    machine itself nothing needs to be.

    Raises:
        SignInRefused
    """
    if public_url:
        return public_url
    if urlsplit(origin).hostname in LOOPBACK:
        return origin
    raise SignInRefused("An administrator has to set MEDIANEST_PUBLIC_URL first.", "no_public_url")


def _sign_in_first() -> SignInRefused:
    return SignInRefused("There is an account here with your e-mail address. Sign in first.", "sign_in_first")


def _limit(throttle: Throttle, viewer: Viewer) -> None:
    wait = throttle.take(str(viewer.address))
    if wait > 0:
        raise TooManyRequests("Too many tries. Wait a little and try again.", retry_after=wait)


def _remember(identity: UserIdentity, profile: Profile) -> None:
    """For the person to recognise it by; nothing is decided by these."""
    identity.email, identity.display_name = profile.email or None, profile.name or None
    identity.last_used_at = now()
