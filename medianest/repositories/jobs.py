"""Jobs: leases, heartbeats and fencing, so that one worker at a time does a piece of work and a dead one loses it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlmodel import Session, col, select

from medianest.models import Job


@dataclass(frozen=True, slots=True)
class Taken:
    """A job as the worker that took it sees it."""

    id: UUID
    kind: str
    subject: str
    library_id: UUID | None
    arguments: dict[str, Any]
    fence: int


class JobRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def _run(self, statement: str, values: dict[str, Any] | None = None) -> Any:
        return self._session.connection().exec_driver_sql(statement, values or {})

    def add(self, job: Job) -> bool:
        """Queue it; False when one with its subject waits or runs already."""
        done = self._run(
            "insert into jobs (id, kind, subject, library_id, requested_by, arguments) values (%(id)s, %(kind)s,"
            " %(subject)s, %(library)s, %(person)s, %(arguments)s::jsonb)"
            " on conflict (subject) where state in ('queued', 'running') do nothing",
            {
                "id": job.id,
                "kind": job.kind,
                "subject": job.subject,
                "library": job.library_id,
                "person": job.requested_by,
                "arguments": _dumps(job.arguments),
            },
        )
        return done.rowcount == 1

    def active(self, subject: str) -> Job | None:
        """The job with this subject that waits or runs, locked until the transaction ends."""
        return self._session.exec(
            select(Job)
            .where(Job.subject == subject, col(Job.state).in_(("queued", "running")))
            .with_for_update()
            .execution_options(populate_existing=True)
        ).first()

    def get(self, job_id: UUID) -> Job | None:
        return self._session.get(Job, job_id)

    def latest(self, limit: int, library_id: UUID | None = None, before: datetime | None = None) -> Sequence[Job]:
        """Newest first, those at work in front."""
        query = select(Job).order_by(col(Job.created_at).desc()).limit(limit)
        if library_id is not None:
            query = query.where(Job.library_id == library_id)
        if before is not None:
            query = query.where(Job.created_at < before)
        return self._session.exec(query).all()

    def take(self, job_id: UUID, worker: str, seconds: float) -> Taken | None:
        """Lease a job that waits, or whose worker's lease has run out; None when somebody has it."""
        row = self._run(
            "update jobs set state = 'running', fence = fence + 1, attempts = attempts + 1, worker = %(worker)s,"
            " lease_until = now() + %(seconds)s * interval '1 second', started_at = coalesce(started_at, now()),"
            " error = null where id = %(id)s and (state = 'queued' or (state = 'running' and lease_until < now()))"
            " returning id, kind, subject, library_id, arguments, fence",
            {"id": job_id, "worker": worker, "seconds": seconds},
        ).first()
        return Taken(*row) if row else None

    def renew(self, job_id: UUID, fence: int, seconds: float, progress: dict[str, Any] | None) -> bool | None:
        """Keep the lease and tell how far it is.

        True to go on, False when it is to be cancelled, None when the lease is lost.
        """
        row = self._run(
            "update jobs set lease_until = now() + %(seconds)s * interval '1 second',"
            " progress = coalesce(%(progress)s::jsonb, progress)"
            " where id = %(id)s and fence = %(fence)s and state = 'running' returning not cancel_requested",
            {
                "id": job_id,
                "fence": fence,
                "seconds": seconds,
                "progress": None if progress is None else _dumps(progress),
            },
        ).first()
        return None if row is None else bool(row[0])

    def hold(self, job_id: UUID, fence: int) -> bool | None:
        """As ``renew``, without renewing: nobody else can take the job before this transaction ends."""
        row = self._run(
            "select not cancel_requested from jobs where id = %(id)s and fence = %(fence)s and state = 'running'"
            " for no key update",
            {"id": job_id, "fence": fence},
        ).first()
        return None if row is None else bool(row[0])

    def finish(
        self, job_id: UUID, fence: int, state: str, progress: dict[str, Any] | None, error: str | None
    ) -> dict[str, Any] | None:
        """End a job; its arguments when it was this worker's to end."""
        row = self._run(
            "update jobs set state = %(state)s, finished_at = now(), lease_until = null, error = %(error)s,"
            " progress = coalesce(%(progress)s::jsonb, progress)"
            " where id = %(id)s and fence = %(fence)s and state = 'running' returning arguments",
            {
                "id": job_id,
                "fence": fence,
                "state": state,
                "error": error,
                "progress": None if progress is None else _dumps(progress),
            },
        ).first()
        return row[0] if row else None

    def put_back(self, job_id: UUID, fence: int) -> None:
        """Give a job back that this worker cannot finish now."""
        self._run(
            "update jobs set state = 'queued', lease_until = null where id = %(id)s and fence = %(fence)s"
            " and state = 'running'",
            {"id": job_id, "fence": fence},
        )

    def overdue(self, waiting_seconds: float) -> Sequence[tuple[UUID, str]]:
        """Ids and kinds of jobs that wait longer than a hint takes, or whose worker is gone."""
        return self._run(
            "select id, kind from jobs where (state = 'queued' and created_at < now() - %(wait)s * interval '1 second')"
            " or (state = 'running' and lease_until < now()) order by created_at limit 100",
            {"wait": waiting_seconds},
        ).fetchall()

    def give_up(self, attempts: int) -> int:
        """Fail jobs whose workers died ``attempts`` times over them."""
        return self._run(
            "update jobs set state = 'failed', finished_at = now(), lease_until = null, error = 'The worker ended"
            " without finishing, several times over' where attempts >= %(attempts)s"
            " and state = 'running' and lease_until < now()",
            {"attempts": attempts},
        ).rowcount

    def forget(self, days: int) -> int:
        """Delete ended jobs that are older than ``days``."""
        return self._run(
            "delete from jobs where finished_at < now() - %(days)s * interval '1 day'", {"days": days}
        ).rowcount


def _dumps(value: Any) -> str:
    return orjson.dumps(value).decode()
