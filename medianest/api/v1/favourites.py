"""Hearts over REST; ``GET /media?favourite=true`` lists them."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from medianest.api.identity import SignedIn
from medianest.api.replies import nothing

router = APIRouter(prefix="/media/{media_id}", tags=["browse"])


@router.put("/favourite", status_code=204, summary="Hold a work dear")
async def add(media_id: UUID, asked: SignedIn) -> Response:
    """Any work, a show or an artist as well as a film. Once or twice is the same."""
    await asked.call(asked.services.favourites.add, media_id)
    return nothing()


@router.delete("/favourite", status_code=204, summary="Hold it dear no longer")
async def remove(media_id: UUID, asked: SignedIn) -> Response:
    await asked.call(asked.services.favourites.remove, media_id)
    return nothing()
