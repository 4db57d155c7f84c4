"""Scans as people ask for them and workers do them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from uuid import UUID

from medianest.errors import NotFound
from medianest.repositories.unit_of_work import Transactions
from medianest.services.held import Held
from medianest.services.jobs import Jobs
from medianest.services.scans.progress import ScanProgress
from medianest.services.scans.run import Scanner, ScanOrder
from medianest.services.viewer import Viewer

KIND = "scan"


def subject(library_id: UUID) -> str:
    return f"scan:{library_id}"


class Scans:
    def __init__(self, transactions: Transactions, jobs: Jobs, scanner: Scanner) -> None:
        self._uow = transactions
        self._jobs = jobs
        self._scanner = scanner

    def request(
        self, viewer: Viewer, library_id: UUID, *, below: tuple[str, ...] = (), accept_gone: bool = False
    ) -> UUID:
        """Have a library scanned; the id of the job that does it. Two orders at once are one scan.

        ``below`` narrows it to these entries of the library's folder.

        Raises:
            NotFound: there is no such library.
        """
        viewer.require_admin()
        with self._uow() as work:
            if work.libraries.get(library_id) is None:
                raise NotFound("There is no such library.")
        arguments: dict[str, object] = {}
        if below:
            arguments["below"] = list(below)
        if accept_gone:
            arguments["accept_gone"] = True
        return self._jobs.request(viewer, KIND, subject(library_id), library_id=library_id, arguments=arguments)

    def request_all(self, viewer: Viewer) -> dict[UUID, UUID]:
        """Have every library scanned: library -> job."""
        viewer.require_admin()
        with self._uow() as work:
            libraries = [library.id for library in work.libraries.all()]
        return {library_id: self.request(viewer, library_id) for library_id in libraries}

    def execute(self, held: Held, stopping: Callable[[], bool] = lambda: False) -> ScanProgress | None:
        """Do a scan that this worker has taken. None when it was given back because the worker is to end."""
        if held.job.library_id is None:
            raise NotFound("There is no such library.")
        arguments = held.job.arguments
        order = ScanOrder(held.job.library_id, tuple(arguments.get("below") or ()), bool(arguments.get("accept_gone")))
        progress = ScanProgress()
        for progress in self._scanner.run(order, held):
            held.tell(asdict(progress), final=progress.phase in ("done", "offline"))
            if stopping() and progress.phase not in ("done", "offline"):
                held.give_back()
                return None
        return progress
