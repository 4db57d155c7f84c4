"""Accounts at other services, with their credentials encrypted, and what was asked of them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, text
from sqlalchemy.types import Text, Uuid
from sqlmodel import Field, SQLModel

from medianest.models.columns import jsonb, key, moment, reference, touched


class ProviderAccount(SQLModel, table=True):
    """A connected server or service. Without an owner it belongs to the whole house.

    ``state``: connected; sign_in_again, because the credentials are not accepted any more; unreachable.
    ``credentials`` are a JSON object that is sealed by the keyring.
    """

    __tablename__ = "provider_accounts"
    __table_args__ = (
        CheckConstraint("state in ('connected', 'sign_in_again', 'unreachable')", name="state"),
        Index(
            "uq_provider_accounts_house",
            "provider",
            "remote_id",
            unique=True,
            postgresql_where=text("user_id is null"),
        ),
    )

    id: UUID = key()
    user_id: UUID | None = reference("users.id", "CASCADE", required=False)
    provider: str = Field(sa_type=Text, index=True)
    name: str = Field(sa_type=Text)
    remote_id: str | None = Field(default=None, sa_type=Text)
    credentials: bytes | None = Field(default=None, sa_type=LargeBinary)
    key_id: str | None = Field(default=None, sa_type=Text)
    settings: dict[str, Any] = jsonb()
    state: str = Field(default="connected", sa_type=Text, sa_column_kwargs={"server_default": "connected"})
    state_reason: str | None = Field(default=None, sa_type=Text)
    checked_at: datetime | None = moment()
    created_at: datetime = moment(required=True)
    updated_at: datetime = touched()


class ProviderUsage(SQLModel, table=True):
    """Units that one person took from one purse of an account on one day. ``person`` is no reference: what somebody
    took stays taken when they go, and the house itself is the nil UUID."""

    __tablename__ = "provider_usage"
    __table_args__ = (CheckConstraint("spent >= 0", name="spent"),)

    account_id: UUID = reference("provider_accounts.id", "CASCADE", primary=True)
    purse: str = Field(sa_type=Text, primary_key=True)
    day: date = Field(primary_key=True)
    person: UUID = Field(sa_type=Uuid, primary_key=True)
    spent: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
