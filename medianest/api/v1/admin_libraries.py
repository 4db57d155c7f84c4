"""Libraries, for administrators: add, rename, remove, scan, and what a scan could not use."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import Response

from medianest.api.identity import SignedIn
from medianest.api.replies import listed, nothing, reply
from medianest.api.v1.paging import DEFAULT_LIMIT, Cursor, Limit, Listing
from medianest.services.jobs import JobView
from medianest.services.libraries import IssueView, LibraryAdminView

router = APIRouter(prefix="/admin/libraries", tags=["admin"])


class NewLibrary(BaseModel):
    name: str = Field(max_length=200)
    path: str = Field(max_length=4096)
    type: Annotated[str, Field(description="movies, shows, music or videos")]


class LibraryChange(BaseModel):
    name: str = Field(max_length=200)


@router.get("", response_model=Listing[LibraryAdminView], summary="Every library, in order")
async def libraries(asked: SignedIn) -> Response:
    return listed(await asked.call(asked.services.libraries.list))


@router.post("", response_model=LibraryAdminView, status_code=201, summary="Add a library and scan it")
async def add_library(body: NewLibrary, asked: SignedIn) -> Response:
    """The same library again changes nothing and answers 200."""
    made, new = await asked.call_in("disk", asked.services.libraries.add, body.name, body.path, body.type)
    return reply(made, 201 if new else 200)


@router.get("/{library_id}", response_model=LibraryAdminView, summary="One library")
async def library(library_id: UUID, asked: SignedIn) -> Response:
    return reply(await asked.call(asked.services.libraries.get, library_id))


@router.patch("/{library_id}", response_model=LibraryAdminView, summary="Rename a library")
async def rename_library(library_id: UUID, body: LibraryChange, asked: SignedIn) -> Response:
    return reply(await asked.call(asked.services.libraries.rename, library_id, body.name))


@router.delete("/{library_id}", status_code=204, summary="Remove a library; its files stay")
async def remove_library(library_id: UUID, asked: SignedIn) -> Response:
    """What somebody watched or listed stays in history and playlists, and is found again when the folder is added."""
    await asked.call(asked.services.libraries.remove, library_id)
    return nothing()


@router.post("/{library_id}/scan", response_model=JobView, status_code=202, summary="Scan a library")
async def scan_library(library_id: UUID, asked: SignedIn) -> Response:
    """Answers with the job; one that runs already is not started twice."""
    job_id = await asked.call(asked.services.scans.request, library_id)
    return reply(await asked.call(asked.services.jobs.get, job_id), 202)


@router.post(
    "/{library_id}/accept-missing", response_model=JobView, status_code=202, summary="What is gone is gone for good"
)
async def accept_missing(library_id: UUID, asked: SignedIn) -> Response:
    """For a library that went offline because too much was gone at once: note it and go on."""
    job_id = await asked.call(asked.services.libraries.accept_missing, library_id)
    return reply(await asked.call(asked.services.jobs.get, job_id), 202)


@router.get("/{library_id}/issues", response_model=Listing[IssueView], summary="Files that cannot be used, and why")
async def issues(library_id: UUID, asked: SignedIn, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Response:
    page = await asked.call(asked.services.libraries.issues, library_id, limit, cursor)
    return listed(page.items, page.next_cursor)
