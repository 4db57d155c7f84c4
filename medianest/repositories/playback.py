"""What is played and how far: sources as they are opened, the ledger of plays, and the positions it amounts to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session, col, select

from medianest.models import MediaSource, PlaybackPosition, WatchHistory
from medianest.models.media import PLAYABLE_TYPES
from medianest.repositories.sight import Sight

Rows = Sequence[Any]

# One row of a source that may be played, in the order in which services/playback.py reads it.
_SOURCE = (
    "select s.id, s.provider, l.path, s.remote_id, s.size, s.mtime_ns, s.container, s.duration, s.bitrate,"
    " s.start_time, s.streams, s.chapters, s.sidecars, m.metadata->'replay_gain',"
    " s.provider_account_id, s.file_name, s.state = 'available' and l.state = 'online'"
    " from media_sources s join media_items m on m.id = s.item_id left join libraries l on l.id = s.library_id"
    " where s.item_id = :item and (cast(:allowed as uuid[]) is null or s.library_id = any(cast(:allowed as uuid[])))"
    " and (cast(:ceiling as int) is null or coalesce(m.maturity, cast(:unrated as int)) <= cast(:ceiling as int))"
    " order by s.state = 'available' and l.state = 'online' desc, s.edition nulls first, s.bitrate desc nulls last,"
    " s.created_at, s.id"
)


class PlaybackRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def sources(self, item_id: UUID, seen: Sight) -> Rows:
        """Where a work can be had, the best that is there first."""
        return self._session.connection().execute(text(_SOURCE), {"item": item_id, **seen.values}).fetchall()

    def with_pictures(self) -> Rows:
        """Every film, episode and video whose file is there, the newest first: id, root, path, size, mtime_ns,
        duration and streams."""
        return (
            self._session.connection()
            .execute(
                text(
                    "select s.id, l.path, s.remote_id, s.size, s.mtime_ns, s.duration, s.streams from media_sources s"
                    " join libraries l on l.id = s.library_id and l.state = 'online'"
                    " where s.provider = 'local' and s.state = 'available'"
                    ' and s.streams @> \'[{"kind": "video"}]\' order by s.created_at desc, s.id'
                )
            )
            .fetchall()
        )

    def has_source(self, source_id: UUID) -> bool:
        return self._session.get(MediaSource, source_id) is not None

    def source_of(self, item_id: UUID, source_id: UUID | None) -> UUID | None:
        """``source_id`` if it is a source of this work."""
        rows = self._session.connection().execute(
            text("select id from media_sources where id = :source and item_id = :item"),
            {"source": source_id, "item": item_id},
        )
        return next((row[0] for row in rows), None)

    def lock(self, user_id: UUID, item_id: UUID) -> None:
        """Until the transaction ends nobody else changes this person's plays of this work."""
        self._session.connection().execute(
            text("select pg_advisory_xact_lock(hashtextextended(:key, 8))"), {"key": f"{user_id}:{item_id}"}
        )

    def play(self, user_id: UUID, play_id: str) -> WatchHistory | None:
        return self._session.exec(
            select(WatchHistory).where(WatchHistory.user_id == user_id, WatchHistory.play_id == play_id)
        ).first()

    def last_play(self, user_id: UUID, item_id: UUID) -> WatchHistory | None:
        """The play of this work that was reported last."""
        return self._session.exec(
            select(WatchHistory)
            .where(WatchHistory.user_id == user_id, WatchHistory.media_item_id == item_id)
            .order_by(col(WatchHistory.reported_at).desc())
            .limit(1)
        ).first()

    def plays(self, user_id: UUID, item_id: UUID) -> list[WatchHistory]:
        return list(
            self._session.exec(
                select(WatchHistory).where(WatchHistory.user_id == user_id, WatchHistory.media_item_id == item_id)
            )
        )

    def add(self, play: WatchHistory) -> None:
        self._session.add(play)
        self._session.flush()

    def position(self, user_id: UUID, item_id: UUID) -> PlaybackPosition | None:
        return self._session.get(PlaybackPosition, (user_id, item_id))

    def put_position(self, row: PlaybackPosition) -> None:
        self._session.add(row)
        self._session.flush()

    def forget_positions(self, user_id: UUID | None) -> None:
        """Before they are built again from the ledger."""
        self._session.connection().execute(
            text("delete from playback_positions where cast(:user as uuid) is null or user_id = :user"),
            {"user": user_id},
        )

    def watched_pairs(self, user_id: UUID | None) -> Iterator[tuple[UUID, UUID]]:
        """Every (person, work) that the ledger knows."""
        rows = self._session.connection().execute(
            text(
                "select distinct user_id, media_item_id from watch_history where media_item_id is not null"
                " and (cast(:user as uuid) is null or user_id = :user)"
            ),
            {"user": user_id},
        )
        yield from ((row[0], row[1]) for row in rows.fetchall())

    def playable_beneath(self, item_id: UUID) -> list[UUID]:
        """The work itself if it can be played, else every playable work beneath it."""
        rows = self._session.connection().execute(
            text(
                "select id from media_items where type = any(:types)"
                " and (id = :item or parent_id = :item or grandparent_id = :item)"
            ),
            {"item": item_id, "types": list(PLAYABLE_TYPES)},
        )
        return [row[0] for row in rows]
