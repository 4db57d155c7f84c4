"""What a person holds dear: films, shows, seasons, episodes, artists, albums, tracks and videos alike.

A heart is on the work, not on its file: it stays over renames, moves and new encodes, and while a disk is away.
"""

from __future__ import annotations

from uuid import UUID

from medianest.errors import NotFound
from medianest.repositories.unit_of_work import Transactions
from medianest.services.browse import sight
from medianest.services.viewer import Viewer


class Favourites:
    def __init__(self, transactions: Transactions) -> None:
        self._uow = transactions

    def add(self, viewer: Viewer, media_id: UUID) -> None:
        """Hold a work dear; to do so twice changes nothing.

        Raises:
            NotFound: no such work, or not the viewer's to see.
        """
        person = viewer.person()
        with self._uow() as work:
            if not work.media.cards([media_id], person, sight(viewer)):
                raise NotFound("There is no such title.", media=media_id)
            work.favourites.add(person, media_id)
            work.commit()

    def remove(self, viewer: Viewer, media_id: UUID) -> None:
        """Hold it dear no longer. Done also when it was not, or when the work is closed to the viewer by now."""
        person = viewer.person()
        with self._uow() as work:
            work.favourites.remove(person, media_id)
            work.commit()
