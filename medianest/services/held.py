"""A job in the hands of the worker that leased it: keep the lease, tell how far it is, find out that it is lost."""

from __future__ import annotations

import threading
import time
from typing import Any

import structlog

from medianest.errors import MediaNestError
from medianest.repositories.hints import JobNews
from medianest.repositories.jobs import Taken
from medianest.repositories.unit_of_work import Transactions, UnitOfWork

LEASE_SECONDS = 30.0
RENEW_SECONDS = 5.0
TELL_SECONDS = 0.25  # progress is told at most this often

log = structlog.get_logger(__name__)


class LostLease(MediaNestError):
    """Another worker has this job now; nothing more may be stored for it."""

    code = "lost_lease"


class Cancelled(MediaNestError):
    """Nobody wants this job to be done any more."""

    code = "cancelled"


class Held:
    """A job in the hands of the worker that leased it."""

    def __init__(self, transactions: Transactions, news: JobNews, job: Taken) -> None:
        self._uow = transactions
        self._news = news
        self._told = 0.0
        self.job = job
        self.progress: dict[str, Any] | None = None
        self.given_back = False
        self.stop = threading.Event()

    def hold(self, work: UnitOfWork) -> None:
        """Make sure, inside a transaction, that this worker may still store something.

        Raises:
            LostLease: another worker has the job.
            Cancelled: it is not wanted any more.
        """
        self._judge(work.jobs.hold(self.job.id, self.job.fence))

    def tell(self, progress: dict[str, Any], *, final: bool = False) -> None:
        """Say how far it is; written at most four times a second."""
        self.progress = progress
        if not final and time.monotonic() - self._told < TELL_SECONDS:
            return
        self._told = time.monotonic()
        self._renew(progress)
        self._news.tell(self.news("running", None))

    def give_back(self) -> None:
        """Leave the job for another worker: this one is asked to end."""
        self.given_back = True
        self.stop.set()
        with self._uow() as work:
            work.jobs.put_back(self.job.id, self.job.fence)
            work.commit()

    def beat(self) -> None:
        """Keep the lease until stopped; run in a thread of its own."""
        while not self.stop.wait(RENEW_SECONDS):
            try:
                self._renew(None)
            except (LostLease, Cancelled):
                return  # the worker itself finds out at its next step
            except Exception as problem:  # noqa: BLE001 - a database that restarts; the lease outlasts several beats
                log.warning("lease not renewed", job=str(self.job.id), reason=type(problem).__name__)

    def _renew(self, progress: dict[str, Any] | None) -> None:
        with self._uow() as work:
            answer = work.jobs.renew(self.job.id, self.job.fence, LEASE_SECONDS, progress)
            work.commit()
        self._judge(answer)

    def _judge(self, answer: bool | None) -> None:
        if answer is None:
            raise LostLease("Another worker has this job now.")
        if not answer:
            raise Cancelled("The job was cancelled.")

    def news(self, state: str, error: str | None) -> dict[str, Any]:
        return {
            "id": str(self.job.id),
            "kind": self.job.kind,
            "library_id": self.job.library_id,
            "state": state,
            "error": error,
            **(self.progress or {}),
        }
