"""Libraries and the files in them that cannot be used."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, select

from medianest.models import Library


class LibraryRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def _run(self, statement: str, values: dict[str, Any]) -> Any:
        return self._session.connection().exec_driver_sql(statement, values)

    def all(self) -> list[Library]:
        """In the order in which they are shown."""
        return list(self._session.exec(select(Library).order_by(Library.position, func.lower(Library.name))))  # type: ignore[arg-type]

    def get(self, library_id: UUID) -> Library | None:
        return self._session.get(Library, library_id)

    def named(self, name: str) -> Library | None:
        return self._session.exec(select(Library).where(func.lower(Library.name) == name.lower())).first()

    def add(self, library: Library) -> None:
        self._session.add(library)
        self._session.flush()

    def delete(self, library: Library) -> None:
        self._session.delete(library)
        self._session.flush()

    def next_position(self) -> int:
        return self._run("select coalesce(max(position), -1) + 1 from libraries", {}).scalar_one()

    def managed(self, library_id: UUID | None = None) -> Sequence[Any]:
        """Rows of ``LibraryAdminView``, one or all."""
        return self._run(
            "select l.id, l.name, l.type, case when l.provider = 'local' then l.path"
            " else concat_ws(' · ', a.name, l.settings->>'collection') end, l.state, l.state_reason,"
            " (select count(*) from media_items m where m.library_id = l.id and m.available"
            "  and m.type in ('movie', 'episode', 'track', 'video')),"
            " (select count(*) from media_sources s where s.library_id = l.id and s.state = 'missing'),"
            " (select count(*) from scan_issues i where i.library_id = l.id), l.last_scan_at, l.created_at, l.provider"
            " from libraries l left join provider_accounts a on a.id = l.provider_account_id"
            " where %(id)s::uuid is null or l.id = %(id)s::uuid order by l.position, lower(l.name)",
            {"id": library_id},
        ).fetchall()

    def issues(self, library_id: UUID, limit: int, after: str | None) -> Sequence[Any]:
        return self._run(
            "select path, size, reason, message, first_seen_at, last_seen_at from scan_issues"
            " where library_id = %(id)s and (%(after)s::text is null or path > %(after)s)"
            " order by path limit %(limit)s",
            {"id": library_id, "limit": limit, "after": after},
        ).fetchall()

    def playable(self, library_id: UUID) -> list[UUID]:
        """Every work of a library that could be played until now, and cannot be played without it."""
        rows = self._run(
            "select m.id from media_items m where m.library_id = %(library)s and m.available"
            " and m.type in ('movie', 'episode', 'track', 'video') and not exists (select from media_sources s"
            " where s.item_id = m.id and s.state = 'available' and s.library_id is distinct from m.library_id)"
            " order by m.sort_title, m.id",
            {"library": library_id},
        )
        return [row[0] for row in rows]

    def detach(self, library: Library) -> set[UUID]:
        """Before a library goes: keep what somebody watched or listed, with the place it came from; drop the rest.

        Works that another library has a source of are that library's from now on; which libraries these are.
        """
        values = {"library": library.id, "root": place_of(library), "type": library.type}
        for statement in _HAND_OVER:
            self._run(statement, values)
        heirs = {row[0] for row in self._run("select distinct library_id from handed_over", {})}
        for statement in ("drop table handed_over", *_DETACH):
            self._run(statement, values)
        return heirs

    def take_in(self, library: Library) -> None:
        """Give a new library what an earlier one of the same place left behind."""
        values = {"library": library.id, "root": place_of(library), "type": library.type}
        for statement in _TAKE_IN:
            self._run(statement, values)


def place_of(library: Library) -> str:
    """Where a library's media lie: a folder, or a collection of some server, whatever account opens it."""
    if library.provider == "local":
        return library.path
    return f"{library.provider}:{library.settings.get('account', '')}/{library.remote_id}"


# Works with sources of other libraries, and what holds them. Two works of one library cannot have one key: the next
# scan gives them the one that is due.
_HAND_OVER = (
    """create temp table handed_over on commit drop as
       select distinct on (m.id) m.id, s.library_id from media_items m join media_sources s on s.item_id = m.id
       where m.library_id = %(library)s and s.library_id <> %(library)s order by m.id, s.created_at""",
    """insert into handed_over select distinct on (p.id) p.id, h.library_id from handed_over h
       join media_items m on m.id = h.id join media_items p on p.id in (m.parent_id, m.grandparent_id)
       where p.id not in (select id from handed_over) order by p.id, h.library_id""",
    """delete from media_sources s using handed_over h where s.item_id = h.id and s.library_id = %(library)s""",
    """update media_items m set library_id = h.library_id, identity = m.identity || '|' || m.id, updated_at = now()
       from handed_over h where m.id = h.id""",
)
# Works to keep, and what holds them. A temporary table, because five statements ask.
_DETACH = (
    """create temp table kept_works on commit drop as with recursive kept(id) as (
        select m.id from media_items m where m.library_id = %(library)s and (
            exists (select from watch_history h where h.media_item_id = m.id)
            or exists (select from playback_positions p where p.media_item_id = m.id)
            or exists (select from playlist_items e where e.media_item_id = m.id)
            or exists (select from favourites v where v.media_item_id = m.id))
        union select p.id from kept k join media_items m on m.id = k.id
        join media_items p on p.id in (m.parent_id, m.grandparent_id)
    ) select id from kept""",
    # Somebody who listed a whole album or holds a show dear keeps what is in it.
    """insert into kept_works select m.id from media_items m
       join kept_works k on k.id in (m.parent_id, m.grandparent_id)
       where m.type in ('season', 'episode', 'album', 'track') and (exists
       (select from playlist_items e where e.media_item_id = k.id) or exists
       (select from favourites v where v.media_item_id = k.id)) and m.id not in (select id from kept_works)""",
    """delete from media_sources s where s.library_id = %(library)s
       and not exists (select from kept_works k where k.id = s.item_id)""",
    """delete from media_items m where m.library_id = %(library)s
       and not exists (select from kept_works k where k.id = m.id)""",
    """update media_sources set library_id = null, state = 'missing', missing_since = coalesce(missing_since, now()),
       updated_at = now(),
       metadata = metadata || jsonb_build_object('root', %(root)s::text, 'library_type', %(type)s::text)
       where library_id = %(library)s""",
    "update media_items set library_id = null, available = false, updated_at = now() where library_id = %(library)s",
    "drop table kept_works",
)
# Two earlier libraries of one folder may have left the same work: the newer one is taken.
_TAKE_IN = (
    """create temp table found_again on commit drop as
       select distinct on (m.type, m.identity) m.id, m.parent_id, m.grandparent_id, m.type, m.identity
       from media_sources s join media_items m on m.id = s.item_id
       where s.library_id is null and m.library_id is null
       and s.metadata->>'root' = %(root)s and s.metadata->>'library_type' = %(type)s
       order by m.type, m.identity, m.updated_at desc""",
    """update media_items set library_id = %(library)s, updated_at = now() where id in (
       select distinct on (p.type, p.identity) p.id from found_again f
       join media_items p on p.id in (f.id, f.parent_id, f.grandparent_id) where p.library_id is null
       order by p.type, p.identity, p.updated_at desc)""",
    """update media_sources set library_id = %(library)s, updated_at = now() where id in (
       select distinct on (s.remote_id) s.id from media_sources s join media_items m on m.id = s.item_id
       where m.library_id = %(library)s and s.library_id is null
       and s.metadata->>'root' = %(root)s order by s.remote_id, s.updated_at desc)""",
    "drop table found_again",
)
