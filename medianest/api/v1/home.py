"""The shelves of the home page."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from medianest.api.identity import SignedIn
from medianest.api.replies import listed
from medianest.api.v1.paging import Listing
from medianest.services.views import Row

router = APIRouter(tags=["browse"])


@router.get("/home", response_model=Listing[Row], summary="Continue watching, next up, what is new, each library")
async def home(asked: SignedIn) -> Response:
    return listed(await asked.call(asked.services.home.rows))
