"""Which works wait for their pictures, and what was made of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import orjson
from sqlmodel import Session

from medianest.repositories.copying import copy_over


class ArtworkRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def _run(self, statement: str, values: dict[str, Any]) -> Any:
        return self._session.connection().exec_driver_sql(statement, values)

    def of(self, item_id: UUID) -> Any | None:
        """Library, maturity, the library's root, pictures to be had, pictures made, whether making is over, and the
        account of the library's server."""
        return self._run(
            "select m.library_id, m.maturity, l.path, m.metadata->'pictures', m.artwork, m.metadata ? 'pictures_made',"
            " l.provider_account_id from media_items m left join libraries l on l.id = m.library_id"
            " where m.id = %(id)s",
            {"id": item_id},
        ).first()

    def waiting(self, library_id: UUID, limit: int) -> Sequence[Any]:
        """Id, pictures to be had and pictures made of works that wait for theirs; what people see first, first."""
        return self._run(
            "select id, metadata->'pictures', artwork from media_items where library_id = %(library)s and available"
            " and metadata ? 'pictures' and not metadata ? 'pictures_made'"
            " order by type in ('movie', 'show', 'album', 'artist', 'season', 'video') desc, sort_title"
            " limit %(limit)s",
            {"library": library_id, "limit": limit},
        ).fetchall()

    def count_waiting(self, library_id: UUID) -> int:
        return self._run(
            "select count(*) from media_items where library_id = %(library)s and available and metadata ? 'pictures'"
            " and not metadata ? 'pictures_made'",
            {"library": library_id},
        ).scalar_one()

    def made(self, rows: Sequence[tuple[UUID, dict[str, Any]]]) -> None:
        """Set the pictures of works; with that, their making is over."""
        copy_over(self._session, "media_items", ("id", "artwork"), rows, touched=False)
        self._run(
            "update media_items set metadata = metadata || '{\"pictures_made\": true}' where id = any(%(ids)s::uuid[])",
            {"ids": [row[0] for row in rows]},
        )

    def add_one(self, item_id: UUID, kind: str, picture: dict[str, Any]) -> None:
        self._run(
            "update media_items set artwork = artwork || %(new)s::jsonb where id = %(id)s",
            {"id": item_id, "new": orjson.dumps({kind: picture}).decode()},
        )

    def covers_from_tracks(self, library_id: UUID) -> None:
        """An album whose first track has no cover takes that of the first that has."""
        self._run(
            """
            update media_items a set metadata = (a.metadata - 'pictures_made') || jsonb_build_object('pictures',
                jsonb_build_object('poster', jsonb_build_array(jsonb_build_object('from', 'embedded', 'path', t.path))))
            from (
                select distinct on (m.parent_id) m.parent_id, s.remote_id as path
                from media_items m join media_sources s on s.item_id = m.id and s.state = 'available'
                where m.library_id = %(library)s and m.type = 'track' and m.metadata ? 'cover'
                order by m.parent_id, m.part_number nulls first, m.index_number nulls last, s.remote_id
            ) t
            where a.id = t.parent_id and a.library_id = %(library)s and a.type = 'album'
                and not coalesce(a.metadata->'pictures' ? 'poster', false)
            """,
            {"library": library_id},
        )

    def lend_upward(self, library_id: UUID, child: str, parent: str) -> None:
        """Give what holds works and has no picture of its own that of the first in it."""
        self._run(
            """
            update media_items p set artwork = p.artwork || jsonb_build_object('poster', c.poster)
            from (
                select distinct on (m.parent_id) m.parent_id, m.artwork->'poster' as poster
                from media_items m where m.library_id = %(library)s and m.type = %(child)s and m.artwork ? 'poster'
                order by m.parent_id, m.index_number = 0, m.year nulls last, m.index_number nulls last, m.sort_title
            ) c
            where p.id = c.parent_id and p.type = %(parent)s and p.library_id = %(library)s
                and not coalesce(p.metadata->'pictures' ? 'poster', false)
                and (p.artwork->'poster') is distinct from c.poster
            """,
            {"library": library_id, "child": child, "parent": parent},
        )
