"""What a scan reads and writes: thousands of rows at a time, in plain statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from medianest.repositories.copying import Row, copy_over, copy_rows

ITEM_COLUMNS = (
    "id", "type", "parent_id", "grandparent_id", "identity", "title", "sort_title", "original_title", "parent_title",
    "grandparent_title", "year", "released_on", "overview", "tagline", "content_rating", "maturity", "rating",
    "duration", "index_number", "index_end", "part_number", "genres", "tags", "studios", "external_ids", "metadata",
    "height", "search_text", "trigrams",
)  # fmt: skip
NEW_ITEM_COLUMNS = (*ITEM_COLUMNS, "library_id", "added_at")

SOURCE_COLUMNS = (
    "id", "item_id", "remote_id", "file_name", "size", "mtime_ns", "fingerprint", "container", "duration", "bitrate",
    "start_time", "streams", "chapters", "sidecars", "edition", "metadata", "state",
)  # fmt: skip
NEW_SOURCE_COLUMNS = (*SOURCE_COLUMNS, "library_id", "provider", "provider_account_id")
# What changes when only something beside the file does.
BESIDE_COLUMNS = ("id", "remote_id", "sidecars", "edition", "metadata")


class ScanRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def _run(self, statement: str, values: dict[str, Any] | None = None) -> Any:
        return self._session.connection().exec_driver_sql(statement, values or {})

    def hurry(self) -> None:
        """This transaction need not wait for the disk: a scan that is lost is done again."""
        self._run("SET LOCAL synchronous_commit = off")

    def sources(self, library_id: UUID) -> Sequence[Any]:
        """Path, size, time, stamp of what lies beside, state, id, work, fingerprint and duration of each file."""
        return self._run(
            "select remote_id, size, mtime_ns, coalesce((metadata->>'beside')::bigint, 0), state, id, item_id,"
            " fingerprint, duration from media_sources where library_id = %(library)s",
            {"library": library_id},
        ).fetchall()

    def issues(self, library_id: UUID) -> Sequence[Any]:
        return self._run(
            "select path, size, mtime_ns, reason from scan_issues where library_id = %(library)s",
            {"library": library_id},
        ).fetchall()

    def works(self, library_id: UUID) -> Sequence[Any]:
        """Id, type, key, external ids and what holds it, of every work."""
        return self._run(
            "select id, type, identity, external_ids, parent_id, grandparent_id from media_items"
            " where library_id = %(library)s",
            {"library": library_id},
        ).fetchall()

    def works_elsewhere(self, library_id: UUID, provider: str) -> Sequence[Any]:
        """Id, type and external ids of other libraries' films and episodes that a file of this one may be a source of:
        of what a server holds, those of every library; of a file on our disks, those that only servers hold."""
        return self._run(
            "select m.id, m.type, m.external_ids from media_items m join libraries l on l.id = m.library_id"
            " where m.library_id <> %(library)s and m.type in ('movie', 'episode') and m.external_ids <> '{}'"
            " and l.provider <> %(provider)s order by m.created_at, m.id",
            {"library": library_id, "provider": provider},
        ).fetchall()

    def neighbours(self, library_id: UUID) -> set[UUID]:
        """Other libraries with works that files of this one are sources of."""
        rows = self._run(
            "select distinct m.library_id from media_sources s join media_items m on m.id = s.item_id"
            " where s.library_id = %(library)s and m.library_id <> %(library)s",
            {"library": library_id},
        )
        return {row[0] for row in rows}

    def stored_facts(self, source_ids: Sequence[UUID]) -> Sequence[Any]:
        """Id, the work's duration and height, and what was read from the file, for describing it anew unopened."""
        return self._run(
            "select s.id, s.duration, i.height, s.metadata, s.container from media_sources s"
            " join media_items i on i.id = s.item_id where s.id = any(%(ids)s::uuid[])",
            {"ids": list(source_ids)},
        ).fetchall()

    def add_items(self, rows: Sequence[Row]) -> None:
        copy_rows(self._session, "media_items", NEW_ITEM_COLUMNS, rows)

    def change_items(self, rows: Sequence[Row]) -> None:
        copy_over(self._session, "media_items", ITEM_COLUMNS, rows)

    def add_sources(self, rows: Sequence[Row]) -> None:
        copy_rows(self._session, "media_sources", NEW_SOURCE_COLUMNS, rows)

    def change_sources(self, rows: Sequence[Row]) -> None:
        copy_over(self._session, "media_sources", SOURCE_COLUMNS, rows)

    def change_beside(self, rows: Sequence[Row]) -> None:
        copy_over(self._session, "media_sources", BESIDE_COLUMNS, rows)

    def mark(self, source_ids: Iterable[UUID], state: str, missing_since: datetime | None) -> None:
        self._run(
            "update media_sources set state = %(state)s, missing_since = %(since)s, updated_at = now()"
            " where id = any(%(ids)s::uuid[])",
            {"ids": list(source_ids), "state": state, "since": missing_since},
        )

    def break_sources(self, rows: Sequence[tuple[UUID, int, int, str]]) -> None:
        """Id, size, time and state of files that were fine and are not any more."""
        copy_over(self._session, "media_sources", ("id", "size", "mtime_ns", "state"), rows)

    def put_issues(self, library_id: UUID, rows: Sequence[tuple[str, int, int, str, str]], now: datetime) -> None:
        """Path, size, time, reason and sentence. A path that is listed already keeps the day it was first seen."""
        for path, size, mtime_ns, reason, message in rows:
            self._run(
                "insert into scan_issues (library_id, path, size, mtime_ns, reason, message, first_seen_at,"
                " last_seen_at) values (%(library)s, %(path)s, %(size)s, %(mtime)s, %(reason)s, %(message)s, %(now)s,"
                " %(now)s) on conflict (library_id, path) do update set size = excluded.size,"
                " mtime_ns = excluded.mtime_ns, reason = excluded.reason, message = excluded.message,"
                " last_seen_at = excluded.last_seen_at",
                {
                    "library": library_id,
                    "path": path,
                    "size": size,
                    "mtime": mtime_ns,
                    "reason": reason,
                    "message": message,
                    "now": now,
                },
            )

    def clear_issues(self, library_id: UUID, paths: Sequence[str]) -> None:
        self._run(
            "delete from scan_issues where library_id = %(library)s and path = any(%(paths)s)",
            {"library": library_id, "paths": list(paths)},
        )

    def settle(self, library_id: UUID) -> None:
        """Bring what follows from the files up to date: availability, counts, lengths, heights. Only changes write."""
        self._run(_SETTLE_WORKS, {"library": library_id})
        for types in (["season", "album"], ["show", "artist"]):
            self._run(_SETTLE_HOLDERS, {"library": library_id, "types": types})

    def content_ratings(self, library_id: UUID | None) -> list[str]:
        """Every content rating in a library, or anywhere, as it is written."""
        rows = self._run(
            "select distinct content_rating from media_items where content_rating is not null"
            " and (%(library)s::uuid is null or library_id = %(library)s::uuid)",
            {"library": library_id},
        )
        return [row[0] for row in rows]

    def rate(self, library_id: UUID | None, ages: Mapping[str, int]) -> None:
        """Write how mature each work of a library, or of all, is. ``ages``: content ratings that are known, in years.

        A work is at least as mature as what holds it; a show without a rating is as mature as the most mature thing in
        it, if all of that is rated; music without a rating is for everybody.
        """
        values = {"library": library_id, "labels": list(ages), "ages": list(ages.values())}
        self._run(_RATE, values)

    def finish(self, library_id: UUID, now: datetime) -> None:
        self._run(
            "update libraries set last_scan_at = %(now)s, state = 'online', state_reason = null,"
            " settings = settings - 'accept_missing' where id = %(library)s",
            {"library": library_id, "now": now},
        )

    def take_offline(self, library_id: UUID, reason: str) -> bool:
        """Whether it was there before, or away for another reason."""
        done = self._run(
            "update libraries set state = 'offline', state_reason = %(reason)s where id = %(library)s"
            " and (state, coalesce(state_reason, '')) is distinct from ('offline', %(reason)s)",
            {"library": library_id, "reason": reason},
        )
        return done.rowcount > 0


