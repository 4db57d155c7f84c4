"""Pictures of works, in a few widths, to be kept by the browser for good."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import FileResponse, Response

from medianest.api.identity import SignedIn
from medianest.services.artwork import KINDS

router = APIRouter(prefix="/media", tags=["browse"])

YEAR = 31_536_000  # seconds
Version = Annotated[str | None, Query(max_length=64, description="From the picture's address; makes it everlasting.")]
Width = Annotated[int | None, Query(ge=1, le=10_000, description="Pixels; the next kept width that is enough.")]


@router.get(
    "/{media_id}/artwork/{kind}",
    response_class=FileResponse,
    responses={200: {"content": {"image/webp": {}}}, 304: {"description": "As it was."}},
    summary="A picture: " + ", ".join(KINDS),
)
async def artwork(media_id: UUID, kind: str, asked: SignedIn, width: Width = None, v: Version = None) -> Response:
    """WebP. With the `v` of the picture's address, the answer may be kept for a year: another picture has another."""
    found = await asked.call_in("disk", asked.services.artwork.file, media_id, kind, width)
    tag = f'"{found.path.stem}"'
    kept = f"private, max-age={YEAR}, immutable" if v and found.key.startswith(v) else "private, max-age=60"
    headers = {"cache-control": kept, "etag": tag}
    if tag in asked.request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return FileResponse(found.path, media_type="image/webp", headers=headers)
