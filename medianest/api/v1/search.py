"""Search over everything the viewer may see."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from medianest.api.identity import SignedIn
from medianest.api.replies import listed, reply
from medianest.api.v1.paging import Listing
from medianest.services.sources.search import MOST_HITS, SearchPlace, SourceAnswer
from medianest.services.views import SearchResults

router = APIRouter(tags=["browse"])


@router.get("/search", response_model=SearchResults, summary="Find works, people and genres")
async def search(
    asked: SignedIn,
    q: Annotated[str, Query(max_length=1000, description="As it is typed: beginnings of words are enough.")],
    limit: Annotated[int, Query(ge=1, le=100, description="How many works of each type at most.")] = 10,
    type: Annotated[list[str] | None, Query(description="Only works of these types.")] = None,
) -> Response:
    """Accents, punctuation, the order of words and one slip in a word are forgiven."""
    types = tuple(part for value in type or () for part in value.split(",") if part)
    return reply(await asked.call(asked.services.search.search, q, limit=limit, types=types))


@router.get("/search/places", response_model=Listing[SearchPlace], summary="Connected servers that can be searched")
async def places(asked: SignedIn) -> Response:
    """Ask each of them for itself: then the quick need not wait for the slow."""
    return listed(await asked.call_in("providers", asked.services.source_search.places))


@router.get("/search/places/{account_id}", response_model=SourceAnswer, summary="What one of them has")
async def elsewhere(
    account_id: UUID,
    asked: SignedIn,
    q: Annotated[str, Query(max_length=1000)],
    limit: Annotated[int, Query(ge=1, le=MOST_HITS)] = 20,
) -> Response:
    """Hits, or a `note` that says why there are none. `media_id` is the work of a library that a hit is already."""
    return reply(await asked.call_in("providers", asked.services.source_search.search, account_id, q, limit))
