"""Deliveries: each event for each webhook, tried until it has arrived or is given up, and the log of it.

At least once: a delivery is leased, sent, and only then noted. A worker that is killed between two of these leaves it
to be sent again when its lease has run out, under the same ``webhook-id``.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

import structlog

from medianest.errors import Conflict, Invalid, NotFound
from medianest.keyring import Keyring, SealBroken
from medianest.models import Event, WebhookDelivery
from medianest.models.columns import now
from medianest.repositories.unit_of_work import Transactions
from medianest.repositories.webhooks import Due
from medianest.services import events
from medianest.services.audit import Audit
from medianest.services.cursors import seal, unseal
from medianest.services.viewer import Viewer
from medianest.services.webhooks.messages import signed
from medianest.services.webhooks.rules import pause
from medianest.services.webhooks.service import ADDRESS, SECRET, required
from medianest.services.webhooks.views import DeliveryList, DeliveryView, TryView

LEASE_SECONDS = 60.0  # longer than a try may last
KEPT_DAYS = 30
MOST = 10_000  # deliveries of one webhook that are kept, and as many that may wait
GONE = 410  # a receiver's word for: never again
_SENT_TOGETHER = 200  # deliveries to one webhook before others have their turn with this thread

# message
_REASONS = {
    "elsewhere": "The receiver sends us elsewhere. Redirects are not followed: set its final address.",
    "gone": "The receiver says that it is gone for good.",
    "error": "The receiver answers with an error.",
    "sealed": "Its address and secret were encrypted under another secret key. Set it up anew.",
    "many": "Too many deliveries wait.",
}
# end of messages

log = structlog.get_logger(__name__)


class Answer(Protocol):
    """What came of a post; ``status`` is None without an answer, and ``reason`` then says why."""

    @property
    def status(self) -> int | None: ...
    @property
    def answer(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def wish(self) -> float: ...


class Poster(Protocol):
    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Never raises for what the other side does."""
        ...


