"""Accounts at other servers and services, as the house asks them: opened, kept open, and what they answered.

Nobody is asked here whether they may: what uses this has asked.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from uuid import UUID

import orjson

from medianest.errors import NotFound, Sentence, SignInAgain, SourceUnavailable
from medianest.keyring import Keyring, SealBroken
from medianest.models import ProviderAccount
from medianest.models.columns import now
from medianest.providers.base import Account, Connection, MediaProvider
from medianest.providers.registry import Registry
from medianest.repositories.unit_of_work import Transactions
from medianest.services import events
from medianest.services.sources.guard import Guard

_PURPOSE = "provider account"
DISCONNECTED = Sentence("The server is not connected any more.")


class ProviderConnections:
    """One for each process; may be asked by many threads."""

    def __init__(self, transactions: Transactions, keys: Keyring, registry: Registry, guard: Guard) -> None:
        self._uow = transactions
        self._keys = keys
        self._registry = registry
        self._guard = guard
        self._lock = threading.Lock()
        self._open: dict[UUID, tuple[Account, Connection]] = {}

    def open(self, account_id: UUID | None, person: UUID | None = None) -> Connection:
        """An account as it can be asked, behind the guard; ``person`` is in whose share of its budget.

        Raises:
            SourceUnavailable: there is no such account any more, or its provider is not installed.
            SignInAgain: its credentials were encrypted under another secret.
        """
        with self._uow() as work:
            row = work.provider_accounts.get(account_id) if account_id is not None else None
            if row is None:
                raise SourceUnavailable(DISCONNECTED)
            account = self._account(row)
        try:
            provider = self._registry.get(account.provider)
        except NotFound as problem:
            raise SourceUnavailable(problem.sentence) from problem
        return self._guard.around(provider, account, self._connection(provider, account), person)

    def _connection(self, provider: MediaProvider, account: Account) -> Connection:
        """The same one again while nothing about the account has changed."""
        with self._lock:
            known = self._open.get(account.id)
            if known is not None and known[0] == account:
                return known[1]
        made = provider.connect(account)
        with self._lock:
            self._open[account.id] = (account, made)
        return made

    def forget(self, account_id: UUID) -> None:
        """Close what is open of an account, and forget what its breaker and its kept answers know."""
        with self._lock:
            self._open.pop(account_id, None)
        self._guard.retry(account_id)
        self._guard.forget(account_id)

    def title(self, provider: str) -> str:
        """What people know a kind of server or service as."""
        try:
            return self._registry.get(provider).title
        except NotFound:
            return provider

    def note(self, account_id: UUID | None, problem: SourceUnavailable | None) -> None:
        """Keep how an account answered last; written only when that has changed."""
        state = "connected"
        if problem is not None:
            state = "sign_in_again" if isinstance(problem, SignInAgain) else "unreachable"
        reason = None if problem is None else problem.sentence.text
        with self._uow() as work:
            row = work.provider_accounts.get(account_id) if account_id is not None else None
            if row is None or (row.state, row.state_reason) == (state, reason):
                return
            if row.state != state:
                events.tell(work, events.provider_state(row.id, row.provider, row.name, state, reason or ""))
            row.state, row.state_reason, row.checked_at = state, reason, now()
            work.commit()

    def sealed(self, account_id: UUID, secret: Mapping[str, str]) -> bytes:
        """Credentials as they are kept at rest."""
        return self._keys.seal(_PURPOSE, orjson.dumps(dict(secret)), account_id.bytes)

    def _account(self, row: ProviderAccount) -> Account:
        try:
            opened = self._keys.unseal(_PURPOSE, row.credentials or b"", row.id.bytes)
        except SealBroken as problem:
            raise SignInAgain("What is kept of this account cannot be read any more. Connect it again.") from problem
        return Account(row.id, row.provider, orjson.loads(opened), row.settings, row.remote_id or "")
