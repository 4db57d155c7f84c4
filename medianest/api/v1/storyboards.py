"""The small pictures over the scrub bar: an index and its sheets; and whether they are made at all."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from pydantic import BaseModel
from starlette.responses import FileResponse, Response

from medianest.api.identity import SignedIn
from medianest.api.replies import reply
from medianest.api.v1.artwork import YEAR

router = APIRouter(tags=["streaming"])


class StoryboardsBody(BaseModel):
    """Whether films get small pictures over the scrub bar."""

    enabled: bool


@router.get(
    "/media/{media_id}/storyboard.vtt",
    response_class=Response,
    responses={200: {"content": {"text/vtt": {}}}},
    summary="Small pictures of a film, by their time",
)
async def storyboard(media_id: UUID, asked: SignedIn, source: UUID | None = None) -> Response:
    """WebVTT. Each cue is the address of a sheet with the place on it (`#xywh=`). The sheets are made when they are
    first asked for, if the server has not made them by itself before."""
    text = await asked.call(asked.services.storyboards.index, media_id, source)
    return Response(text, headers={"cache-control": "private, max-age=300"}, media_type="text/vtt")


@router.get("/media/{media_id}/storyboard/{source_id}/{version}/{sheet}.webp", include_in_schema=False)
async def storyboard_sheet(
    media_id: UUID,
    source_id: UUID,
    version: Annotated[str, Path(max_length=64)],
    sheet: Annotated[int, Path(ge=0, le=10_000)],
    asked: SignedIn,
) -> Response:
    found = await asked.call_in("storyboards", asked.services.storyboards.sheet, media_id, source_id, sheet)
    # The address names the bytes of the film: another version of the file has other addresses.
    kept = f"private, max-age={YEAR}, immutable" if found.parent.name == version else "private, no-cache"
    return FileResponse(found, media_type="image/webp", headers={"cache-control": kept})


@router.get("/admin/storyboards", response_model=StoryboardsBody, tags=["admin"], summary="Whether films get pictures")
async def switched_on(asked: SignedIn) -> Response:
    return reply({"enabled": await asked.call(asked.services.storyboards.switched_on)})


@router.put("/admin/storyboards", response_model=StoryboardsBody, tags=["admin"], summary="Make pictures, or do not")
async def switch(body: StoryboardsBody, asked: SignedIn) -> Response:
    """Switched on, what is missing is made in the background; switched off, none are made or shown."""
    on = await asked.call(asked.services.storyboards.switch, body.enabled)
    if on:
        await asked.call(lambda _: asked.services.storyboard_jobs.request())
    return reply({"enabled": on})
