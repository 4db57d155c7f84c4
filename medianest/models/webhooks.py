"""What happened, for programs that asked to be told: the event, who is to hear of it, and how telling them went."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, text
from sqlalchemy.types import Text
from sqlmodel import Field, SQLModel

from medianest.models.columns import jsonb, key, moment, reference, texts, touched

DELIVERY_STATES = ("waiting", "delivered", "dead")


class Webhook(SQLModel, table=True):
    """An address that is told of ``events``. Address and secret are sealed by the keyring: an address of a chat
    service is a secret of its own. ``origin`` is what of it may be shown and logged."""

    __tablename__ = "webhooks"

    id: UUID = key()
    name: str = Field(sa_type=Text)
    origin: str = Field(sa_type=Text)  # scheme and host
    address: bytes = Field(sa_type=LargeBinary)
    secret: bytes = Field(sa_type=LargeBinary)
    events: list[str] = texts()
    enabled: bool = Field(default=True, sa_column_kwargs={"server_default": text("true")})
    # Why it was paused by the server and not by a person; empty otherwise.
    pause_reason: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": ""})
    created_at: datetime = moment(required=True)
    updated_at: datetime = touched()


class Event(SQLModel, table=True):
    """Something that happened, written in the transaction in which it did. Only what somebody is to hear of is kept."""

    __tablename__ = "events"
    __table_args__ = (Index("ix_events_created_at", "created_at"),)

    id: UUID = key()
    type: str = Field(sa_type=Text)
    data: dict[str, Any] = jsonb()
    created_at: datetime = moment(required=True)


class WebhookDelivery(SQLModel, table=True):
    """One event for one webhook. ``due_at`` is when it is tried next; while it is being tried, when its worker counts
    as dead. ``tries`` tells each attempt: when, how long in milliseconds, which status or which reason."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        CheckConstraint("state in ('waiting', 'delivered', 'dead')", name="state"),
        Index("ix_webhook_deliveries_due", "webhook_id", "due_at", postgresql_where=text("state = 'waiting'")),
        Index("ix_webhook_deliveries_log", "webhook_id", "created_at", "id"),
    )

    id: UUID = key()
    webhook_id: UUID = reference("webhooks.id", "CASCADE", index=False)
    event_id: UUID = reference("events.id", "CASCADE")
    state: str = Field(default="waiting", sa_type=Text, sa_column_kwargs={"server_default": "waiting"})
    attempts: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    due_at: datetime = moment(required=True)
    status: int | None = None  # of the last answer
    answer: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": ""})  # its beginning
    reason: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": ""})  # why the last try failed
    tries: list[dict[str, Any]] = jsonb(empty="[]")
    created_at: datetime = moment(required=True)
    tried_at: datetime | None = moment()