class Deliveries:
    def __init__(
        self, transactions: Transactions, keys: Keyring, audit: Audit, poster: Callable[[], Poster],
        lease: float = LEASE_SECONDS,
    ) -> None:  # fmt: skip
        self._uow = transactions
        self._keys = keys
        self._audit = audit
        self._make_poster = poster
        self._poster: Poster | None = None
        self._lease = lease

    # What workers do

    def due(self) -> list[UUID]:
        """Webhooks that have something to be told now."""
        with self._uow() as work:
            return work.webhooks.due()

    def deliver(self, webhook_id: UUID, stopping: Callable[[], bool] = lambda: False) -> int:
        """Send a webhook what is due, the oldest first; how many tries that were."""
        for done in range(_SENT_TOGETHER):
            if stopping():
                return done
            with self._uow() as work:
                due = work.webhooks.take(webhook_id, self._lease)
                work.commit()
            if due is None:
                return done
            self._try(due)
        return _SENT_TOGETHER

    def forget(self) -> int:
        """Shorten the log, and give up what nobody has taken for weeks; how many rows went."""
        with self._uow() as work:
            count = work.webhooks.forget(KEPT_DAYS, MOST, _REASONS["many"])
            work.commit()
        return count

    # What administrators do

    def list(self, viewer: Viewer, webhook_id: UUID, limit: int = 50, cursor: str | None = None) -> DeliveryList:
        """The log of a webhook, newest first. Raises NotFound; Invalid for a cursor that is not ours."""
        viewer.require_admin()
        before = _place(cursor) if cursor else None
        with self._uow() as work:
            required(work, webhook_id)
            found = work.webhooks.deliveries(webhook_id, limit + 1, before)
            rows = tuple(_view(*pair) for pair in found[:limit])
        more = len(found) > limit
        return DeliveryList(rows, seal([rows[-1].created_at, rows[-1].id]) if more else None)

    def test(self, viewer: Viewer, webhook_id: UUID) -> DeliveryView:
        """Send a test message now, also to a webhook that is paused. Call it in the bridge's lane ``providers``.

        Raises NotFound.
        """
        viewer.require_admin()
        with self._uow() as work:
            row = required(work, webhook_id)
            delivery_id = work.events.add_for(webhook_id, events.TEST, {"webhook": row.name, "by": viewer.name})
            due = work.webhooks.take_this(delivery_id, self._lease)
            self._audit.record(work, viewer, "webhook.tested", target=("webhook", row.id), after={"name": row.name})
            work.commit()
        if due is not None:
            self._try(due, once=True)
        return self._found(delivery_id)

    def redeliver(self, viewer: Viewer, delivery_id: UUID) -> DeliveryView:
        """Have a delivery that has ended tried anew; it keeps its id, so that a receiver knows it again.

        Raises:
            NotFound. Conflict: it waits to be tried anyway.
        """
        viewer.require_admin()
        with self._uow() as work:
            found = work.webhooks.delivery(delivery_id)
            if found is None:
                raise NotFound("There is no such delivery.")
            webhook_id = found[0].webhook_id
            if not work.webhooks.again(delivery_id):
                raise Conflict("This delivery is on its way already.")
            self._audit.record(
                work, viewer, "webhook.redelivered", target=("webhook", webhook_id), after={"type": found[1].type}
            )
            work.commit()
        return self._found(delivery_id)

    def _found(self, delivery_id: UUID) -> DeliveryView:
        with self._uow() as work:
            found = work.webhooks.delivery(delivery_id)
            if found is None:
                raise NotFound("There is no such delivery.")
            return _view(*found)

    # One try

    def _try(self, due: Due, *, once: bool = False) -> None:
        at, began = now(), time.monotonic()
        status, answer, reason, wish = self._posted(due, at)
        if status is not None and not 200 <= status < 300:
            reason = _meaning(status)
        wait = None if once or status == GONE else pause(due.attempt, wish if status in (429, 503) else 0)
        state = "delivered" if not reason else "dead" if wait is None else "waiting"
        attempt = {
            "at": at.isoformat(),
            "milliseconds": round((time.monotonic() - began) * 1000),
            "status": status,
            "reason": reason,
        }
        with self._uow() as work:
            kept = work.webhooks.note(
                due, state, wait or 0, status=status, answer=answer, reason=reason, attempt=attempt
            )
            if kept and status == GONE:
                work.webhooks.pause(due.webhook_id, _meaning(GONE))
            work.commit()
        log.info("webhook", webhook=str(due.webhook_id), type=due.type, attempt=due.attempt, state=state, status=status)

    def _posted(self, due: Due, at: datetime) -> tuple[int | None, str, str, float]:
        try:
            url = self._keys.unseal(ADDRESS, due.address, due.webhook_id.bytes).decode()
            secret = self._keys.unseal(SECRET, due.secret, due.webhook_id.bytes).decode()
        except SealBroken:
            return None, "", _REASONS["sealed"], 0
        body, headers = signed(secret, events.message(due.event_id, due.type, due.happened_at, due.data), at)
        if self._poster is None:
            self._poster = self._make_poster()
        posted = self._poster.post(url, headers, body)
        return posted.status, posted.answer, posted.reason, posted.wish


def _meaning(status: int) -> str:
    if 300 <= status < 400:
        return _REASONS["elsewhere"]
    return _REASONS["gone" if status == GONE else "error"]


def _place(cursor: str) -> tuple[datetime, UUID]:
    at, delivery_id = unseal(cursor, 2)
    try:
        return datetime.fromisoformat(at), UUID(delivery_id)
    except (ValueError, TypeError, AttributeError) as problem:
        raise Invalid("This cursor cannot be used.", {"cursor": "Take next_cursor as it was given."}) from problem


def _view(row: WebhookDelivery, event: Event) -> DeliveryView:
    tries: list[dict[str, Any]] = row.tries
    return DeliveryView(
        id=row.id,
        event_id=events.message_id(event.id),
        type=event.type,
        state=row.state,
        attempts=row.attempts,
        status=row.status,
        reason=row.reason,
        answer=row.answer,
        created_at=row.created_at,
        tried_at=row.tried_at,
        due_at=row.due_at if row.state == "waiting" else None,
        tries=tuple(TryView(**one) for one in tries),
        message=events.message(event.id, event.type, event.created_at, event.data),
    )
