"""The ledger of plays, as its owner reads and clears it. Who writes it is ``repositories/playback.py``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

Rows = Sequence[Any]


class HistoryRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def page(self, person: UUID, limit: int, after: tuple[datetime, UUID] | None, media_id: UUID | None = None) -> Rows:
        """Plays, the latest first; of one work when ``media_id`` is given."""
        values: dict[str, Any] = {"person": person, "limit": limit}
        narrower = ""
        if media_id is not None:
            narrower += " and h.media_item_id = %(media)s"
            values["media"] = media_id
        if after is not None:
            narrower += " and (h.started_at, h.id) < (%(after)s, %(after_id)s)"
            values |= {"after": after[0], "after_id": after[1]}
        statement = (
            "select h.id, h.media_item_id, h.title, h.started_at, h.reported_at, h.position, h.duration, h.completed,"
            " h.device_name, h.method from watch_history h where h.user_id = %(person)s",
            narrower,
            " order by h.started_at desc, h.id desc limit %(limit)s",
        )
        return self._session.connection().exec_driver_sql("".join(statement), values).fetchall()

    def delete(self, person: UUID, entry_id: UUID) -> bool:
        done = self._session.connection().exec_driver_sql(
            "delete from watch_history where id = %(id)s and user_id = %(person)s", {"id": entry_id, "person": person}
        )
        return done.rowcount == 1

    def clear(self, person: UUID, before: datetime | None) -> int:
        """How many plays are forgotten: those that began before a time, or all."""
        return (
            self._session.connection()
            .exec_driver_sql(
                "delete from watch_history where user_id = %(person)s"
                " and (%(before)s::timestamptz is null or started_at < %(before)s::timestamptz)",
                {"person": person, "before": before},
            )
            .rowcount
        )
