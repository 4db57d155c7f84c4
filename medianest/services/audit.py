"""The audit log: who changed what, from where, as a chain that shows tampering.

Each row's ``mac`` is HMAC-SHA-256 over the row before it and its own canonical JSON (sorted keys, UTF-8, UTC times to
the microsecond). Rows are written inside the transaction of the change that they tell of: both happen or neither.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from medianest.errors import Invalid
from medianest.keyring import Keyring
from medianest.models import AuditEntry
from medianest.repositories.unit_of_work import Transactions, UnitOfWork
from medianest.services.account_views import AuditList, AuditView
from medianest.services.cursors import seal, unseal
from medianest.services.viewer import Viewer

_PURPOSE = "audit chain"
_START = b"\x00" * 32


@dataclass(frozen=True, slots=True)
class ChainReport:
    """``broken_at`` is the id of the first row that does not follow from the one before it; None when all do."""

    rows: int
    broken_at: int | None


def canonical(entry: AuditEntry) -> bytes:
    """The bytes that a row's mac covers: everything but its number, which the database gives."""
    fields = {
        "at": entry.at,
        "actor_id": entry.actor_id,
        "actor": entry.actor,
        "action": entry.action,
        "target_type": entry.target_type,
        "target_id": entry.target_id,
        "address": entry.address,
        "before": entry.before,
        "after": entry.after,
        "key_id": entry.key_id,
    }
    return orjson.dumps(fields, option=orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z)


def _view(entry: AuditEntry) -> AuditView:
    fields = {name: getattr(entry, name) for name in AuditView.__dataclass_fields__}
    return AuditView(**fields)


class Audit:
    """Writes and checks the chain."""

    def __init__(self, transactions: Transactions, keys: Keyring) -> None:
        self._uow = transactions
        self._keys = keys

    def record(
        self,
        work: UnitOfWork,
        viewer: Viewer,
        action: str,
        *,
        target: tuple[str, object] = ("", ""),
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
    ) -> None:
        """Add a row in the caller's transaction. Call it last: the chain stays locked until the commit."""
        work.audit.lock_chain()
        entry = AuditEntry(
            actor_id=viewer.user_id,
            actor={"name": viewer.name, "role": viewer.role, "device": viewer.device_name},
            action=action,
            target_type=target[0],
            target_id=str(target[1]),
            address=viewer.address,
            before=dict(before) if before is not None else None,
            after=dict(after) if after is not None else None,
            key_id=self._keys.key_id(_PURPOSE),
            previous_mac=work.audit.last_mac() or _START,
            mac=b"",
        )
        entry.mac = self._keys.mac(_PURPOSE, entry.previous_mac, canonical(entry))
        work.audit.add(entry)

    def note(self, viewer: Viewer, action: str, **details: Any) -> None:
        """Add a row in a transaction of its own: for what was refused and so has none."""
        with self._uow() as work:
            self.record(work, viewer, action, after=details)
            work.commit()

    def list(self, viewer: Viewer, limit: int = 50, cursor: str | None = None) -> AuditList:
        """The newest first."""
        viewer.require_admin()
        before = unseal(cursor, 1)[0] if cursor else None
        if before is not None and type(before) is not int:
            raise Invalid("This cursor cannot be used.", {"cursor": "Take next_cursor as it was given."})
        with self._uow() as work:
            rows = [_view(entry) for entry in work.audit.page(limit + 1, before)]
        return AuditList(tuple(rows[:limit]), seal([rows[limit - 1].id]) if len(rows) > limit else None)

    def verify(self, viewer: Viewer) -> ChainReport:
        """Walk the whole chain. For administrators and ``medianest doctor``."""
        viewer.require_admin()
        previous, rows = _START, 0
        with self._uow() as work:
            for entry in work.audit.chain():
                expected = self._keys.mac(_PURPOSE, previous, canonical(entry))
                if entry.previous_mac != previous or not hmac.compare_digest(entry.mac, expected):
                    return ChainReport(rows, entry.id)
                previous, rows = entry.mac, rows + 1
        return ChainReport(rows, None)
