"""The audit log: who changed what, from where, as a chain that shows tampering (``audit_chain.py``).

Rows are written inside the transaction of the change that they tell of: both happen or neither.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from medianest.errors import Conflict, Invalid
from medianest.keyring import Keyring
from medianest.models import AuditEntry
from medianest.models.columns import now
from medianest.repositories.unit_of_work import Transactions, UnitOfWork
from medianest.services import events
from medianest.services.account_views import AuditList, AuditView
from medianest.services.audit_chain import PRUNED, PURPOSE, START, ChainReport, examine, mac_of
from medianest.services.audit_checkpoints import Checkpoints
from medianest.services.cursors import seal, unseal
from medianest.services.viewer import Viewer

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which rows: ``action`` exactly, or with a dot at its end a family (``user.``); ``actor`` is part of a name or an
    id; ``since`` is included and ``until`` is not. Empty means any."""

    action: str = ""
    actor: str = ""
    since: datetime | None = None
    until: datetime | None = None

    def said(self) -> dict[str, str]:
        """What was chosen, for the log itself."""
        fields = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {name: value if isinstance(value, str) else value.isoformat() for name, value in fields.items() if value}


EVERYTHING = AuditFilter()


def _view(entry: AuditEntry) -> AuditView:
    fields = {name: getattr(entry, name) for name in AuditView.__dataclass_fields__}
    return AuditView(**fields)


def _storable(value: Any) -> Any:
    """The same as the database gives it back, whose numbers do not tell 2.0 from 2: the mac is over what is read."""
    if isinstance(value, Mapping):
        return {name: _storable(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_storable(one) for one in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


class Audit:
    """Writes, shows, checks and shortens the chain."""

    def __init__(self, transactions: Transactions, keys: Keyring, checkpoints: Checkpoints) -> None:
        self._uow = transactions
        self._keys = keys
        self._checkpoints = checkpoints

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
        if happening := events.audited(viewer, action, after):
            events.tell(work, happening)
        work.audit.lock_chain()
        last_id, last_mac = work.audit.end() or (0, START)
        entry = AuditEntry(
            id=last_id + 1,
            actor_id=viewer.user_id,
            actor={"name": viewer.name, "role": viewer.role, "device": viewer.device_name},
            action=action,
            target_type=target[0],
            target_id=str(target[1]),
            address=viewer.address,
            before=_storable(before),
            after=_storable(after),
            key_id=self._keys.key_id(PURPOSE),
            previous_mac=last_mac,
            mac=b"",
        )
        entry.mac = mac_of(self._keys, entry)
        work.audit.add(entry)

    def note(self, viewer: Viewer, action: str, **details: Any) -> None:
        """Add a row in a transaction of its own: for what was refused and so has none."""
        with self._uow() as work:
            self.record(work, viewer, action, after=details)
            work.commit()

    # Showing

    def list(
        self, viewer: Viewer, limit: int = 50, cursor: str | None = None, which: AuditFilter = EVERYTHING
    ) -> AuditList:
        """The newest first."""
        viewer.require_admin()
        before = unseal(cursor, 1)[0] if cursor else None
        if before is not None and type(before) is not int:
            raise Invalid("This cursor cannot be used.", {"cursor": "Take next_cursor as it was given."})
        with self._uow() as work:
            found = work.audit.page(limit + 1, before, which.action, which.actor, which.since, which.until)
            rows = [_view(entry) for entry in found]
        return AuditList(tuple(rows[:limit]), seal([rows[limit - 1].id]) if len(rows) > limit else None)

    def actions(self, viewer: Viewer) -> tuple[str, ...]:
        """The kinds of things that have happened, by name."""
        viewer.require_admin()
        with self._uow() as work:
            return tuple(work.audit.actions())

    def begin_export(self, viewer: Viewer, form: str, which: AuditFilter) -> None:
        """Write down that the log leaves the server; the door then asks ``list`` page by page."""
        viewer.require_admin()
        self.note(viewer, "audit.exported", format=form, filter=which.said())

    # Trusting

    def verify(self, viewer: Viewer) -> ChainReport:
        """Walk the whole chain and compare it with the checkpoints. Takes a few seconds for each 100,000 rows."""
        viewer.require_admin()
        noted = self._checkpoints.read()  # before the rows: what they speak of is committed
        with self._uow() as work:
            report = examine(work.audit.chain(), self._keys, noted.checkpoints, work.audit.holds)
        return ChainReport(report.rows, report.findings, report.pruned, report.checkpoints, noted.broken_lines)

    def checkpoint(self, viewer: Viewer) -> bool:
        """Note outside the database how far the log has come; whether there was anything new to note."""
        viewer.require_admin()
        with self._uow() as work:
            end = work.audit.end()
        return self._checkpoints.add(*end, now()) if end else False

    def public_key(self) -> str:
        """What the checkpoints can be checked with, in hexadecimal."""
        return self._checkpoints.public_key()

    def prune(self, viewer: Viewer, before: datetime) -> int:
        """Take away rows from before this time, and write down how far in a row that keeps the rest verifiable.

        Returns how many rows went.

        Raises:
            Invalid: the time is in the future.
            Conflict: the log does not verify; what was done to it must not be lost with its oldest rows.
        """
        viewer.require_admin()
        if before > now():
            raise Invalid("Rows can only be taken away up to a time that has passed.")
        if not self.verify(viewer).sound:
            raise Conflict("The audit log does not verify. Look at `medianest audit verify` before you shorten it.")
        with self._uow() as work:
            work.audit.lock_chain()
            last = work.audit.last_before(before)
            if last is None:
                return 0
            through, mac = last
            rows = work.audit.count_through(through)
            after = {"through": through, "mac": mac.hex(), "rows": rows, "before": before.isoformat()}
            self.record(work, viewer, PRUNED, after=after)
            work.audit.remove_through(through)
            work.commit()
        self.checkpoint(viewer)
        log.info("audit_pruned", rows=rows, through=through)
        return rows
