"""Other servers and services whose media are shown here, for administrators."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Body, Path, Query
from pydantic import BaseModel, Field
from starlette.responses import Response

from medianest.api.identity import SignedIn
from medianest.api.replies import listed, nothing, reply
from medianest.api.v1.paging import Listing
from medianest.services.libraries import LibraryAdminView
from medianest.services.provider_account_views import CollectionView, ProviderAccountView, ProviderKindView

router = APIRouter(prefix="/admin/providers", tags=["admin"])

Name = Annotated[str, Path(max_length=64)]
_MOST_ANSWERS = 32


class NewLibrary(BaseModel):
    collection: str = Field(max_length=400, description="`remote_id` of a collection.")
    name: str = Field(default="", max_length=100, description="Empty: as the collection is called there.")


@router.get("", response_model=Listing[ProviderKindView], summary="What can be connected, and what is asked for it")
async def kinds(asked: SignedIn) -> Response:
    return listed(await asked.call(asked.services.provider_accounts.kinds))


@router.get("/accounts", response_model=Listing[ProviderAccountView], summary="Every connected server or service")
async def accounts(asked: SignedIn) -> Response:
    return listed(await asked.call(asked.services.provider_accounts.list))


@router.post(
    "/{provider}/accounts", response_model=ProviderAccountView, status_code=201, summary="Connect a server or service"
)
async def connect(
    provider: Name,
    asked: SignedIn,
    answers: Annotated[dict[str, Any], Body(description="Answers to the provider's fields, by their names.")],
) -> Response:
    """The same server again takes up the new answers. Secrets come in and never go out."""
    asked.viewer.require_admin()
    given = {str(name): str(value) for name, value in list(answers.items())[:_MOST_ANSWERS] if value is not None}
    return reply(await asked.call_in("providers", asked.services.provider_accounts.connect, provider, given), 201)


@router.post("/accounts/{account_id}/check", response_model=ProviderAccountView, summary="Ask whether it is there")
async def check(account_id: UUID, asked: SignedIn) -> Response:
    asked.viewer.require_admin()
    return reply(await asked.call_in("providers", asked.services.provider_accounts.check, account_id))


@router.delete("/accounts/{account_id}", status_code=204, summary="Disconnect; its libraries go offline")
async def disconnect(account_id: UUID, asked: SignedIn) -> Response:
    await asked.call(asked.services.provider_accounts.disconnect, account_id)
    return nothing()


@router.get(
    "/accounts/{account_id}/collections",
    response_model=Listing[CollectionView],
    summary="What libraries can be made of",
)
async def collections(
    account_id: UUID,
    asked: SignedIn,
    find: Annotated[str, Query(max_length=500, description="The address, handle or id of one that no list has.")] = "",
) -> Response:
    """Of YouTube there is no list: `find` takes the address of a channel or playlist."""
    asked.viewer.require_admin()
    return listed(await asked.call_in("providers", asked.services.provider_libraries.collections, account_id, find))


@router.post(
    "/accounts/{account_id}/libraries",
    response_model=LibraryAdminView,
    status_code=201,
    summary="Make a library of a collection",
)
async def add_library(account_id: UUID, body: NewLibrary, asked: SignedIn) -> Response:
    asked.viewer.require_admin()
    library_id = await asked.call_in(
        "providers", asked.services.provider_libraries.add_library, account_id, body.collection, body.name
    )
    return reply(await asked.call(asked.services.libraries.get, library_id), 201)
