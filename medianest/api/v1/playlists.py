"""Playlists: one's own and public ones, their entries, and the order of these."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from medianest.api.identity import SignedIn
from medianest.api.replies import listed, nothing, reply
from medianest.api.v1.paging import DEFAULT_LIMIT, HIGHEST_LIMIT, Cursor, Limit, Listing
from medianest.services.views import PlaylistAddition, PlaylistCard, PlaylistDetail

router = APIRouter(prefix="/playlists", tags=["playlists"])

Visibility = Literal["private", "public"]


class NewPlaylist(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=1000)
    description: str = Field(default="", max_length=10_000)
    visibility: Visibility = "private"
    media_ids: list[UUID] = Field(default_factory=list, max_length=200, description="To begin with.")


class PlaylistChange(BaseModel):
    """What is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    name: str | None = Field(default=None, max_length=1000)
    description: str | None = Field(default=None, max_length=10_000)
    visibility: Visibility | None = None


class Additions(BaseModel):
    model_config = ConfigDict(extra="forbid")

    media_ids: list[UUID] = Field(
        min_length=1, max_length=200, description="A show, season, artist or album adds what it holds, in order."
    )
    before: UUID | None = Field(default=None, description="An entry; without it: at the end.")
    skip_duplicates: bool = False


class Move(BaseModel):
    model_config = ConfigDict(extra="forbid")

    before: UUID | None = Field(description="An entry, or null for the end.")


@router.get("", response_model=Listing[PlaylistCard], summary="One's own playlists and public ones, by name")
async def playlists(asked: SignedIn, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Response:
    page = await asked.call(asked.services.playlists.list, limit, cursor)
    return listed(page.items, page.next_cursor)


@router.post("", response_model=PlaylistCard, status_code=201, summary="Make a playlist")
async def create(body: NewPlaylist, asked: SignedIn) -> Response:
    made = await asked.call(
        asked.services.playlists.create, body.name, body.description, body.visibility, body.media_ids
    )
    return reply(made, 201)


@router.get("/{playlist_id}", response_model=PlaylistDetail, summary="A playlist and its entries")
async def playlist(playlist_id: UUID, asked: SignedIn, limit: Limit = HIGHEST_LIMIT, cursor: Cursor = None) -> Response:
    """`media` of an entry is null when the work is gone; `title` is what it was called."""
    return reply(await asked.call(asked.services.playlists.get, playlist_id, limit, cursor))


@router.patch("/{playlist_id}", response_model=PlaylistCard, summary="Rename, describe, share")
async def change(playlist_id: UUID, body: PlaylistChange, asked: SignedIn) -> Response:
    return reply(await asked.call(asked.services.playlists.change, playlist_id, **body.model_dump()))


@router.delete("/{playlist_id}", status_code=204, summary="Delete a playlist; its titles stay in their libraries")
async def delete(playlist_id: UUID, asked: SignedIn) -> Response:
    await asked.call(asked.services.playlists.delete, playlist_id)
    return nothing()


@router.post("/{playlist_id}/items", response_model=PlaylistAddition, status_code=201, summary="Add titles")
async def add(playlist_id: UUID, body: Additions, asked: SignedIn) -> Response:
    """The same title may stand in a list twice; `duplicates` says how many of these were there already."""
    done = await asked.call(
        asked.services.playlists.add,
        playlist_id,
        body.media_ids,
        before=body.before,
        skip_duplicates=body.skip_duplicates,
    )
    return reply(done, 201)


@router.patch("/{playlist_id}/items/{entry_id}", summary="Move an entry before another, or to the end")
async def move(playlist_id: UUID, entry_id: UUID, body: Move, asked: SignedIn) -> Response:
    position = await asked.call(asked.services.playlists.move, playlist_id, entry_id, body.before)
    return reply({"id": entry_id, "position": position})


@router.delete("/{playlist_id}/items/{entry_id}", status_code=204, summary="Take an entry out")
async def remove(playlist_id: UUID, entry_id: UUID, asked: SignedIn) -> Response:
    """Done also when it was out already."""
    await asked.call(asked.services.playlists.remove, playlist_id, [entry_id])
    return nothing()


@router.delete("/{playlist_id}/items", summary="Take several entries out")
async def remove_several(
    playlist_id: UUID, asked: SignedIn, id: Annotated[list[UUID], Query(min_length=1, max_length=200)]
) -> Response:
    return reply({"removed": await asked.call(asked.services.playlists.remove, playlist_id, id)})