# What can be played has a file that is there; its height is that of the best of them.
_SETTLE_WORKS = """
    update media_items m set available = f.available, height = f.height, duration = coalesce(f.duration, m.duration)
    from (
        select i.id, coalesce(bool_or(s.state = 'available'), false) as available,
               max((s.metadata->>'height')::int) filter (where s.state = 'available') as height,
               max(s.duration) filter (where s.state = 'available') as duration
        from media_items i left join media_sources s on s.item_id = i.id
        where i.library_id = %(library)s and i.type in ('movie', 'episode', 'track', 'video') group by i.id
    ) f
    where f.id = m.id and (m.available, m.height) is distinct from (f.available, f.height)
"""
# What holds works is there as long as one of them is, and as long as they are together.
_SETTLE_HOLDERS = """
    update media_items m set available = c.available, child_count = c.children, duration = c.duration, height = c.height
    from (
        select p.id, coalesce(bool_or(i.available), false) as available,
               (count(*) filter (where i.available))::int as children,
               sum(i.duration) filter (where i.available) as duration, max(i.height) as height
        from media_items p left join media_items i on i.parent_id = p.id
        where p.library_id = %(library)s and p.type = any(%(types)s) group by p.id
    ) c
    where c.id = m.id and (m.available, m.child_count, m.duration, m.height)
          is distinct from (c.available, c.children, c.duration, c.height)
"""
_RATE = """
    with own as (
        select m.id, m.type, m.parent_id, m.grandparent_id,
               coalesce(r.age, case when m.type in ('artist', 'album', 'track') then 0 end) as age
        from media_items m left join unnest(%(labels)s::text[], %(ages)s::int[]) r(label, age)
             on r.label = m.content_rating
        where %(library)s::uuid is null or m.library_id = %(library)s::uuid
    ), within as (
        select h.id, max(o.age) as age from own h
        join own o on (o.parent_id = h.id or o.grandparent_id = h.id) and o.type in ('movie', 'episode', 'video')
        where h.age is null group by h.id having count(*) = count(o.age)
    ), named as (
        select o.id, o.parent_id, o.grandparent_id, coalesce(o.age, w.age) as age
        from own o left join within w on w.id = o.id
    ), effective as (
        select n.id, greatest(n.age, p.age, g.age) as age
        from named n left join named p on p.id = n.parent_id left join named g on g.id = n.grandparent_id
    )
    update media_items m set maturity = e.age from effective e
    where e.id = m.id and m.maturity is distinct from e.age
"""
