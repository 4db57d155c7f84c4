"""Other servers and services that the house is connected to.

What goes over the network is to be called in the bridge's lane ``providers``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from uuid import UUID, uuid4

from medianest.errors import Conflict, Invalid, NotFound, Sentence, SignInAgain, SourceUnavailable
from medianest.models import ProviderAccount
from medianest.models.columns import now
from medianest.providers.base import Account, MediaProvider
from medianest.providers.registry import Registry
from medianest.providers.terms import Sought
from medianest.repositories.unit_of_work import Transactions, UnitOfWork
from medianest.services.audit import Audit
from medianest.services.provider_account_views import FieldView, ProviderAccountView, ProviderKindView
from medianest.services.provider_connections import DISCONNECTED, ProviderConnections
from medianest.services.scans.service import Scans
from medianest.services.viewer import Viewer

MOST = 50
LONGEST_ANSWER = 2000


class ProviderAccounts:
    def __init__(
        self,
        transactions: Transactions,
        registry: Registry,
        connections: ProviderConnections,
        scans: Scans,
        audit: Audit,
    ) -> None:
        self._uow = transactions
        self._registry = registry
        self._connections = connections
        self._scans = scans
        self._audit = audit

    # What administrators do

    def kinds(self, viewer: Viewer) -> tuple[ProviderKindView, ...]:
        """What can be connected."""
        viewer.require_admin()
        return tuple(
            ProviderKindView(
                one.name,
                one.title,
                tuple(FieldView(**asdict(field)) for field in one.fields),
                FieldView(**asdict(one.sought)) if isinstance(one, Sought) else None,
            )
            for one in self._registry.all()
        )

    def list(self, viewer: Viewer) -> tuple[ProviderAccountView, ...]:
        viewer.require_admin()
        with self._uow() as work:
            counts = work.provider_accounts.library_counts()
            return tuple(self._view(row, counts.get(row.id, 0)) for row in work.provider_accounts.all())

    def connect(self, viewer: Viewer, provider: str, answers: Mapping[str, str]) -> ProviderAccountView:
        """Connect a server with the answers to its fields, or the same server anew. Goes over the network first.

        Raises:
            NotFound: no such provider. Invalid: an answer is missing, or the server does not accept them.
            SourceUnavailable: the server cannot be reached.
        """
        viewer.require_admin()
        kind = self._registry.get(provider)
        secret, settings = _sorted(kind, answers)
        probe = Account(uuid4(), kind.name, secret, settings)
        try:
            identity = kind.connect(probe).check()
        except SignInAgain as problem:
            named = next((field.name for field in kind.fields if field.secret), None)
            raise Invalid("The server does not accept this.", {named: problem.sentence} if named else None) from problem
        with self._uow() as work:
            work.accounts.lock_administrators()
            row = work.provider_accounts.of_server(kind.name, identity.remote_id)
            new = row is None
            if row is None:
                if len(work.provider_accounts.all()) >= MOST:
                    raise Conflict("There are too many connected servers. Disconnect one that is not used any more.")
                row = ProviderAccount(id=probe.id, provider=kind.name, name="", remote_id=identity.remote_id)
            row.name, row.settings = identity.title[:200], dict(settings)
            row.credentials = self._connections.sealed(row.id, secret)
            row.state, row.state_reason, row.checked_at = "connected", None, now()
            work.provider_accounts.add(row)
            work.provider_accounts.adopt(row)
            libraries = [library.id for library in work.provider_accounts.libraries(row.id)]
            view = self._view(row, len(libraries))
            action = "source.connected" if new else "source.reconnected"
            self._audit.record(work, viewer, action, target=("provider_account", row.id), after=_told(row))
            work.commit()
        self._connections.forget(view.id)  # what was found out about it before may have been mended
        for library_id in libraries:
            self._scans.request(viewer, library_id)
        return view

    def check(self, viewer: Viewer, account_id: UUID) -> ProviderAccountView:
        """Ask the server whether it is there, and keep what it says."""
        viewer.require_admin()
        with self._uow() as work:
            required(work, account_id)
        self._connections.forget(account_id)  # whoever looks wants to know now, not when the breaker would try again
        try:
            identity = self._connections.open(account_id).check()
        except SourceUnavailable as problem:
            self._connections.note(account_id, problem)
        else:
            self._connections.note(account_id, None)
            with self._uow() as work:
                row = required(work, account_id)
                row.name, row.checked_at = identity.title[:200], now()
                work.commit()
        with self._uow() as work:
            row = required(work, account_id)
            return self._view(row, len(work.provider_accounts.libraries(row.id)))

    def disconnect(self, viewer: Viewer, account_id: UUID) -> None:
        """Forget a server's credentials. Its libraries go offline and keep everything until it is connected again."""
        viewer.require_admin()
        with self._uow() as work:
            row = required(work, account_id)
            for library in work.provider_accounts.libraries(row.id):
                library.state, library.state_reason = "offline", DISCONNECTED.text
            told = _told(row)
            work.provider_accounts.remove(row)
            target = ("provider_account", account_id)
            self._audit.record(work, viewer, "source.disconnected", target=target, before=told)
            work.commit()
        self._connections.forget(account_id)

    def _view(self, row: ProviderAccount, libraries: int) -> ProviderAccountView:
        try:
            title = self._registry.get(row.provider).title
        except NotFound:
            title = row.provider
        settings = {name: str(value) for name, value in row.settings.items()}
        return ProviderAccountView(
            row.id,
            row.provider,
            title,
            row.name,
            row.state,
            row.state_reason,
            libraries,
            row.checked_at,
            row.created_at,
            settings,
        )


def required(work: UnitOfWork, account_id: UUID) -> ProviderAccount:
    """The house's account. Raises NotFound."""
    row = work.provider_accounts.get(account_id)
    if row is None or row.user_id is not None:
        raise NotFound("There is no such connected server.")
    return row


def _sorted(kind: MediaProvider, answers: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Secrets, and what may be shown.

    Raises:
        Invalid: with a sentence for each answer that is missing or too long.
    """
    secret: dict[str, str] = {}
    settings: dict[str, str] = {}
    faults: dict[str, str | Sentence] = {}
    for field in kind.fields:
        answer = answers.get(field.name, "").strip()
        if field.required and not answer:
            faults[field.name] = Sentence("This is needed.")
        if len(answer) > LONGEST_ANSWER or not answer.isprintable():
            faults[field.name] = Sentence("This cannot be right.")
        (secret if field.secret else settings)[field.name] = answer
    if faults:
        raise Invalid("Some of this cannot be used.", faults)
    return secret, settings


def _told(row: ProviderAccount) -> dict[str, object]:
    """For the audit log: everything but the credentials."""
    return {"provider": row.provider, "name": row.name, **row.settings}
