"""What one has played."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from medianest.api.identity import SignedIn
from medianest.api.replies import listed, nothing, reply
from medianest.api.v1.paging import DEFAULT_LIMIT, Cursor, Limit, Listing
from medianest.services.views import HistoryEntry

router = APIRouter(prefix="/history", tags=["history"])


@router.get("", response_model=Listing[HistoryEntry], summary="One's own plays, the latest first")
async def history(
    asked: SignedIn,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
    media: Annotated[UUID | None, Query(description="Only plays of this work.")] = None,
) -> Response:
    page = await asked.call(asked.services.history.list, limit, cursor, media)
    return listed(page.items, page.next_cursor)


@router.delete("", summary="Forget every play, or those before a time")
async def clear(
    asked: SignedIn, before: Annotated[datetime | None, Query(description="With its time zone.")] = None
) -> Response:
    """Positions and what was watched stay."""
    return reply({"forgotten": await asked.call(asked.services.history.clear, before)})


@router.delete("/{entry_id}", status_code=204, summary="Forget one play")
async def forget(entry_id: UUID, asked: SignedIn) -> Response:
    await asked.call(asked.services.history.forget, entry_id)
    return nothing()
