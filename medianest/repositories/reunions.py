"""Files that went from one library to another: found by their fingerprints, and their two works made one again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from sqlmodel import Session

from medianest.repositories.scans import ITEM_COLUMNS

# What a work is where it is now; its pictures are treated apart, and when it came stays as it was.
_DESCRIBED = (
    "library_id",
    "available",
    "child_count",
    *(name for name in ITEM_COLUMNS if name not in ("id", "identity")),
)

# A work all of whose files are gone from one library, and one in another library with the same file. Long known copies
# are left alone: of those that count the new file was first seen when the old one was about to be missed, or since.
_CANDIDATES = """
    select x.id, y.id, sx.id, sy.id, sx.file_name = sy.file_name, x.parent_id, y.parent_id,
           x.grandparent_id, y.grandparent_id, x.library_id, y.library_id
    from media_sources sx
    join media_sources sy on sy.fingerprint = sx.fingerprint and sy.state = 'available' and sy.provider = 'local'
    join media_items x on x.id = sx.item_id
    join media_items y on y.id = sy.item_id
    where sx.state = 'missing' and sx.fingerprint <> '' and sx.provider = 'local'
      and abs(sy.duration - sx.duration) < 2 and (x.type = 'track') = (y.type = 'track')
      and x.id <> y.id and x.library_id is distinct from y.library_id and y.library_id is not null
      and (x.library_id = %(library)s or y.library_id = %(library)s)
      and sy.created_at > coalesce(sx.missing_since, now()) - make_interval(secs => %(window)s)
      and not exists (select from media_sources o where o.item_id = x.id and o.state <> 'missing')
    order by x.id, y.id
"""

# In this order: what points at the work that goes is turned to the one that is kept; then the first takes its place.
_ABSORB = (
    "update watch_history t set media_item_id = p.kept from moved p where t.media_item_id = p.gone",
    "update playlist_items t set media_item_id = p.kept from moved p where t.media_item_id = p.gone",
    """insert into playback_positions as old (user_id, media_item_id, position, duration, watched, play_count, play_id,
            play_started_at, last_watched_at, updated_at)
        select t.user_id, p.kept, t.position, t.duration, t.watched, t.play_count, t.play_id, t.play_started_at,
            t.last_watched_at, t.updated_at
        from playback_positions t join moved p on t.media_item_id = p.gone
        on conflict (user_id, media_item_id) do update set
            (position, duration, play_id, play_started_at, updated_at) =
            (select n.position, n.duration, n.play_id, n.play_started_at, n.updated_at from (values
                (old.position, old.duration, old.play_id, old.play_started_at, old.updated_at),
                (excluded.position, excluded.duration, excluded.play_id, excluded.play_started_at, excluded.updated_at)
            ) as n(position, duration, play_id, play_started_at, updated_at) order by n.play_started_at desc limit 1),
            watched = old.watched or excluded.watched, play_count = old.play_count + excluded.play_count,
            last_watched_at = greatest(old.last_watched_at, excluded.last_watched_at)""",
    """insert into favourites (user_id, media_item_id, added_at)
        select t.user_id, p.kept, t.added_at from favourites t join moved p on t.media_item_id = p.gone
        on conflict (user_id, media_item_id) do update set added_at = least(favourites.added_at, excluded.added_at)""",
    "update media_sources t set item_id = p.kept from moved p where t.item_id = p.gone",
    "delete from credits t using moved p where t.item_id = p.kept",
    "update credits t set item_id = p.kept from moved p where t.item_id = p.gone",
    "update media_items t set parent_id = p.kept from moved p where t.parent_id = p.gone",
    "update media_items t set grandparent_id = p.kept from moved p where t.grandparent_id = p.gone",
    # Two works cannot have one key, not even for the length of a statement.
    "update media_items t set identity = t.identity || ' ' || t.id from moved p where t.id = p.gone",
    "".join(
        (
            "update media_items t set updated_at = now(), artwork = t.artwork || g.artwork,",
            " identity = left(g.identity, -37), ",
            ", ".join(" = g.".join((name, name)) for name in _DESCRIBED),
            " from moved p join media_items g on g.id = p.gone where t.id = p.kept",
        )
    ),
    "delete from media_items t using moved p where t.id = p.gone",
)


class ReunionRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def _run(self, statement: str, values: dict[str, Any] | None = None) -> Any:
        return self._session.connection().exec_driver_sql(statement, values or {})

    @contextmanager
    def _moved(self, pairs: Sequence[tuple[UUID, UUID]]) -> Iterator[None]:
        """(kept, gone) as a table, because many statements ask."""
        self._run(
            "create temp table moved on commit drop as"
            " select * from unnest(%(kept)s::uuid[], %(gone)s::uuid[]) as p(kept, gone)",
            {"kept": [kept for kept, _ in pairs], "gone": [gone for _, gone in pairs]},
        )
        yield
        self._run("drop table moved")

    def candidates(self, library_id: UUID, window: float) -> Sequence[Any]:
        """Lost and found works of this and other libraries with the same file: both works, both sources, whether the
        files are called the same, both parents, both grandparents, both libraries."""
        return self._run(_CANDIDATES, {"library": library_id, "window": window}).fetchall()

    def lock(self) -> None:
        """Until the transaction ends no other scan brings works together."""
        self._run("select pg_advisory_xact_lock(hashtextextended('reunions', 8))")

    def settle_sources(self, pairs: Sequence[tuple[UUID, UUID]]) -> None:
        """(lost, found) rows of one file: plays of the first are plays of the second, which alone stays."""
        with self._moved([(found, lost) for lost, found in pairs]):
            self._run("update watch_history t set source_id = p.kept from moved p where t.source_id = p.gone")
            self._run("delete from media_sources t using moved p where t.id = p.gone")

    def absorb(self, pairs: Sequence[tuple[UUID, UUID]]) -> None:
        """(kept, gone): the first takes the second's place, description and files; everything people did with either
        is the first's. When the first came stays as it was."""
        with self._moved(pairs):
            for statement in _ABSORB:
                self._run(statement)

    def emptied(self, holders: Sequence[UUID]) -> set[UUID]:
        """Those of these shows, seasons, artists and albums that hold nothing any more."""
        rows = self._run(
            "select h.id from unnest(%(ids)s::uuid[]) as h(id) where not exists"
            " (select from media_items m where m.parent_id = h.id or m.grandparent_id = h.id)",
            {"ids": list(holders)},
        )
        return {row[0] for row in rows}

    def children(self, holders: Sequence[UUID]) -> Sequence[Any]:
        """(holder, work directly in it)."""
        return self._run(
            "select parent_id, id from media_items where parent_id = any(%(ids)s::uuid[])", {"ids": list(holders)}
        ).fetchall()
