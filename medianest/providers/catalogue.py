"""What a server of others holds, as a tree that a scan goes through.

The catalogue is read once, page by page; what it says is kept in a file of the system, so that memory does not grow
with it, and what is new is taken from there.
"""

from __future__ import annotations

import hashlib
import pickle
import tempfile
import weakref
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from medianest.errors import ProviderBroken, SourceUnavailable
from medianest.providers.base import Catalogue, LocalFile, MediaFacts, RemoteItem, RemotePart
from medianest.providers.described import Described, FoundFile, Refusal

MOST_ITEMS = 1_000_000
LONGEST_ID = 500
_IN_MEMORY = 4 * 1024 * 1024  # bytes, before the file is made

# Why something cannot be played, for the page that lists it.
_REASONS = {
    "private": "The video is private",
    "deleted": "The video was deleted",
    "not_embeddable": "Its owner does not allow it to be played elsewhere",
    "age_restricted": "It is for adults only, and plays at its own site alone",
    "region": "It may not be played in this country",
    "upcoming": "It has not begun yet",
    "gone": "The server lists it, but has no file of it",
}


class CatalogueTree:
    """Implements ``providers.described.Tree`` and ``Telling``. Belongs to one scan."""

    emptied = "The server has nothing in this collection any more."

    def __init__(self, type: str, catalogue: Catalogue, collection: str) -> None:
        self.type = type
        self._catalogue = catalogue
        self._collection = collection
        self._refused: list[Refusal] = []
        self._places: dict[str, tuple[int, int]] = {}  # where an item lies in the file, and which part is meant
        self._file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - lives as long as the tree
        weakref.finalize(self, self._file.close)
        self._item = lru_cache(maxsize=8)(self._read)

    def files(self, below: tuple[str, ...] = ()) -> Iterator[FoundFile]:  # noqa: ARG002 - it has no folders
        cursor: str | None = None
        cursors: set[str] = set()
        while True:
            page = self._catalogue.page(self._collection, cursor)
            if page is None:
                raise SourceUnavailable("The server does not have this collection any more.")
            for item in page.items:
                yield from self._found(item)
            if len(self._places) > MOST_ITEMS or (page.cursor is not None and page.cursor in cursors):
                raise ProviderBroken("The server lists more than a library may have.")
            if page.cursor is None:
                return
            cursor = page.cursor
            cursors.add(cursor)

    def _found(self, item: RemoteItem) -> Iterator[FoundFile]:
        if item.unavailable:
            message = _REASONS.get(item.unavailable, "It cannot be played")
            self._refused.append(
                Refusal(item.remote_id[:LONGEST_ID], item.unavailable, f"{item.work.title}: {message}")
            )
            return
        place = self._file.tell()
        pickle.dump(item, self._file, pickle.HIGHEST_PROTOCOL)
        for number, part in enumerate(item.parts):
            # A page may move while another is read: what is listed twice counts once.
            if 0 < len(part.remote_id) <= LONGEST_ID and part.remote_id not in self._places:
                self._places[part.remote_id] = (place, number)
                yield FoundFile(part.remote_id, part.facts.size, _number(item.version), 0)

    @property
    def refused(self) -> list[Refusal]:
        return self._refused

    @property
    def unreadable(self) -> list[str]:
        return []

    def beside(self) -> Iterator[tuple[str, int, int]]:
        return iter(())

    def file(self, found: FoundFile) -> LocalFile:
        raise SourceUnavailable("What a server holds lies on no disk of ours.", path=found.path)

    def facts(self, path: str) -> MediaFacts:
        return self._part(path)[1].facts

    def describe(self, path: str, tags: Mapping[str, Any]) -> Described:  # noqa: ARG002 - nothing was opened
        item, part = self._part(path)
        return Described(
            item.work,
            tuple(item.holders),
            edition=part.edition,
            marked=True,  # parts of one item are versions of it: their ids begin with the item's
            file_name=part.file_name,
            added_at=item.added_at or datetime.now(UTC),
        )

    def _part(self, path: str) -> tuple[RemoteItem, RemotePart]:
        place, number = self._places[path]
        item = self._item(place)
        return item, item.parts[number]

    def _read(self, place: int) -> RemoteItem:
        self._file.seek(place)
        return pickle.load(self._file)  # noqa: S301 - our own values, in a file without a name


def _number(version: str) -> int:
    """A version as a number that fits where a file's time stands."""
    return int.from_bytes(hashlib.blake2b(version.encode("utf-8", "replace"), digest_size=8).digest()) >> 1
