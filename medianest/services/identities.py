"""Who people are at other services: shown, chosen among, and taken away by themselves."""

from __future__ import annotations

from uuid import UUID

from medianest.errors import NotFound
from medianest.models import UserIdentity
from medianest.repositories.unit_of_work import Transactions, UnitOfWork
from medianest.services.api_keys import require_scope
from medianest.services.audit import Audit
from medianest.services.sign_in_providers import Configured, SignInProviders
from medianest.services.sign_in_views import IdentityView
from medianest.services.viewer import Viewer
from medianest.services.ways_in import Ways


class Identities:
    def __init__(self, transactions: Transactions, providers: SignInProviders, ways: Ways, audit: Audit) -> None:
        self._uow = transactions
        self._providers = providers
        self._ways = ways
        self._audit = audit

    def of(self, viewer: Viewer) -> tuple[IdentityView, ...]:
        """The asking person's own, the oldest first."""
        with self._uow() as work:
            usable = self._providers.by_issuer(work)
            return tuple(_view(row, usable.get(row.issuer)) for row in work.identities.of_user(viewer.person()))

    def make_primary(self, viewer: Viewer, identity_id: UUID) -> None:
        """The one that stands first for the person.

        Raises:
            NotFound
        """
        require_scope(viewer, None)
        with self._uow() as work:
            work.accounts.locked(viewer.person())
            row = _own(work, viewer, identity_id)
            if not row.is_primary:
                work.identities.make_primary(row.user_id, row.id)
                self._audit.record(
                    work, viewer, "identity.primary", target=("user", row.user_id), after={"issuer": row.issuer}
                )
                work.commit()

    def unlink(self, viewer: Viewer, identity_id: UUID) -> None:
        """Sign in with it no more.

        Raises:
            NotFound, and Conflict when it is the last way in.
        """
        require_scope(viewer, None)
        with self._uow() as work:
            work.accounts.locked(viewer.person())
            row = _own(work, viewer, identity_id)
            lets_in = row.issuer in self._providers.by_issuer(work)
            self._ways.require_others(work, row.user_id, identities=int(lets_in))
            others = [one for one in work.identities.of_user(row.user_id) if one.id != row.id]
            before = {"issuer": row.issuer, "subject": row.subject, "email": row.email}
            user_id, was_primary = row.user_id, row.is_primary
            work.identities.remove(identity_id)
            if was_primary and others:
                work.identities.make_primary(user_id, others[0].id)
            self._audit.record(work, viewer, "identity.unlinked", target=("user", user_id), before=before)
            work.commit()


def _own(work: UnitOfWork, viewer: Viewer, identity_id: UUID) -> UserIdentity:
    row = work.identities.get(identity_id)
    if row is None or row.user_id != viewer.person():
        raise NotFound("There is no such linked account.")
    return row


def _view(row: UserIdentity, one: Configured | None) -> IdentityView:
    return IdentityView(
        id=row.id,
        provider=one.slug if one else "",
        kind=one.client.kind if one else "oidc",
        name=one.name if one else row.issuer,
        account=row.email or row.display_name or row.subject,
        is_primary=row.is_primary,
        created_at=row.created_at,
        last_used_at=row.last_used_at,
    )
