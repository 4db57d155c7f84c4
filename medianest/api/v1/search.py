"""Search over everything the viewer may see."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from medianest.api.identity import SignedIn
from medianest.api.replies import reply
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
