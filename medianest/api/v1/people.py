"""Actors, directors, writers: who they are and what they are credited on."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from medianest.api.identity import SignedIn
from medianest.api.replies import reply
from medianest.services.views import PersonDetail

router = APIRouter(prefix="/people", tags=["browse"])


@router.get("/{person_id}", response_model=PersonDetail, summary="Somebody's own page")
async def person(person_id: UUID, asked: SignedIn) -> Response:
    return reply(await asked.call(asked.services.browse.person, person_id))
