"""Who is told of what happens, and the deliveries: taken one at a time, tried until they arrive or are given up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import delete
from sqlmodel import Session, col, select

from medianest.models import Event, Webhook, WebhookDelivery


@dataclass(frozen=True, slots=True)
class Due:
    """A delivery in the hands of a worker. ``attempt`` counts from 1 and fences off a worker that was too slow."""

    id: UUID
    attempt: int
    event_id: UUID
    type: str
    data: dict[str, Any]
    happened_at: datetime
    webhook_id: UUID
    address: bytes
    secret: bytes


_RETURNING = """
    from events e, webhooks w
    where d.id = (%s) and e.id = d.event_id and w.id = d.webhook_id
    returning d.id, d.attempts, d.event_id, e.type, e.data, e.created_at, w.id, w.address, w.secret
"""
_UPDATE = (
    "update webhook_deliveries d set attempts = d.attempts + 1, tried_at = now(),"
    " due_at = now() + %(lease)s * interval '1 second'"
)
_NEXT = _UPDATE + _RETURNING % (  # noqa: S608 - our own words
    "select n.id from webhook_deliveries n join webhooks o on o.id = n.webhook_id"
    " where n.webhook_id = %(webhook)s and n.state = 'waiting' and n.due_at <= now() and o.enabled"
    " order by n.due_at, n.created_at limit 1 for update of n skip locked"
)
_THIS = _UPDATE + _RETURNING % "%(delivery)s"
_STANDING = """
    select w.id, d.waiting, d.dead, d.last_at, l.state, l.reason from webhooks w
    cross join lateral (
        select count(*) filter (where state = 'waiting'), count(*) filter (where state = 'dead'), max(tried_at)
        from webhook_deliveries where webhook_id = w.id
    ) d(waiting, dead, last_at)
    left join lateral (
        select case when reason <> '' then 'failed' else state end as state, reason from webhook_deliveries
        where webhook_id = w.id and tried_at is not null order by tried_at desc limit 1
    ) l on true
"""
_OLD = "delete from webhook_deliveries where created_at < now() - %(days)s * interval '1 day'"
_RANKED = """
    select id from (
        select id, row_number() over (partition by webhook_id order by created_at desc, id desc) as place
        from webhook_deliveries where (state = 'waiting') = %(waiting)s
    ) ranked where place > %(most)s
"""


class WebhookRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def _run(self, statement: str, values: dict[str, Any] | None = None) -> Any:
        return self._session.connection().exec_driver_sql(statement, values or {})

    # Who is told

    def all(self) -> list[Webhook]:
        """The oldest first."""
        return list(self._session.exec(select(Webhook).order_by(col(Webhook.created_at), col(Webhook.id))))

    def get(self, webhook_id: UUID, *, locked: bool = False) -> Webhook | None:
        return self._session.get(Webhook, webhook_id, with_for_update=locked)

    def add(self, row: Webhook) -> None:
        self._session.add(row)
        self._session.flush()

    def remove(self, webhook_id: UUID) -> None:
        """With everything that it was told."""
        self._session.connection().execute(delete(Webhook).where(col(Webhook.id) == webhook_id))

    def standing(self) -> dict[UUID, tuple[int, int, datetime | None, str | None, str | None]]:
        """For each webhook how many deliveries wait and were given up, when the last was tried and how that went."""
        return {row[0]: tuple(row[1:]) for row in self._run(_STANDING)}

    # What they are told

    def due(self) -> list[UUID]:
        """Webhooks that have something to be told now."""
        return [
            row[0]
            for row in self._run(
                "select w.id from webhooks w where w.enabled and exists (select from webhook_deliveries d"
                " where d.webhook_id = w.id and d.state = 'waiting' and d.due_at <= now())"
            )
        ]

    def take(self, webhook_id: UUID, lease: float) -> Due | None:
        """The next delivery of a webhook; nobody else takes it within ``lease`` seconds."""
        return _due(self._run(_NEXT, {"webhook": webhook_id, "lease": lease}).first())

    def take_this(self, delivery_id: UUID, lease: float) -> Due | None:
        return _due(self._run(_THIS, {"delivery": delivery_id, "lease": lease}).first())

    def note(
        self,
        due: Due,
        state: str,
        again_in: float,
        *,
        status: int | None,
        answer: str,
        reason: str,
        attempt: dict[str, Any],
    ) -> bool:
        """How a try went; False when the delivery was taken by another worker meanwhile, whose word counts."""
        done = self._run(
            "update webhook_deliveries set state = %(state)s, due_at = now() + %(again)s * interval '1 second',"
            " status = %(status)s, answer = %(answer)s, reason = %(reason)s, tries = tries || %(attempt)s::jsonb"
            " where id = %(id)s and attempts = %(number)s and state = 'waiting'",
            {
                "id": due.id,
                "number": due.attempt,
                "state": state,
                "again": again_in,
                "status": status,
                "answer": answer,
                "reason": reason,
                "attempt": orjson.dumps([attempt]).decode(),
            },
        )
        return done.rowcount == 1

    def pause(self, webhook_id: UUID, reason: str) -> None:
        self._run(
            "update webhooks set enabled = false, pause_reason = %(reason)s, updated_at = now() where id = %(id)s",
            {"id": webhook_id, "reason": reason},
        )

    # The log

    def deliveries(
        self, webhook_id: UUID, limit: int, before: tuple[datetime, UUID] | None
    ) -> Sequence[tuple[WebhookDelivery, Event]]:
        """The newest first."""
        query = (
            select(WebhookDelivery, Event)
            .join(Event, col(Event.id) == col(WebhookDelivery.event_id))
            .where(WebhookDelivery.webhook_id == webhook_id)
            .order_by(col(WebhookDelivery.created_at).desc(), col(WebhookDelivery.id).desc())
            .limit(limit)
        )
        if before is not None:
            at, delivery_id = before
            query = query.where(
                (col(WebhookDelivery.created_at) < at)
                | ((col(WebhookDelivery.created_at) == at) & (col(WebhookDelivery.id) < delivery_id))
            )
        return list(self._session.exec(query))

    def delivery(self, delivery_id: UUID) -> tuple[WebhookDelivery, Event] | None:
        return self._session.exec(
            select(WebhookDelivery, Event)
            .join(Event, col(Event.id) == col(WebhookDelivery.event_id))
            .where(WebhookDelivery.id == delivery_id)
        ).first()

    def again(self, delivery_id: UUID) -> bool:
        """Have an ended delivery tried anew, with as many tries as a new one; False for one that waits anyway."""
        done = self._run(
            "update webhook_deliveries set state = 'waiting', attempts = 0, due_at = now(), reason = ''"
            " where id = %(id)s and state <> 'waiting'",
            {"id": delivery_id},
        )
        return done.rowcount == 1

    def forget(self, days: float, most: int, reason: str) -> int:
        """Delete what is older than ``days``, and of the newer all but the newest ``most`` of each webhook: what still
        waits beyond them is given up with ``reason`` first. How many rows went."""
        self._run(
            "".join(("update webhook_deliveries set state = 'dead', reason = %(reason)s where id in (", _RANKED, ")")),
            {"reason": reason, "most": most, "waiting": True},
        )
        gone = self._run(
            "".join((_OLD, " or id in (", _RANKED, ")")),
            {"days": days, "most": most, "waiting": False},
        ).rowcount
        self._run("delete from events e where not exists (select from webhook_deliveries d where d.event_id = e.id)")
        return gone


def _due(row: Any) -> Due | None:
    """The driver gives bytes as views of its own."""
    return Due(*row[:-2], bytes(row[-2]), bytes(row[-1])) if row else None
