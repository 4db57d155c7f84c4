"""A person's lists: any works of any library in any order, private unless said otherwise.

A list points at works: it outlives renames and unplugged disks, and a work that was purged leaves its title behind
for the list's owner. Others see of a public list what they may see of its works.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from medianest.errors import Conflict, Invalid, NotFound
from medianest.models.media import CONTAINER_TYPES
from medianest.repositories.unit_of_work import Transactions, UnitOfWork
from medianest.services import cards, cursors
from medianest.services import playlist_rules as rules
from medianest.services.browse import sight
from medianest.services.viewer import Viewer
from medianest.services.views import (
    MediaCard,
    Picture,
    PlaylistAddition,
    PlaylistCard,
    PlaylistDetail,
    PlaylistEntry,
    PlaylistPage,
)

MOST_LISTS = 1000  # of one person
MOST_AT_ONCE = 200  # ids in one request; a show or an artist is one


class Playlists:
    def __init__(self, transactions: Transactions) -> None:
        self._uow = transactions

    def list(self, viewer: Viewer, limit: int = 50, cursor: str | None = None) -> PlaylistPage:
        """The viewer's own lists and everybody's public ones, by name."""
        seen = sight(viewer)
        after = None
        if cursor:
            name, playlist_id = cursors.unseal(cursor, 2)
            after = (rules.text(name), rules.uuid(playlist_id))
        with self._uow() as work:
            rows = work.playlists.page(viewer.user_id, seen, limit + 1, after)
            items = self._cards(work, viewer, rows[:limit])
        more = cursors.seal((rows[limit - 1][9], rows[limit - 1][0])) if len(rows) > limit else None
        return PlaylistPage(items, more)

    def get(self, viewer: Viewer, playlist_id: UUID, limit: int = 200, cursor: str | None = None) -> PlaylistDetail:
        """A list with its entries from the beginning or from a cursor.

        Raises:
            NotFound: no such list, or somebody else's private one.
        """
        seen = sight(viewer)
        after = rules.number(cursors.unseal(cursor, 1)[0]) if cursor else -1
        with self._uow() as work:
            card = self._card(work, viewer, playlist_id)
            rows = work.playlists.entries(playlist_id, viewer.user_id, seen, limit + 1, after)
            shown = rows[:limit]
            media = self._media(work, viewer, [row[3] for row in shown if row[3] is not None])
        entries = tuple(PlaylistEntry(row[0], row[1], row[2], media.get(row[3])) for row in shown)
        return PlaylistDetail(card, entries, cursors.seal((shown[-1][1],)) if len(rows) > limit else None)

    def create(
        self,
        viewer: Viewer,
        name: str,
        description: str = "",
        visibility: str = "private",
        media_ids: Sequence[UUID] = (),
    ) -> PlaylistCard:
        """Make a list, with works to begin with.

        Raises:
            Invalid: no name, or one too long.
            NotFound: one of the works is not the viewer's to see; no list is made.
            Conflict: the person has as many lists as one may.
        """
        person = viewer.person()
        name, description, visibility = rules.checked(name, description, visibility)
        with self._uow() as work:
            if work.playlists.owned(person) >= MOST_LISTS:
                raise Conflict("One person can keep {most} playlists.", most=MOST_LISTS)
            playlist_id = work.playlists.add(person, name, description, visibility)
            works = self._expanded(work, viewer, media_ids)
            rules.fits(len(works))
            if works:
                work.playlists.insert(playlist_id, works, 0)
            work.commit()
            return self._card(work, viewer, playlist_id)

    def change(
        self,
        viewer: Viewer,
        playlist_id: UUID,
        *,
        name: str | None = None,
        description: str | None = None,
        visibility: str | None = None,
    ) -> PlaylistCard:
        """Rename or share one's own list; what is None stays as it is."""
        with self._uow() as work:
            card = self._own(work, viewer, playlist_id)
            checked = rules.checked(
                card.name if name is None else name,
                card.description if description is None else description,
                card.visibility if visibility is None else visibility,
            )
            work.playlists.change(playlist_id, *checked)
            work.commit()
            return self._card(work, viewer, playlist_id)

    def delete(self, viewer: Viewer, playlist_id: UUID) -> None:
        with self._uow() as work:
            self._own(work, viewer, playlist_id)
            work.playlists.delete(playlist_id)
            work.commit()

    def add(
        self,
        viewer: Viewer,
        playlist_id: UUID,
        media_ids: Sequence[UUID],
        *,
        before: UUID | None = None,
        skip_duplicates: bool = False,
    ) -> PlaylistAddition:
        """Put works at the end, or before an entry. A show, season, artist or album stands for what it holds that
        can be played, in order.

        Raises:
            NotFound: the list is not the viewer's, or one of the works is not theirs to see; nothing is added.
            Conflict: the list would grow too long.
        """
        if not 1 <= len(media_ids) <= MOST_AT_ONCE:
            raise Invalid("Nothing can be added like this.", {"media_ids": "From 1 to {most}."}, most=MOST_AT_ONCE)
        with self._uow() as work:
            self._own(work, viewer, playlist_id)
            works = self._expanded(work, viewer, media_ids)
            known = work.playlists.present(playlist_id, [media_id for media_id, _ in works])
            fresh: list[tuple[UUID, str]] = []
            duplicates = 0
            for media_id, title in works:
                duplicates += media_id in known
                if not (skip_duplicates and media_id in known):
                    fresh.append((media_id, title))
                known.add(media_id)
            size = work.playlists.size(playlist_id)
            rules.fits(size + len(fresh))
            at = size if before is None else self._position(work, playlist_id, before)
            if fresh:
                work.playlists.insert(playlist_id, fresh, at)
                work.playlists.touch(playlist_id)
            work.commit()
            return PlaylistAddition(len(fresh), duplicates, self._card(work, viewer, playlist_id))

    def move(self, viewer: Viewer, playlist_id: UUID, entry_id: UUID, before: UUID | None) -> int:
        """Put an entry before another, or at the end; its new position. Moves at once from two devices queue up."""
        with self._uow() as work:
            self._own(work, viewer, playlist_id)
            old = self._position(work, playlist_id, entry_id)
            new = work.playlists.size(playlist_id) if before is None else self._position(work, playlist_id, before)
            new -= new > old
            if new != old:
                work.playlists.move(playlist_id, entry_id, old, new)
                work.playlists.touch(playlist_id)
            work.commit()
        return new

    def remove(self, viewer: Viewer, playlist_id: UUID, entries: Sequence[UUID]) -> int:
        """Take entries out; how many were there. The works themselves stay."""
        with self._uow() as work:
            self._own(work, viewer, playlist_id)
            removed = work.playlists.remove(playlist_id, entries)
            if removed:
                work.playlists.touch(playlist_id)
            work.commit()
        return removed

    def _own(self, work: UnitOfWork, viewer: Viewer, playlist_id: UUID) -> PlaylistCard:
        """Hold the viewer's own list. Of somebody else's one learns no more than that it is not theirs to change."""
        if not work.playlists.lock(playlist_id, viewer.person()):
            raise NotFound("There is no such playlist of yours.", playlist=playlist_id)
        return self._card(work, viewer, playlist_id)

    def _card(self, work: UnitOfWork, viewer: Viewer, playlist_id: UUID) -> PlaylistCard:
        row = work.playlists.card(playlist_id, viewer.user_id, sight(viewer))
        if row is None:
            raise NotFound("There is no such playlist.", playlist=playlist_id)
        return self._cards(work, viewer, [row])[0]

    def _cards(self, work: UnitOfWork, viewer: Viewer, rows: Sequence[Any]) -> tuple[PlaylistCard, ...]:
        faces = work.playlists.faces([row[0] for row in rows], viewer.user_id, sight(viewer))
        media = self._media(work, viewer, [media_id for _, media_id in faces])
        pictures: dict[UUID, dict[str, Picture]] = {}
        for playlist_id, media_id in faces:
            found = media[media_id].poster if media_id in media else None
            if found is not None:
                pictures.setdefault(playlist_id, {}).setdefault(found.url, found)
        return tuple(
            PlaylistCard(
                id=row[0],
                name=row[1],
                description=row[2],
                visibility=row[3],
                owner_name=row[4],
                mine=row[5] == viewer.user_id,
                item_count=row[6],
                duration=row[7],
                pictures=tuple(pictures.get(row[0], {}).values())[:4],
                updated_at=row[8],
            )
            for row in rows
        )

    @staticmethod
    def _media(work: UnitOfWork, viewer: Viewer, ids: Sequence[UUID]) -> dict[UUID, MediaCard]:
        rows = work.media.cards(dict.fromkeys(ids), viewer.user_id, sight(viewer))
        return {card.id: card for card in cards.dress(list(rows.values()), work.media, viewer.user_id)}

    @staticmethod
    def _position(work: UnitOfWork, playlist_id: UUID, entry_id: UUID) -> int:
        position = work.playlists.position(playlist_id, entry_id)
        if position is None:
            raise NotFound("This is no longer in the playlist.", entry=entry_id)
        return position

    @staticmethod
    def _expanded(work: UnitOfWork, viewer: Viewer, media_ids: Sequence[UUID]) -> list[tuple[UUID, str]]:
        """Works to add, with the titles that are left of them should they ever be purged."""
        seen = sight(viewer)
        rows = work.media.cards(dict.fromkeys(media_ids), viewer.user_id, seen)
        works: list[tuple[UUID, str]] = []
        for media_id in media_ids:
            if media_id not in rows:
                raise NotFound("There is no such title.", media=media_id)
            row = rows[media_id]
            if row[1] in CONTAINER_TYPES:
                below = work.media.works_beneath(media_id, viewer.user_id, seen)
                works += [(found[0], rules.remembered(found)) for found in below if found[6]]
            else:
                works.append((media_id, rules.remembered(row)))
        return works
