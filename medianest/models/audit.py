"""The audit log and the server's own settings."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, LargeBinary
from sqlalchemy.dialects.postgresql import INET, JSONB
from sqlalchemy.types import Text, Uuid
from sqlmodel import Field, SQLModel

from medianest.models.columns import jsonb, moment, touched


class AuditEntry(SQLModel, table=True):
    """Who changed what, from where. The actor is a snapshot without a foreign key: deleting a person removes no trace.

    ``mac`` chains each row to the one before it (HMAC-SHA-256 over ``previous_mac`` and the row's canonical form).
    """

    __tablename__ = "audit_log"
    __table_args__ = (
        Index("ix_audit_log_at", "at"),
        Index("ix_audit_log_actor", "actor_id", "at"),
        Index("ix_audit_log_action", "action", "at"),
    )

    # Given by us under the chain's lock: a sequence of the database leaves gaps where transactions fail.
    id: int | None = Field(
        default=None, sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False}
    )
    at: datetime = moment(required=True)
    actor_id: UUID | None = Field(default=None, sa_type=Uuid)
    actor: dict[str, Any] = jsonb()
    action: str = Field(sa_type=Text)
    target_type: str = Field(default="", sa_type=Text)
    target_id: str = Field(default="", sa_type=Text)
    address: str | None = Field(default=None, sa_type=INET)
    before: dict[str, Any] | None = Field(default=None, sa_type=JSONB)
    after: dict[str, Any] | None = Field(default=None, sa_type=JSONB)
    key_id: str = Field(sa_type=Text)
    previous_mac: bytes = Field(sa_type=LargeBinary)
    mac: bytes = Field(sa_type=LargeBinary)


class ServerSetting(SQLModel, table=True):
    """One fact or choice about this installation: the secret's fingerprint, open registration."""

    __tablename__ = "server_settings"

    key: str = Field(sa_type=Text, primary_key=True)
    value: Any = jsonb()
    updated_at: datetime = touched()
