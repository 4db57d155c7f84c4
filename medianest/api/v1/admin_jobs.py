"""Background work, for administrators: what runs, how far it is, and an end to it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response, StreamingResponse

from medianest.api.identity import SignedIn
from medianest.api.replies import listed, reply
from medianest.api.v1.paging import DEFAULT_LIMIT, Limit, Listing
from medianest.services.jobs import JobView

router = APIRouter(prefix="/admin/jobs", tags=["admin"])


@router.get("", response_model=Listing[JobView], summary="Jobs, newest first")
async def jobs(
    asked: SignedIn,
    limit: Limit = DEFAULT_LIMIT,
    library: UUID | None = None,
    cursor: Annotated[datetime | None, Query(description="`next_cursor` of the page before")] = None,
) -> Response:
    found = await asked.call(asked.services.jobs.list, limit + 1, library, cursor)
    more = found[limit - 1].created_at.isoformat() if len(found) > limit else None
    return listed(found[:limit], more)


@router.get("/events", response_class=StreamingResponse, summary="How far jobs are, as it happens")
async def events(asked: SignedIn) -> Response:
    """Server-sent events: `data` is JSON with the job's id, kind, library, state and figures."""
    asked.viewer.require_admin()

    async def stream() -> AsyncIterator[bytes]:
        async with aclosing(asked.services.jobs.events(asked.viewer)) as news:
            async for one in news:
                yield b": still here\n\n" if one is None else b"data: " + one + b"\n\n"

    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(stream(), media_type="text/event-stream", headers=headers)


@router.get("/{job_id}", response_model=JobView, summary="One job")
async def job(job_id: UUID, asked: SignedIn) -> Response:
    return reply(await asked.call(asked.services.jobs.get, job_id))


@router.post("/{job_id}/cancel", response_model=JobView, summary="End a job")
async def cancel(job_id: UUID, asked: SignedIn) -> Response:
    """A job that waits ends at once, one that runs at its next step."""
    return reply(await asked.call(asked.services.jobs.cancel, job_id))
