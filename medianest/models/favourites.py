"""What a person holds dear: works and what holds works, alike."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from medianest.models.columns import moment, reference


class Favourite(SQLModel, table=True):
    """One heart of one person."""

    __tablename__ = "favourites"
    __table_args__ = (Index("ix_favourites_recent", "user_id", "added_at"),)

    user_id: UUID = reference("users.id", "CASCADE", primary=True)
    media_item_id: UUID = Field(foreign_key="media_items.id", ondelete="CASCADE", primary_key=True, index=True)
    added_at: datetime = moment(required=True)
