"""Services that people may sign in with: from the environment, or as administrators have added them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from medianest.errors import Conflict, Invalid, NotFound, Sentence, SignInRefused
from medianest.keyring import Keyring, SealBroken
from medianest.models import SignInProviderRow
from medianest.providers.sign_in import KINDS, Client, SignInProvider
from medianest.repositories.unit_of_work import Transactions, UnitOfWork
from medianest.services.audit import Audit
from medianest.services.sign_in_rules import USUAL, Wanted, checked, slug_of
from medianest.services.sign_in_views import FindingView, OfferView, SignInProviderView
from medianest.services.viewer import Viewer

_PURPOSE = "sign-in provider"
MOST = 20
_SLUG = re.compile(r"[a-z0-9-]{1,32}")


@dataclass(frozen=True, slots=True)
class Configured:
    """A provider as it is set up, wherever that is. ``id`` is None in the environment."""

    slug: str
    name: str
    client: Client
    enabled: bool = True
    id: UUID | None = None


class SignInProviders:
    """Asked anew for every sign-in, so that a change counts at once on every worker."""

    def __init__(
        self,
        transactions: Transactions,
        keys: Keyring,
        audit: Audit,
        make: Callable[[Client], SignInProvider],
        environment: Iterable[Configured],
        redirect_uri: Callable[[str], str],
    ) -> None:
        self._uow = transactions
        self._keys = keys
        self._audit = audit
        self._make = make
        self._environment = tuple(self._completed(one) for one in environment)
        self._redirect_uri = redirect_uri
        self._made: dict[str, tuple[Client, SignInProvider]] = {}

    # What everybody may know

    def offers(self) -> tuple[OfferView, ...]:
        """What the sign-in page offers. Anybody may ask."""
        with self._uow() as work:
            usable = [one for one in self._all(work) if one.enabled]
        return tuple(OfferView(one.slug, one.client.kind, one.name) for one in usable)

    # For the services beside this one

    def found(self, slug: str) -> tuple[Configured, SignInProvider]:
        """The provider of that name.

        Raises:
            SignInRefused: there is none, or it is switched off.
        """
        with self._uow() as work:
            one = next((one for one in self._all(work) if one.enabled and one.slug == slug), None)
        if one is None:
            raise SignInRefused("This server does not offer that way of signing in.", "no_provider")
        return one, self._provider(one)

    def by_issuer(self, work: UnitOfWork) -> dict[str, Configured]:
        """Those that can be signed in with now, by the issuer of their identities."""
        return {one.client.issuer: one for one in reversed(self._all(work)) if one.enabled}

    # What administrators do

    def list(self, viewer: Viewer) -> tuple[SignInProviderView, ...]:
        viewer.require_admin()
        with self._uow() as work:
            return tuple(map(self._view, self._all(work)))

    def add(self, viewer: Viewer, wanted: Wanted) -> SignInProviderView:
        """
        Raises:
            Invalid: with a sentence for each field that cannot be used. Conflict: the name in addresses is taken.
        """
        viewer.require_admin()
        if wanted.kind not in KINDS:
            fault = Sentence("Choose one of {choices}.", {"choices": ", ".join(KINDS)})
            raise Invalid("There is no such kind of provider.", {"kind": fault})
        wanted = checked(wanted, new=True)
        row = SignInProviderRow(slug="", kind=wanted.kind, name="", issuer="", client_id="")
        with self._uow() as work:
            work.accounts.lock_administrators()
            others = self._all(work)
            row.slug = slug_of(wanted, {one.slug for one in others})
            if len(others) >= MOST:
                raise Conflict("There are too many sign-in providers. Remove one that is not used any more.")
            self._write(row, wanted)
            work.sign_in_providers.add(row)
            view = self._view(self._of(row))
            self._audit.record(
                work, viewer, "provider.added", target=("sign_in_provider", row.id), after=_told(row, wanted)
            )
            work.commit()
        return view

    def change(self, viewer: Viewer, provider_id: UUID, wanted: Wanted) -> SignInProviderView:
        """Everything but its kind and its name in addresses; an empty secret leaves the one that is kept."""
        viewer.require_admin()
        with self._uow() as work:
            row = _row(work, provider_id)
            wanted = checked(replace(wanted, kind=row.kind), new=row.client_secret is None)
            before = _told(row)
            self._write(row, wanted)
            view = self._view(self._of(row))
            self._audit.record(
                work,
                viewer,
                "provider.changed",
                target=("sign_in_provider", row.id),
                before=before,
                after=_told(row, wanted),
            )
            work.commit()
        return view

    def enable(self, viewer: Viewer, provider_id: UUID, enabled: bool) -> SignInProviderView:
        """Offer it, or offer it no more. Who is signed in stays so."""
        viewer.require_admin()
        with self._uow() as work:
            row = _row(work, provider_id)
            if row.enabled != enabled:
                row.enabled = enabled
                action = "provider.enabled" if enabled else "provider.disabled"
                self._audit.record(work, viewer, action, target=("sign_in_provider", row.id), after={"slug": row.slug})
            view = self._view(self._of(row))
            work.commit()
        return view

    def remove(self, viewer: Viewer, provider_id: UUID) -> None:
        """People keep their identities there, which open nothing until a provider of the same issuer is added."""
        viewer.require_admin()
        with self._uow() as work:
            row = _row(work, provider_id)
            before = _told(row)
            work.sign_in_providers.remove(provider_id)
            target = ("sign_in_provider", provider_id)
            self._audit.record(work, viewer, "provider.removed", target=target, before=before)
            work.commit()

    def test(self, viewer: Viewer, slug: str) -> tuple[FindingView, ...]:
        """Try a provider and say what is wrong. Call it in the bridge's lane ``providers``."""
        viewer.require_admin()
        with self._uow() as work:
            one = next((one for one in self._all(work) if one.slug == slug), None)
        if one is None:
            raise NotFound("There is no such sign-in provider.")
        found = self._provider(one).examine(self._redirect_uri(slug))
        worst = next((finding.text for finding in found if finding.level == "bad"), "")
        self._audit.note(viewer, "provider.tested", slug=slug, fault=worst)
        return tuple(FindingView(finding.level, finding.text, finding.detail) for finding in found)

    def _provider(self, one: Configured) -> SignInProvider:
        """Kept while it is set up the same: it remembers what it knows of its issuer."""
        known = self._made.get(one.slug)
        if known is None or known[0] != one.client:
            known = self._made[one.slug] = (one.client, self._make(one.client))
        return known[1]

    def _all(self, work: UnitOfWork) -> list[Configured]:
        """The environment's first: nothing that is added in the pages takes the name of one of those."""
        taken = {one.slug for one in self._environment}
        return [*self._environment, *(self._of(row) for row in work.sign_in_providers.all() if row.slug not in taken)]

    def _of(self, row: SignInProviderRow) -> Configured:
        try:
            secret = self._keys.unseal(_PURPOSE, row.client_secret, row.id.bytes).decode() if row.client_secret else ""
        except SealBroken:  # another secret key: the provider will say that the secret is wrong, and so does its test
            secret = ""
        kept = row.settings
        client = Client(
            kind=row.kind,  # type: ignore[arg-type]
            issuer=row.issuer,
            client_id=row.client_id,
            client_secret=secret,
            scopes=tuple(kept.get("scopes", ())),
            trusts_email=bool(kept.get("trusts_email")),
            plex_tokens=kept.get("plex_tokens", "jwt"),
            members_of=tuple(kept.get("members_of", ())),
        )
        return self._completed(Configured(row.slug, row.name, client, row.enabled, row.id))

    def _completed(self, one: Configured) -> Configured:
        """Plex knows a server by a name that the server gives itself."""
        if one.client.kind != "plex" or one.client.client_id:
            return one
        return replace(one, client=replace(one.client, client_id=f"medianest-{self._keys.key_id('plex')}"))

    def _write(self, row: SignInProviderRow, wanted: Wanted) -> None:
        row.name, row.issuer, row.client_id = wanted.name, wanted.issuer, wanted.client_id
        row.settings = {
            "scopes": list(wanted.scopes),
            "trusts_email": wanted.trusts_email,
            "plex_tokens": wanted.plex_tokens,
            "members_of": list(wanted.members_of),
        }
        if wanted.client_secret:
            row.client_secret = self._keys.seal(_PURPOSE, wanted.client_secret.encode(), row.id.bytes)

    def _view(self, one: Configured) -> SignInProviderView:
        try:
            redirect_uri = self._redirect_uri(one.slug)
        except SignInRefused:
            redirect_uri = ""
        return SignInProviderView(
            id=one.id,
            slug=one.slug,
            kind=one.client.kind,
            name=one.name,
            issuer=one.client.issuer,
            client_id=one.client.client_id,
            has_secret=bool(one.client.client_secret),
            scopes=" ".join(one.client.scopes),
            trusts_email=one.client.trusts_email,
            plex_tokens=one.client.plex_tokens,
            members_of=" ".join(one.client.members_of),
            enabled=one.enabled,
            redirect_uri=redirect_uri,
        )


def configured(slug: str, name: str, client: Client) -> Configured:
    """One of the environment's, with what is usual where nothing is said."""
    usual = USUAL[client.kind]
    return Configured(
        slug or (client.kind if client.kind != "oidc" else "sso"),
        name or usual.name,
        replace(client, issuer=client.issuer or usual.issuer),
    )


def _row(work: UnitOfWork, provider_id: UUID) -> SignInProviderRow:
    row = work.sign_in_providers.get(provider_id)
    if row is None:
        raise NotFound("There is no such sign-in provider.")
    return row


def _told(row: SignInProviderRow, wanted: Wanted | None = None) -> dict[str, object]:
    """For the audit log: everything but the secret, of which only is told that it is a new one."""
    told = {"slug": row.slug, "kind": row.kind, "name": row.name, "issuer": row.issuer, "client_id": row.client_id}
    new_secret = {"new_secret": True} if wanted and wanted.client_secret else {}
    return {**told, **row.settings, "enabled": row.enabled, **new_secret}
