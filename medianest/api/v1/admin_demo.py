"""The demo library, for administrators: have it made."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from medianest.api.identity import SignedIn
from medianest.api.replies import reply
from medianest.services.jobs import JobView

router = APIRouter(prefix="/admin/demo", tags=["admin"])


@router.post("", response_model=JobView, status_code=202, summary="Make a demo library")
async def make(asked: SignedIn) -> Response:
    """Ten short films, a show and an album, drawn and played by this server. Again, it makes only what is missing.

    Answers the job: `GET admin/jobs/{id}` says how far it is. Its libraries are scanned when it is done.
    """
    job_id = await asked.call(asked.services.demo.request)
    return reply(await asked.call(asked.services.jobs.get, job_id), 202)
