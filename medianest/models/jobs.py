"""Background work. The row is the truth; a queue's message is only a hint that can be sent again."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, text
from sqlalchemy.types import Text
from sqlmodel import Field, SQLModel

from medianest.models.columns import jsonb, key, moment, reference

JOB_STATES = ("queued", "running", "done", "failed", "cancelled")


class Job(SQLModel, table=True):
    """One piece of work with its lease, heartbeat, fencing number and progress.

    ``fence`` grows with every take: a worker that lost its lease writes under an old number and is refused.
    At most one job with the same ``subject`` waits or runs at a time.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        CheckConstraint("state in ('queued', 'running', 'done', 'failed', 'cancelled')", name="state"),
        Index(
            "uq_jobs_active_subject",
            "subject",
            unique=True,
            postgresql_where=text("state in ('queued', 'running')"),
        ),
        Index("ix_jobs_state_created", "state", "created_at"),
    )

    id: UUID = key()
    kind: str = Field(sa_type=Text)
    subject: str = Field(sa_type=Text)  # what it is about: "scan:<library id>"
    library_id: UUID | None = reference("libraries.id", "CASCADE", required=False)
    requested_by: UUID | None = reference("users.id", "SET NULL", required=False)
    arguments: dict[str, Any] = jsonb()
    state: str = Field(default="queued", sa_type=Text, sa_column_kwargs={"server_default": "queued"})
    progress: dict[str, Any] = jsonb()
    error: str | None = Field(default=None, sa_type=Text)
    attempts: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    fence: int = Field(default=0, sa_type=BigInteger, sa_column_kwargs={"server_default": text("0")})
    worker: str | None = Field(default=None, sa_type=Text)
    lease_until: datetime | None = moment()
    cancel_requested: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    created_at: datetime = moment(required=True)
    started_at: datetime | None = moment()
    finished_at: datetime | None = moment()
