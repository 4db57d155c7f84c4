"""Libraries as the people who browse them see them."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from medianest.api.identity import SignedIn
from medianest.api.replies import listed, reply
from medianest.api.v1.paging import Listing
from medianest.services.views import Facets, LibraryCard

router = APIRouter(prefix="/libraries", tags=["browse"])


@router.get("", response_model=Listing[LibraryCard], summary="One's libraries, in order")
async def libraries(asked: SignedIn) -> Response:
    return listed(await asked.call(asked.services.browse.libraries))


@router.get("/{library_id}/facets", response_model=Facets, summary="What its filters may offer")
async def facets(library_id: UUID, asked: SignedIn) -> Response:
    return reply(await asked.call(asked.services.browse.facets, library_id))
