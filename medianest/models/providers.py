"""Accounts at other services, with their credentials encrypted."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import LargeBinary
from sqlalchemy.types import Text
from sqlmodel import Field, SQLModel

from medianest.models.columns import jsonb, key, moment, reference, touched


class ProviderAccount(SQLModel, table=True):
    """A connected server or service. Without an owner it belongs to the whole house."""

    __tablename__ = "provider_accounts"

    id: UUID = key()
    user_id: UUID | None = reference("users.id", "CASCADE", required=False)
    provider: str = Field(sa_type=Text, index=True)
    name: str = Field(sa_type=Text)
    remote_id: str | None = Field(default=None, sa_type=Text)
    credentials: bytes | None = Field(default=None, sa_type=LargeBinary)
    key_id: str | None = Field(default=None, sa_type=Text)
    settings: dict[str, Any] = jsonb()
    state: str = Field(default="connected", sa_type=Text, sa_column_kwargs={"server_default": "connected"})
    created_at: datetime = moment(required=True)
    updated_at: datetime = touched()
