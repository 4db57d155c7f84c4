"""Background work as its users see it: ask for it, watch it, cancel it; and as its workers do: take, keep, end it.

The row is the truth. A message in the queue is a hint that may be lost, doubled or late.
"""

from __future__ import annotations

import threading
from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import aclosing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import structlog

from medianest.errors import MediaNestError, NotFound
from medianest.models import Job
from medianest.repositories.hints import JobNews, Queue
from medianest.repositories.unit_of_work import Transactions
from medianest.services.held import LEASE_SECONDS, Cancelled, Held, LostLease
from medianest.services.viewer import Viewer

ATTEMPTS = 5
KEPT_DAYS = 30

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class JobView:
    """A job as administrators see it. ``progress`` has the figures of its kind."""

    id: UUID
    kind: str
    subject: str
    library_id: UUID | None
    state: str  # queued, running, done, failed, cancelled
    progress: dict[str, Any]
    error: str | None
    attempts: int
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class Jobs:
    def __init__(self, transactions: Transactions, queue: Queue, news: JobNews) -> None:
        self._uow = transactions
        self._queue = queue
        self._news = news

    # For people and other services.

    def request(
        self,
        viewer: Viewer,
        kind: str,
        subject: str,
        *,
        library_id: UUID | None = None,
        arguments: Mapping[str, Any] | None = None,
    ) -> UUID:
        """Have ``kind`` done. What waits or runs already is not asked for twice: the id is then that job's.

        A wider order widens one that waits, and makes one that runs be followed by another.
        """
        viewer.require_admin()
        wanted = dict(arguments or {})
        job = Job(
            id=uuid4(), kind=kind, subject=subject, library_id=library_id, requested_by=viewer.user_id, arguments=wanted
        )
        with self._uow() as work:
            if work.jobs.add(job):
                job_id = job.id
            else:
                active = work.jobs.active(subject)
                if active is None:  # it ended between the two statements
                    work.jobs.add(job)
                    job_id = job.id
                else:
                    job_id = active.id
                    active.arguments = _widened(active, wanted)
            work.commit()
        self._hint(kind, job_id)
        return job_id

    def get(self, viewer: Viewer, job_id: UUID) -> JobView:
        viewer.require_admin()
        with self._uow() as work:
            job = work.jobs.get(job_id)
            if job is None:
                raise NotFound("There is no such job.")
            return view(job)

    def list(
        self, viewer: Viewer, limit: int = 50, library_id: UUID | None = None, before: datetime | None = None
    ) -> tuple[JobView, ...]:
        """Newest first."""
        viewer.require_admin()
        with self._uow() as work:
            return tuple(view(job) for job in work.jobs.latest(limit, library_id, before))

    def cancel(self, viewer: Viewer, job_id: UUID) -> JobView:
        """End a job: one that waits at once, one that runs at its next step. An ended one stays as it is."""
        viewer.require_admin()
        with self._uow() as work:
            job = work.jobs.get(job_id)
            if job is None:
                raise NotFound("There is no such job.")
            if job.state in ("queued", "running"):
                locked = work.jobs.active(job.subject)
                if locked is not None and locked.id == job_id:
                    job = locked
                    job.cancel_requested = True
                    if job.state == "queued":
                        job.state = "cancelled"
                        job.finished_at = datetime.now(UTC)
            cancelled = view(job)
            work.commit()
        self._tell(cancelled)
        return cancelled

    async def events(self, viewer: Viewer) -> AsyncGenerator[bytes | None, None]:
        """News of jobs as JSON while they happen; None now and then when there is none. Hold it open: nothing waits."""
        viewer.require_admin()
        async with aclosing(self._news.listen()) as news:
            async for one in news:
                yield one

    # For workers.

    @contextmanager
    def take(self, job_id: UUID, worker: str) -> Iterator[Held | None]:
        """Work on a job inside the block; None when there is nothing to do. Leaving by an error fails the job.

        The lease is renewed by a thread of its own, so that one long step does not lose it.
        """
        with self._uow() as work:
            taken = work.jobs.take(job_id, worker, LEASE_SECONDS)
            work.commit()
        if taken is None:
            yield None
            return
        held = Held(self._uow, self._news, taken)
        beating = threading.Thread(target=held.beat, name=f"lease-{taken.kind}", daemon=True)
        beating.start()
        try:
            yield held
        except LostLease:
            log.warning("lease lost", job=str(job_id), worker=worker)
        except Cancelled:
            self._finish(held, "cancelled", None)
        except MediaNestError as problem:
            self._finish(held, "failed", problem.message)
            log.warning("job failed", job=str(job_id), kind=taken.kind, reason=problem.message)
        except Exception:
            self._finish(held, "failed", "Something went wrong on the server; its log says what.")
            raise
        else:
            if not held.given_back:
                self._finish(held, "done", None)
        finally:
            held.stop.set()
            beating.join()

    def _finish(self, held: Held, state: str, error: str | None) -> None:
        held.stop.set()
        with self._uow() as work:
            arguments = work.jobs.finish(held.job.id, held.job.fence, state, held.progress, error)
            work.commit()
        if arguments is None:
            return
        self._news.tell(held.news(state, error))
        if (again := arguments.get("again")) is not None and state != "cancelled":
            self.request(
                Viewer.system(), held.job.kind, held.job.subject, library_id=held.job.library_id, arguments=again
            )

    def sweep(self, waiting_seconds: float = 10.0) -> int:
        """Send hints again for what still waits or lost its worker; how many."""
        with self._uow() as work:
            work.jobs.give_up(ATTEMPTS)
            overdue = list(work.jobs.overdue(waiting_seconds))
            work.commit()
        for job_id, kind in overdue:
            self._hint(kind, job_id)
        return len(overdue)

    def forget_old(self) -> int:
        with self._uow() as work:
            count = work.jobs.forget(KEPT_DAYS)
            work.commit()
        return count

    def _hint(self, kind: str, job_id: UUID) -> None:
        try:
            self._queue.hint(kind, str(job_id))
        except Exception as problem:  # noqa: BLE001 - whatever the queue's client raises: the sweeper sends it again
            log.warning("hint not sent", job=str(job_id), reason=type(problem).__name__)

    def _tell(self, job: JobView) -> None:
        self._news.tell(
            {"id": str(job.id), "kind": job.kind, "state": job.state, "library_id": job.library_id, **job.progress}
        )


def view(job: Job) -> JobView:
    return JobView(
        id=job.id,
        kind=job.kind,
        subject=job.subject,
        library_id=job.library_id,
        state=job.state,
        progress=dict(job.progress),
        error=job.error,
        attempts=job.attempts,
        created_at=job.created_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
    )


def _widened(active: Job, wanted: dict[str, Any]) -> dict[str, Any]:
    """Arguments of an active job after another order for the same subject."""
    kept = dict(active.arguments)
    if active.state == "running":
        before = kept.get("again")
        return {**kept, "again": wanted if before is None else merged(before, wanted)}
    return merged(kept, wanted)


def merged(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    """One order that does what both ask. ``below`` narrows an order to some places; without it, it is about all."""
    below = {*first["below"], *second["below"]} if first.get("below") and second.get("below") else None
    both = {**first, **second}
    both.pop("below", None)
    return {**both, "below": sorted(below)} if below else both
