"""What people watched. The ledger is the truth; positions are a projection of it that can be rebuilt."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, UniqueConstraint, text
from sqlalchemy.types import Text
from sqlmodel import Field, SQLModel

from medianest.models.columns import jsonb, key, moment, reference, touched


class WatchHistory(SQLModel, table=True):
    """One play. Never overwritten by another play; it outlives its item, which is why it keeps the title."""

    __tablename__ = "watch_history"
    __table_args__ = (
        UniqueConstraint("user_id", "play_id"),
        Index("ix_watch_history_recent", "user_id", "started_at", "id"),
        Index("ix_watch_history_item", "media_item_id", "user_id", "started_at"),
    )

    id: UUID = key()
    user_id: UUID = reference("users.id", "CASCADE", index=False)
    media_item_id: UUID | None = reference("media_items.id", "SET NULL", required=False, index=False)
    source_id: UUID | None = reference("media_sources.id", "SET NULL", required=False)
    session_id: UUID | None = reference("user_sessions.id", "SET NULL", required=False)
    play_id: str = Field(sa_type=Text)
    title: str = Field(sa_type=Text)
    device_name: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": ""})
    method: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": ""})
    started_at: datetime = moment(required=True)
    reported_at: datetime = moment(required=True)
    position: float = 0  # seconds
    duration: float = 0  # seconds
    seq: int = Field(default=0, sa_type=BigInteger, sa_column_kwargs={"server_default": text("0")})
    completed: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    details: dict[str, Any] = jsonb("metadata")


class PlaybackPosition(SQLModel, table=True):
    """Where a person is in a work, and whether they have seen it."""

    __tablename__ = "playback_positions"
    __table_args__ = (Index("ix_playback_positions_recent", "user_id", "updated_at"),)

    user_id: UUID = reference("users.id", "CASCADE", primary=True)
    media_item_id: UUID = Field(foreign_key="media_items.id", ondelete="CASCADE", primary_key=True, index=True)
    position: float = 0  # seconds
    duration: float = 0  # seconds
    watched: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    play_count: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    play_id: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": ""})
    play_started_at: datetime = moment(required=True)
    last_watched_at: datetime | None = moment()
    updated_at: datetime = touched()
