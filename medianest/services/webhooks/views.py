"""What administrators are shown of webhooks. Secrets are shown once, by whoever makes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class WebhookView:
    """``last`` is how the last try went: empty before the first, ``delivered`` or ``failed``. ``waiting`` and ``dead``
    count deliveries that are to come and that were given up. ``url`` may hold a secret of its receiver's."""

    id: UUID
    name: str
    url: str
    origin: str
    events: tuple[str, ...]
    enabled: bool
    pause_reason: str
    waiting: int
    dead: int
    last: str
    last_at: datetime | None
    last_reason: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class NewWebhookView:
    """A webhook with its secret, which nobody is told again."""

    webhook: WebhookView
    secret: str


@dataclass(frozen=True, slots=True)
class TryView:
    """One try: when, how many milliseconds it took, the status of the answer if there was one, and what was wrong."""

    at: str
    milliseconds: int
    status: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """``state`` is waiting, delivered or dead; ``answer`` the beginning of what the receiver said last."""

    id: UUID
    event_id: str
    type: str
    state: str
    attempts: int
    status: int | None
    reason: str
    answer: str
    created_at: datetime
    tried_at: datetime | None
    due_at: datetime | None
    tries: tuple[TryView, ...]
    message: dict[str, Any]


@dataclass(frozen=True, slots=True)
class DeliveryList:
    items: tuple[DeliveryView, ...]
    next_cursor: str | None
