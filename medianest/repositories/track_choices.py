"""Which sound and subtitles people chose, for each show or film."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Session

# An episode's choice is that of its show.
_ANCHOR = "case when m.type = 'episode' then coalesce(m.grandparent_id, m.parent_id, m.id) else m.id end"
_PUT = text(
    f"insert into track_choices (user_id, media_item_id, audio, subtitle) select :person, {_ANCHOR}, :audio, :subtitle"  # noqa: S608
    " from media_items m where m.id = :item"
    " on conflict (user_id, media_item_id) do update set chosen_at = now(),"
    " audio = coalesce(excluded.audio, track_choices.audio),"
    " subtitle = coalesce(excluded.subtitle, track_choices.subtitle)"
).bindparams(bindparam("audio", type_=JSONB(none_as_null=True)), bindparam("subtitle", type_=JSONB(none_as_null=True)))
_OF = text(
    "select c.audio, c.subtitle from media_items m join track_choices c on c.user_id = :person"  # noqa: S608
    f" and c.media_item_id = {_ANCHOR} where m.id = :item"
)

Choice = dict[str, Any] | None


class TrackChoiceRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def of(self, user_id: UUID, item_id: UUID) -> tuple[Choice, Choice]:
        """Sound and subtitles for a work, or for the show of an episode; None where nothing was chosen."""
        row = self._session.connection().execute(_OF, {"person": user_id, "item": item_id}).first()
        return (row[0], row[1]) if row else (None, None)

    def put(self, user_id: UUID, item_id: UUID, audio: Choice, subtitle: Choice) -> None:
        """Keep what is given and leave the other."""
        values = {"person": user_id, "item": item_id, "audio": audio, "subtitle": subtitle}
        self._session.connection().execute(_PUT, values)
