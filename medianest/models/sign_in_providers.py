"""Services that people may sign in with, as administrators have added them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, LargeBinary
from sqlalchemy.types import Text
from sqlmodel import Field, SQLModel

from medianest.models.columns import jsonb, key, moment, touched


class SignInProviderRow(SQLModel, table=True):
    """``slug`` stands in the addresses that are registered at the provider, so it never changes. The client secret is
    sealed by the keyring."""

    __tablename__ = "sign_in_providers"
    __table_args__ = (CheckConstraint("kind in ('google', 'github', 'plex', 'oidc')", name="kind"),)

    id: UUID = key()
    slug: str = Field(sa_type=Text, unique=True)
    kind: str = Field(sa_type=Text)
    name: str = Field(sa_type=Text)
    issuer: str = Field(sa_type=Text)
    client_id: str = Field(sa_type=Text)
    client_secret: bytes | None = Field(default=None, sa_type=LargeBinary)
    settings: dict[str, Any] = jsonb()
    enabled: bool = Field(default=True, sa_column_kwargs={"server_default": "true"})
    created_at: datetime = moment(required=True)
    updated_at: datetime = touched()
