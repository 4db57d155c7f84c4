"""What the tests of scanning do to a library, and what they look at afterwards."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import mutagen

from medianest.mediapool.client import MediaPool
from medianest.models import Library
from medianest.providers.local.opening import PoolOpener
from medianest.providers.local.tree import LocalTree
from medianest.repositories.unit_of_work import UnitOfWork
from medianest.services import Services
from medianest.services.scans.origins import Origins
from medianest.services.scans.progress import ScanProgress
from medianest.services.scans.run import Scanner, ScanOrder
from medianest.services.viewer import Viewer
from tests.media import media


class Unfenced:
    """A lease that is never lost."""

    def hold(self, work: UnitOfWork) -> None:  # noqa: ARG002
        return


@dataclass(frozen=True)
class Item:
    id: UUID
    type: str
    title: str
    year: int | None
    identity: str
    available: bool
    parent_title: str | None
    details: dict[str, Any]
    index_number: int | None
    index_end: int | None


class CountingOpener(PoolOpener):
    """Counts the files that are opened."""

    opened = 0

    def read(self, files, operation, limit):
        self.opened += len(files)
        return super().read(files, operation, limit)


class Household:
    def __init__(self, root: Path, transactions: Callable[[], UnitOfWork], pool: MediaPool) -> None:
        self.root = root
        self.transactions = transactions
        self.opener = CountingOpener(pool)
        self.scanner = Scanner(transactions, Origins(LocalTree), self.opener, threads=2)
        self.library_id: UUID | None = None

    def library(self, type: str, name: str = "Library") -> UUID:
        with self.transactions() as work:
            library = Library(name=name, type=type, path=str(self.root))
            work.libraries.add(library)
            work.commit()
            self.library_id = library.id
        return self.library_id

    def put(self, path: str, name: str = "film.mp4", **tags: str) -> Path:
        """A copy of one of our small media files in the library, with tags if it is a track. Never twice the same."""
        made = self.root / path
        made.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(media(name), made)
        if tags:
            file = mutagen.File(made, easy=True)
            assert file is not None
            file.update(tags)
            file.save()
        return made

    def different(self, path: str, name: str = "film.mp4") -> Path:
        """As ``put``, with bytes at the end that no other file has."""
        made = self.put(path, name)
        with made.open("ab") as file:
            file.write(b"\0" * 8 + os.urandom(64))
        return made

    def scan(self, *below: str, accept_gone: bool = False) -> ScanProgress:
        assert self.library_id is not None
        *_, last = self.scanner.run(ScanOrder(self.library_id, below, accept_gone), Unfenced())
        return last

    def items(self, *types: str) -> list[Item]:
        with self.transactions() as work:
            rows = work.session.connection().exec_driver_sql(
                "select id, type, title, year, identity, available, parent_title, metadata, index_number, index_end"
                " from media_items order by sort_title, id"
            )
            return [item for item in (Item(*row) for row in rows) if not types or item.type in types]

    def one(self, type: str, title: str | None = None) -> Item:
        found = [item for item in self.items(type) if title is None or item.title == title]
        assert len(found) == 1, found
        return found[0]

    def sources(self) -> dict[str, tuple[UUID, str]]:
        """Path -> work and state."""
        with self.transactions() as work:
            rows = work.session.connection().exec_driver_sql("select remote_id, item_id, state from media_sources")
            return {row[0]: (row[1], row[2]) for row in rows}

    def issues(self) -> dict[str, str]:
        with self.transactions() as work:
            return dict(work.session.connection().exec_driver_sql("select path, reason from scan_issues").all())

    def state(self) -> str:
        assert self.library_id is not None
        with self.transactions() as work:
            library = work.libraries.get(self.library_id)
            assert library is not None
            return library.state


def work_off(services: Services) -> None:
    """Be the worker until nothing waits."""
    system = Viewer.system()
    while waiting := [job for job in services.jobs.list(system) if job.state == "queued"]:
        for job in waiting:
            with services.jobs.take(job.id, "test") as held:
                assert held is not None
                if job.kind == "scan":
                    services.scans.execute(held)
                    services.artwork_jobs.request(job.library_id)
                else:
                    services.artwork_jobs.execute(held)
