"""The ways in, for administrators: invitations, and whether anybody may register."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import Response

from medianest import routes
from medianest.api.identity import SignedIn, origin_of
from medianest.api.replies import listed, nothing, reply
from medianest.api.v1.paging import Listing
from medianest.services.invitation_views import InvitationView, NewInvitation, RegistrationView

router = APIRouter(prefix="/admin", tags=["admin"])

LibraryIds = list[UUID] | None
_LIBRARIES = Field(default=None, max_length=1000, description="Null: every library, those that come later too.")


class InvitationBody(BaseModel):
    name: str = Field(default="", max_length=400, description="A note of yours: who it is for.")
    role: str = Field(default="user", description="user, child or admin")
    library_ids: LibraryIds = _LIBRARIES
    days: int = Field(default=7, description="How long the link works.")
    max_uses: int = Field(default=1, description="How many people it lets in.")


class RegistrationBody(BaseModel):
    open: bool
    library_ids: LibraryIds = _LIBRARIES


@router.get("/invitations", response_model=Listing[InvitationView], summary="Invitations, the newest first")
async def invitations(asked: SignedIn) -> Response:
    return listed(await asked.call(asked.services.invitations.list))


@router.post("/invitations", response_model=NewInvitation, status_code=201, summary="Invite somebody")
async def invite(body: InvitationBody, asked: SignedIn) -> Response:
    """`url` is shown this once: only a hash of it is kept."""
    token, made = await asked.call(
        asked.services.invitations.add,
        name=body.name,
        role=body.role,
        library_ids=body.library_ids,
        days=body.days,
        max_uses=body.max_uses,
    )
    return reply(NewInvitation(token, origin_of(asked.request) + routes.invitation(token), made), 201)


@router.delete("/invitations/{invitation_id}", status_code=204, summary="Take an invitation back")
async def remove_invitation(invitation_id: UUID, asked: SignedIn) -> Response:
    await asked.call(asked.services.invitations.remove, invitation_id)
    return nothing()


@router.get("/registration", response_model=RegistrationView, summary="Whether anybody may make an account")
async def registration(asked: SignedIn) -> Response:
    return reply(await asked.call(asked.services.invitations.registration))


@router.put("/registration", response_model=RegistrationView, summary="Let anybody make an account, or nobody")
async def set_registration(body: RegistrationBody, asked: SignedIn) -> Response:
    """Off at first. Who comes in so is a user and sees the libraries that are chosen here."""
    service = asked.services.invitations
    return reply(await asked.call(service.set_registration, open=body.open, library_ids=body.library_ids))
