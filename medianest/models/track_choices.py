"""Which sound and subtitles a person chose for a show, a film or a video."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from medianest.models.columns import moment, reference


class TrackChoice(SQLModel, table=True):
    """One person's choice for one work, or for a whole show. What was never chosen is null.

    ``audio`` is ``{"language", "title"}``; ``subtitle`` is ``{"language", "forced", "hearing_impaired"}`` or
    ``{"off": true}``.
    """

    __tablename__ = "track_choices"

    user_id: UUID = reference("users.id", "CASCADE", primary=True)
    media_item_id: UUID = Field(foreign_key="media_items.id", ondelete="CASCADE", primary_key=True, index=True)
    audio: dict[str, Any] | None = Field(default=None, sa_type=JSONB)
    subtitle: dict[str, Any] | None = Field(default=None, sa_type=JSONB)
    chosen_at: datetime = moment(required=True)
