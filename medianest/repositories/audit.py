"""The audit log: rows are added at the end of the chain and never changed."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import text
from sqlmodel import Session, col, select

from medianest.models import AuditEntry

_SPACE, _CHAIN = 0x4D4E, 2


class AuditRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def lock_chain(self) -> None:
        """One writer at a time until the transaction ends, so that no two rows follow the same one."""
        self._session.connection().execute(
            text("select pg_advisory_xact_lock(:space, :what)"), {"space": _SPACE, "what": _CHAIN}
        )

    def last_mac(self) -> bytes:
        """The end of the chain; empty before its first row."""
        return self._session.exec(select(AuditEntry.mac).order_by(col(AuditEntry.id).desc()).limit(1)).first() or b""

    def add(self, entry: AuditEntry) -> None:
        self._session.add(entry)
        self._session.flush()

    def page(self, limit: int, before: int | None = None) -> list[AuditEntry]:
        """The newest first; ``before`` is the id of the last one seen."""
        query = select(AuditEntry).order_by(col(AuditEntry.id).desc()).limit(limit)
        if before is not None:
            query = query.where(col(AuditEntry.id) < before)
        return list(self._session.exec(query))

    def chain(self) -> Iterator[AuditEntry]:
        """Every row in order, a batch at a time."""
        query = select(AuditEntry).order_by(AuditEntry.id).execution_options(yield_per=500)
        yield from self._session.exec(query)
