"""Lists and the places in them. Positions run from 0 without gaps; writers hold the list's row, so moves queue up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import Session

from medianest.repositories.sight import SEEN, Sight

Rows = Sequence[Any]

# What an entry's viewer may know of it: its owner everything, others what they may see and what is still there.
_SHOWN = f"(pl.user_id = %(person)s or (m.id is not null and {SEEN}))"
_CARD = (
    "select pl.id, pl.name, pl.description, pl.visibility, coalesce(u.display_name, ''), pl.user_id, t.many, t.lasts,"
    " pl.updated_at, lower(pl.name) from playlists pl left join user_profiles u on u.user_id = pl.user_id"
    " cross join lateral (select count(*) as many, coalesce(sum(m.duration), 0) as lasts from playlist_items i"
    " left join media_items m on m.id = i.media_item_id where i.playlist_id = pl.id and "
)
_MINE_OR_PUBLIC = "(pl.user_id = %(person)s or pl.visibility = 'public')"


class PlaylistRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def _rows(self, statement: str, values: dict[str, Any]) -> Rows:
        return self._session.connection().exec_driver_sql(statement, values).fetchall()

    def _run(self, statement: str, values: dict[str, Any]) -> int:
        return self._session.connection().exec_driver_sql(statement, values).rowcount

    def page(self, person: UUID | None, seen: Sight, limit: int, after: tuple[str, UUID] | None) -> Rows:
        """Own lists and public ones by name."""
        values: dict[str, Any] = {"person": person, **seen.values, "limit": limit}
        beyond = ""
        if after is not None:
            values |= {"after": after[0], "after_id": after[1]}
            beyond = " and (lower(pl.name), pl.id) > (%(after)s, %(after_id)s)"
        end = (") t where ", _MINE_OR_PUBLIC, beyond, " order by lower(pl.name), pl.id limit %(limit)s")
        return self._rows("".join((_CARD, _SHOWN, *end)), values)

    def card(self, playlist_id: UUID, person: UUID | None, seen: Sight) -> Any | None:
        end = (") t where pl.id = %(id)s and ", _MINE_OR_PUBLIC)
        rows = self._rows("".join((_CARD, _SHOWN, *end)), {"id": playlist_id, "person": person, **seen.values})
        return rows[0] if rows else None

    def faces(self, ids: Sequence[UUID], person: UUID | None, seen: Sight) -> Rows:
        """For each list the first works that may be seen: list, work. Enough for a mosaic of four."""
        return self._rows(
            "".join(
                (
                    "select pl.id, f.media_item_id from playlists pl cross join lateral (select i.media_item_id",
                    " from playlist_items i join media_items m on m.id = i.media_item_id",
                    *(" where i.playlist_id = pl.id and m.artwork <> '{}'::jsonb and ", SEEN),
                    " order by i.position limit 12) f",
                    " where pl.id = any(%(ids)s::uuid[])",
                )
            ),
            {"ids": list(ids), "person": person, **seen.values},
        )

    def entries(self, playlist_id: UUID, person: UUID | None, seen: Sight, limit: int, after: int) -> Rows:
        """Entry, position, title, work: those behind position ``after``."""
        return self._rows(
            "".join(
                (
                    "select i.id, i.position, i.title, i.media_item_id from playlist_items i",
                    " join playlists pl on pl.id = i.playlist_id left join media_items m on m.id = i.media_item_id",
                    " where i.playlist_id = %(id)s and i.position > %(after)s and ",
                    *(_SHOWN, " order by i.position limit %(limit)s"),
                )
            ),
            {"id": playlist_id, "person": person, **seen.values, "limit": limit, "after": after},
        )

    def lock(self, playlist_id: UUID, person: UUID) -> bool:
        """Hold somebody's own list until the transaction ends; False when it is not theirs or not there."""
        return bool(
            self._rows(
                "select 1 from playlists where id = %(id)s and user_id = %(person)s for update",
                {"id": playlist_id, "person": person},
            )
        )

    def add(self, person: UUID, name: str, description: str, visibility: str) -> UUID:
        playlist_id = uuid4()
        self._run(
            "insert into playlists (id, user_id, name, description, visibility)"
            " values (%(id)s, %(person)s, %(name)s, %(description)s, %(visibility)s)",
            {
                **{"id": playlist_id, "person": person, "name": name},
                **{"description": description, "visibility": visibility},
            },
        )
        return playlist_id

    def owned(self, person: UUID) -> int:
        return self._rows("select count(*) from playlists where user_id = %(person)s", {"person": person})[0][0]

    def change(self, playlist_id: UUID, name: str, description: str, visibility: str) -> None:
        self._run(
            "update playlists set name = %(name)s, description = %(description)s, visibility = %(visibility)s,"
            " updated_at = now() where id = %(id)s",
            {"id": playlist_id, "name": name, "description": description, "visibility": visibility},
        )

    def touch(self, playlist_id: UUID) -> None:
        self._run("update playlists set updated_at = clock_timestamp() where id = %(id)s", {"id": playlist_id})

    def delete(self, playlist_id: UUID) -> None:
        self._run("delete from playlists where id = %(id)s", {"id": playlist_id})

    def size(self, playlist_id: UUID) -> int:
        return self._rows("select count(*) from playlist_items where playlist_id = %(id)s", {"id": playlist_id})[0][0]

    def present(self, playlist_id: UUID, works: Sequence[UUID]) -> set[UUID]:
        """Those of ``works`` that are in the list already."""
        rows = self._rows(
            "select distinct media_item_id from playlist_items"
            " where playlist_id = %(id)s and media_item_id = any(%(works)s::uuid[])",
            {"id": playlist_id, "works": list(works)},
        )
        return {row[0] for row in rows}

    def position(self, playlist_id: UUID, entry_id: UUID) -> int | None:
        rows = self._rows(
            "select position from playlist_items where playlist_id = %(id)s and id = %(entry)s",
            {"id": playlist_id, "entry": entry_id},
        )
        return rows[0][0] if rows else None

    def insert(self, playlist_id: UUID, works: Sequence[tuple[UUID, str]], at: int) -> None:
        """Put ``works`` (id and title) in from position ``at``; what stood there moves back."""
        values = {"id": playlist_id, "at": at, "many": len(works)}
        self._run(
            "update playlist_items set position = position + %(many)s"
            " where playlist_id = %(id)s and position >= %(at)s",
            values,
        )
        self._run(
            "insert into playlist_items (id, playlist_id, media_item_id, title, position)"
            " select gen_random_uuid(), %(id)s, w.work, w.title, %(at)s + w.place - 1"
            " from unnest(%(works)s::uuid[], %(titles)s::text[]) with ordinality w(work, title, place)",
            {**values, "works": [work for work, _ in works], "titles": [title for _, title in works]},
        )

    def move(self, playlist_id: UUID, entry_id: UUID, old: int, new: int) -> None:
        """From one position to another; those between make room."""
        self._run(
            "update playlist_items set position = case when id = %(entry)s then %(new)s"
            " when %(old)s < %(new)s then position - 1 else position + 1 end where playlist_id = %(id)s"
            " and position between least(%(old)s, %(new)s) and greatest(%(old)s, %(new)s)",
            {"id": playlist_id, "entry": entry_id, "old": old, "new": new},
        )

    def remove(self, playlist_id: UUID, entries: Sequence[UUID]) -> int:
        """How many of ``entries`` were there. Those behind them close up."""
        removed = self._run(
            "delete from playlist_items where playlist_id = %(id)s and id = any(%(entries)s::uuid[])",
            {"id": playlist_id, "entries": list(entries)},
        )
        if removed:
            self._run(
                "update playlist_items i set position = n.place from (select id,"
                " row_number() over (order by position) - 1 as place from playlist_items where playlist_id = %(id)s) n"
                " where n.id = i.id and i.position <> n.place",
                {"id": playlist_id},
            )
        return removed
