"""Libraries for those who manage them: add, rename, remove, look at what a scan could not use."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from medianest.errors import Conflict, Invalid, NotFound
from medianest.models import Library
from medianest.models.libraries import LIBRARY_TYPES
from medianest.repositories.unit_of_work import Transactions, UnitOfWork
from medianest.services import events
from medianest.services.audit import Audit
from medianest.services.folders import Folders
from medianest.services.scans.service import Scans
from medianest.services.viewer import Viewer

LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class LibraryAdminView:
    """A library as administrators see it."""

    id: UUID
    name: str
    type: str  # movies, shows, music, videos
    path: str  # a folder, or in words what of which server
    state: str  # online, offline
    state_reason: str | None
    item_count: int
    missing_count: int
    issue_count: int
    last_scan_at: datetime | None
    created_at: datetime
    provider: str = "local"


@dataclass(frozen=True, slots=True)
class IssueView:
    """A file that cannot be used. ``reason`` is a stable code, ``message`` a sentence."""

    path: str
    size: int
    reason: str
    message: str
    first_seen_at: datetime
    last_seen_at: datetime


@dataclass(frozen=True, slots=True)
class IssuePage:
    items: tuple[IssueView, ...]
    next_cursor: str | None


class Libraries:
    """``own_folders`` are our own that may hold a library all the same (the demo's); ``forbidden`` may hold none."""

    def __init__(
        self,
        transactions: Transactions,
        folders: Folders,
        scans: Scans,
        audit: Audit,
        *,
        own_folders: Sequence[Path] = (),
        forbidden: Sequence[Path] = (),
    ) -> None:
        self._uow = transactions
        self._folders = folders
        self._scans = scans
        self._audit = audit
        self._own = tuple(Path(os.path.realpath(path)) for path in own_folders)
        self._forbidden = tuple(Path(os.path.realpath(path)) for path in forbidden)

    def list(self, viewer: Viewer) -> tuple[LibraryAdminView, ...]:
        """In the order in which they are shown."""
        viewer.require_admin()
        with self._uow() as work:
            return _views(work)

    def get(self, viewer: Viewer, library_id: UUID) -> LibraryAdminView:
        """Raises NotFound when there is no such library."""
        viewer.require_admin()
        with self._uow() as work:
            return _view(work, library_id)

    def named(self, viewer: Viewer, name: str) -> LibraryAdminView:
        """By its name, whatever its case. Raises NotFound."""
        viewer.require_admin()
        with self._uow() as work:
            library = work.libraries.named(name)
            if library is None:
                raise NotFound("There is no library called {name}.", name=name)
            return _view(work, library.id)

    def add(
        self, viewer: Viewer, name: str, path: str, type: str, *, scan: bool = True
    ) -> tuple[LibraryAdminView, bool]:
        """Make a library of a folder and have it scanned; the library and whether it is new.

        The same name with the same folder and type again changes nothing. Works that an earlier library of this folder
        left behind are found again, with everything people did.

        Raises:
            Invalid: no name, an unknown type, or not a folder's path.
            Conflict: the name is taken by another folder or type.
            NotFound: there is no such folder, or it may not hold a library.
        """
        viewer.require_admin()
        name = _checked_name(name)
        if type not in LIBRARY_TYPES:
            raise Invalid("This is no kind of library.", {"type": "Choose movies, shows, music or videos."})
        folder = self._checked_folder(viewer, path)
        with self._uow() as work:
            known = work.libraries.named(name)
            if known is not None:
                if known.path == str(folder) and known.type == type:
                    return _view(work, known.id), False
                raise Conflict("There is another library called {name}.", name=known.name)
            library = Library(name=name, type=type, path=str(folder), position=work.libraries.next_position())
            work.libraries.add(library)
            work.libraries.take_in(library)
            made = _view(work, library.id)
            self._audit.record(
                work, viewer, "library.added", target=("library", library.id), after={"name": name, "type": type}
            )
            work.commit()
        if scan:
            self._scans.request(viewer, made.id)
        return made, True

    def rename(self, viewer: Viewer, library_id: UUID, name: str) -> LibraryAdminView:
        """Raises Invalid, NotFound, or Conflict when the name is taken."""
        viewer.require_admin()
        name = _checked_name(name)
        with self._uow() as work:
            library = _required(work, library_id)
            taken = work.libraries.named(name)
            if taken is not None and taken.id != library_id:
                raise Conflict("There is another library called {name}.", name=taken.name)
            before, library.name = library.name, name
            work.libraries.add(library)
            self._audit.record(
                work,
                viewer,
                "library.renamed",
                target=("library", library_id),
                before={"name": before},
                after={"name": name},
            )
            changed = _view(work, library_id)
            work.commit()
            return changed

    def remove(self, viewer: Viewer, library_id: UUID) -> None:
        """Take a library away; its files stay as they are.

        Works that somebody has watched or listed stay, without a file, and are found again when the folder is added
        again. Raises NotFound.
        """
        viewer.require_admin()
        with self._uow() as work:
            library = _required(work, library_id)
            name, type = library.name, library.type
            events.tell(work, *events.works(work, events.MEDIA_REMOVED, work.libraries.playable(library_id)))
            shared = work.scans.neighbours(library_id) | work.libraries.detach(library)
            for other in shared:
                work.scans.settle(other)
            work.libraries.delete(library)
            self._audit.record(
                work, viewer, "library.removed", target=("library", library_id), before={"name": name, "type": type}
            )
            work.commit()

    def accept_missing(self, viewer: Viewer, library_id: UUID) -> UUID:
        """Say that what is gone from an offline library is gone for good; the job of the scan that notes it."""
        viewer.require_admin()
        with self._uow() as work:
            library = _required(work, library_id)
            self._audit.record(
                work, viewer, "library.missing_accepted", target=("library", library_id), after={"name": library.name}
            )
            work.commit()
        return self._scans.request(viewer, library_id, accept_gone=True)

    def issues(self, viewer: Viewer, library_id: UUID, limit: int = 50, after: str | None = None) -> IssuePage:
        """What the last scan could not use, by path; ``after`` is the cursor of the page before. Raises NotFound."""
        viewer.require_admin()
        with self._uow() as work:
            _required(work, library_id)
            rows = work.libraries.issues(library_id, limit + 1, after)
        found = tuple(IssueView(*row) for row in rows[:limit])
        return IssuePage(found, found[-1].path if len(rows) > limit else None)

    def _checked_folder(self, viewer: Viewer, path: str) -> Path:
        """In a browser an administrator chooses beneath the allowed roots; at the shell, whoever owns the machine."""
        if viewer.role != "system":
            return self._folders.checked(viewer, path)
        real = Path(os.path.realpath(os.path.expanduser(path)))  # noqa: PTH111 - a shell's argument
        inside = any(real.is_relative_to(own) for own in self._own)
        if not inside and any(real.is_relative_to(forbidden) for forbidden in self._forbidden):
            raise NotFound("This folder may not hold a library.")
        if not real.is_dir():
            raise NotFound("There is no folder {path}.", path=path)
        return real


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise Invalid("The library needs a name.", {"name": "Write 1 to {most} letters."}, most=LONGEST_NAME)
    return name


def _required(work: UnitOfWork, library_id: UUID) -> Library:
    library = work.libraries.get(library_id)
    if library is None:
        raise NotFound("There is no such library.")
    return library


def _views(work: UnitOfWork, library_id: UUID | None = None) -> tuple[LibraryAdminView, ...]:
    return tuple(LibraryAdminView(*row) for row in work.libraries.managed(library_id))


def _view(work: UnitOfWork, library_id: UUID) -> LibraryAdminView:
    found = _views(work, library_id)
    if not found:
        raise NotFound("There is no such library.")
    return found[0]
