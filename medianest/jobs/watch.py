"""Changes on disk appear by themselves: watchfiles on every library, gathered and handed to a scan.

Where the system's limit of watches does not suffice, or a disk tells nothing, the library is scanned every few minutes:
an unchanged library is scanned in a fraction of a second.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

import structlog
from watchfiles import Change, watch

from medianest.providers.local.changes import affected, of_interest
from medianest.repositories.leadership import Leadership
from medianest.services import Services
from medianest.services.libraries import LibraryAdminView
from medianest.services.viewer import Viewer

LOOK_SECONDS = 5.0  # how soon a new library is watched
QUIET_MILLISECONDS = 1500  # a copy is still going on while changes keep coming this fast
GATHER_MILLISECONDS = 30_000
POLL_SECONDS = 300.0

# It tells of every change; so do we.
logging.getLogger("watchfiles").setLevel(logging.WARNING)
log = structlog.get_logger(__name__)


class Watcher:
    """Watches on the machine that leads; the others' eyes on the same disks would see the same."""

    def __init__(self, services: Services, leadership: Leadership) -> None:
        self._services = services
        self._leadership = leadership
        self._eyes: dict[tuple[UUID, str], tuple[threading.Thread, threading.Event]] = {}

    def run(self, stopping: threading.Event) -> None:
        """Until ``stopping`` is set: one thread for each library whose folder is there."""
        try:
            while not stopping.wait(LOOK_SECONDS if self._eyes else 1.0):
                self.look()
        finally:
            self._close(list(self._eyes))

    def look(self) -> None:
        """Open an eye for each library, close those of libraries that are gone."""
        try:
            libraries = self._services.libraries.list(Viewer.system()) if self._leadership.held() else ()
        except Exception as problem:  # noqa: BLE001 - a database that restarts; we look again
            log.warning("watch", reason=type(problem).__name__)
            return
        ours = [library for library in libraries if library.provider == "local" and Path(library.path).is_dir()]
        wanted = {(library.id, library.path): library for library in ours}
        self._close([key for key, (thread, _) in self._eyes.items() if key not in wanted or not thread.is_alive()])
        for key, library in wanted.items():
            if key not in self._eyes:
                closed = threading.Event()
                thread = threading.Thread(target=self._watch, args=(library, closed), name="eye", daemon=True)
                self._eyes[key] = (thread, closed)
                thread.start()

    def _close(self, keys: Iterable[tuple[UUID, str]]) -> None:
        closing = [self._eyes.pop(key) for key in keys]
        for _, closed in closing:
            closed.set()
        for thread, _ in closing:
            thread.join(3)

    def _watch(self, library: LibraryAdminView, closed: threading.Event) -> None:
        root = Path(library.path)
        try:
            changes = watch(
                root,
                watch_filter=lambda _, path: of_interest(root, path),
                debounce=GATHER_MILLISECONDS,
                step=QUIET_MILLISECONDS,
                stop_event=closed,
                rust_timeout=1000,
                yield_on_timeout=True,
                raise_interrupt=False,
                ignore_permission_denied=True,
            )
            # What changed before the eye was open (while nobody watched, or since the first scan) is found by a scan.
            if next(changes, None) is not None:
                self._request(library.id, ())
            for found in filter(None, changes):
                self._changed(library.id, root, found)
        except OSError as problem:
            log.warning("library is polled, not watched", library=library.name, reason=str(problem)[:200])
            self._poll(library.id, closed)
        except Exception as problem:  # noqa: BLE001 - the Rust side has errors of its own; polling goes on
            log.warning("library is polled, not watched", library=library.name, reason=type(problem).__name__)
            self._poll(library.id, closed)

    def _changed(self, library_id: UUID, root: Path, found: set[tuple[Change, str]]) -> None:
        below = affected(root, [path for _, path in found])
        self._request(library_id, below)

    def _request(self, library_id: UUID, below: tuple[str, ...]) -> None:
        try:
            self._services.scans.request(Viewer.system(), library_id, below=below)
        except Exception as problem:  # noqa: BLE001 - the library may be gone, the database away
            log.warning("change not scanned", reason=type(problem).__name__)

    def _poll(self, library_id: UUID, closed: threading.Event) -> None:
        due = time.monotonic() + POLL_SECONDS
        while not closed.wait(1.0):
            if time.monotonic() >= due:
                due = time.monotonic() + POLL_SECONDS
                self._request(library_id, ())
