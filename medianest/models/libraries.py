"""Libraries and what their scans found wrong."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.types import Text
from sqlmodel import Field, SQLModel

from medianest.models.columns import jsonb, key, moment, reference, touched

LIBRARY_TYPES = ("movies", "shows", "music", "videos")


class Library(SQLModel, table=True):
    """A folder of one kind of media, or a collection that a provider has. ``offline`` libraries keep everything and
    change nothing until they are back.

    ``path`` is empty unless ``provider`` is ``local``; then ``remote_id`` is the collection. ``settings["account"]``
    is the account's own ``remote_id``, by which a library finds its server again after that was disconnected.
    """

    __tablename__ = "libraries"
    __table_args__ = (
        CheckConstraint("type in ('movies', 'shows', 'music', 'videos')", name="type"),
        CheckConstraint("state in ('online', 'offline')", name="state"),
        Index("uq_libraries_name_lower", text("lower(name)"), unique=True),
        Index("uq_libraries_collection", "provider_account_id", "remote_id", unique=True),
    )

    id: UUID = key()
    name: str = Field(sa_type=Text)
    type: str = Field(sa_type=Text)
    path: str = Field(sa_type=Text)
    provider: str = Field(default="local", sa_type=Text, sa_column_kwargs={"server_default": "local"})
    provider_account_id: UUID | None = reference("provider_accounts.id", "SET NULL", required=False, index=False)
    remote_id: str | None = Field(default=None, sa_type=Text)
    state: str = Field(default="online", sa_type=Text, sa_column_kwargs={"server_default": "online"})
    state_reason: str | None = Field(default=None, sa_type=Text)
    position: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    settings: dict[str, Any] = jsonb()
    last_scan_at: datetime | None = moment()
    created_at: datetime = moment(required=True)
    updated_at: datetime = touched()


class ScanIssue(SQLModel, table=True):
    """A file that cannot be used, with the reason: shown on the library's page, harmless to everything else."""

    __tablename__ = "scan_issues"
    __table_args__ = (UniqueConstraint("library_id", "path"),)

    id: UUID = key()
    library_id: UUID = reference("libraries.id", "CASCADE", index=False)
    path: str = Field(sa_type=Text)
    size: int = Field(default=0, sa_type=BigInteger)
    mtime_ns: int = Field(default=0, sa_type=BigInteger)
    reason: str = Field(sa_type=Text)
    message: str = Field(sa_type=Text)
    first_seen_at: datetime = moment(required=True)
    last_seen_at: datetime = moment(required=True)
