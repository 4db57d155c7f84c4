"""The audit log: rows are added at the end of the chain and never changed; retention takes away its oldest."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, Text, case, cast, delete, func, or_, text
from sqlmodel import Session, col, select

from medianest.models import AuditEntry

_SPACE, _CHAIN = 0x4D4E, 2

_DOCUMENTS = ("actor", "before", "after")
_FIRST, _LAST = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)


class Written(NamedTuple):
    """A row as it stands, to be checked: whatever somebody wrote into it, it can be read."""

    id: int
    at: datetime
    actor_id: UUID | None
    actor: Any
    action: str
    target_type: str
    target_id: str
    address: str | None
    before: Any
    after: Any
    key_id: str
    previous_mac: bytes
    mac: bytes


def _readable(name: str) -> ColumnElement[Any]:
    """PostgreSQL holds times and numbers that Python does not; who edits a row must not make it unreadable by one."""
    column = getattr(AuditEntry, name)
    if name in _DOCUMENTS:
        return cast(column, Text)
    if name == "at":
        return case((column.between(_FIRST, _LAST), column), else_=cast("infinity", column.type))
    return column


_READABLE = [_readable(name) for name in Written._fields]


def _document(written: str | None) -> Any:
    try:
        return None if written is None else orjson.loads(written)
    except orjson.JSONDecodeError:
        return {"unreadable": written}


class AuditRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def lock_chain(self) -> None:
        """One writer at a time until the transaction ends, so that no two rows follow the same one."""
        self._session.connection().execute(
            text("select pg_advisory_xact_lock(:space, :what)"), {"space": _SPACE, "what": _CHAIN}
        )

    def end(self) -> tuple[int, bytes] | None:
        """The number and the mac of the last row; None before the first."""
        query = select(AuditEntry.id, AuditEntry.mac).order_by(col(AuditEntry.id).desc()).limit(1)
        return self._session.exec(query).first()  # type: ignore[return-value]

    def add(self, entry: AuditEntry) -> None:
        self._session.add(entry)
        self._session.flush()

    def page(
        self,
        limit: int,
        before: int | None = None,
        action: str = "",
        actor: str = "",
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> list[AuditEntry]:
        """The newest first; ``before`` is the id of the last one seen. ``action`` with a dot at its end is a family."""
        query = select(AuditEntry).order_by(col(AuditEntry.id).desc()).limit(limit)
        if before is not None:
            query = query.where(col(AuditEntry.id) < before)
        if action:
            kind = col(AuditEntry.action)
            query = query.where(kind.startswith(action, autoescape=True) if action.endswith(".") else kind == action)
        if actor:
            name = col(AuditEntry.actor)["name"].astext.icontains(actor, autoescape=True)
            query = query.where(or_(name, cast(col(AuditEntry.actor_id), Text) == actor.lower()))
        if since is not None:
            query = query.where(col(AuditEntry.at) >= since)
        if until is not None:
            query = query.where(col(AuditEntry.at) < until)
        return list(self._session.exec(query))

    def actions(self) -> list[str]:
        """By name. Jumps along the index from one to the next, so that a long log costs no more than a short one."""
        query = text(
            "with recursive one(action) as ("
            "(select action from audit_log order by action limit 1) union all "
            "select (select action from audit_log where action > one.action order by action limit 1) "
            "from one where one.action is not null) "
            "select action from one where action is not null"
        )
        return list(self._session.connection().execute(query).scalars())

    def chain(self) -> Iterator[Written]:
        """Every row in order, a batch at a time."""
        query = select(*_READABLE).order_by(col(AuditEntry.id)).execution_options(yield_per=500)
        for row in self._session.execute(query):
            found = Written._make(row)
            yield found._replace(
                actor=_document(found.actor), before=_document(found.before), after=_document(found.after)
            )

    def holds(self, mac: bytes) -> bool:
        return self._session.exec(select(AuditEntry.id).where(AuditEntry.mac == mac).limit(1)).first() is not None

    def last_before(self, moment: datetime) -> tuple[int, bytes] | None:
        """The last row of those that stand before the first one that is not older than ``moment``."""
        newer = select(func.min(AuditEntry.id)).where(col(AuditEntry.at) >= moment).scalar_subquery()
        query = (
            select(AuditEntry.id, AuditEntry.mac)
            .where(or_(newer.is_(None), col(AuditEntry.id) < newer))
            .order_by(col(AuditEntry.id).desc())
            .limit(1)
        )
        return self._session.exec(query).first()  # type: ignore[return-value]

    def count_through(self, row_id: int) -> int:
        query = select(func.count()).select_from(AuditEntry).where(col(AuditEntry.id) <= row_id)
        return self._session.exec(query).one()

    def remove_through(self, row_id: int) -> None:
        """For retention alone, which has written down in a row of its own how far it goes."""
        self._session.connection().execute(delete(AuditEntry).where(col(AuditEntry.id) <= row_id))
