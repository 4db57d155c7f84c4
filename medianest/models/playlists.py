"""Playlists point at works, never at files, so that they survive renames and unplugged disks."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.types import Text
from sqlmodel import Field, SQLModel

from medianest.models.columns import key, moment, reference, touched


class Playlist(SQLModel, table=True):
    """A person's list, private unless they say otherwise."""

    __tablename__ = "playlists"
    __table_args__ = (CheckConstraint("visibility in ('private', 'public')", name="visibility"),)

    id: UUID = key()
    user_id: UUID = reference("users.id", "CASCADE")
    name: str = Field(sa_type=Text)
    description: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": ""})
    visibility: str = Field(default="private", sa_type=Text, sa_column_kwargs={"server_default": "private"})
    created_at: datetime = moment(required=True)
    updated_at: datetime = touched()


class PlaylistItem(SQLModel, table=True):
    """One place in a list. Its title stays as a ghost when the work is purged."""

    __tablename__ = "playlist_items"
    __table_args__ = (
        UniqueConstraint("playlist_id", "position", deferrable=True, initially="DEFERRED"),
        Index("ix_playlist_items_media_item", "media_item_id"),
    )

    id: UUID = key()
    playlist_id: UUID = reference("playlists.id", "CASCADE", index=False)
    media_item_id: UUID | None = reference("media_items.id", "SET NULL", required=False, index=False)
    title: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": text("''")})
    position: int
    added_at: datetime = moment(required=True)
