"""People, for administrators; and the folders of the server that a library may be made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field, SecretStr
from starlette.responses import Response

from medianest import routes
from medianest.api.identity import SignedIn, origin_of
from medianest.api.replies import listed, nothing, reply
from medianest.api.v1.paging import DEFAULT_LIMIT, Cursor, Limit, Listing
from medianest.services.account_views import FolderList, SessionView, UserView
from medianest.services.rights_views import RightsView

router = APIRouter(prefix="/admin", tags=["admin"])


class NewUser(BaseModel):
    email: str = Field(max_length=320)
    password: SecretStr = Field(max_length=1024)
    role: str = "user"
    display_name: str = Field(default="", max_length=400)


class UserChange(BaseModel):
    """What is left out stays as it is."""

    role: str | None = None
    disabled: bool | None = None


class NewPin(BaseModel):
    pin: SecretStr = Field(max_length=64, description="4 to 8 digits.")


class Libraries(BaseModel):
    library_ids: list[UUID] = Field(max_length=1000)


class RightsChange(BaseModel):
    """What is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    library_ids: list[UUID] | None = Field(default=None, max_length=1000, description="Null: every library.")
    max_rating: int | None = Field(default=None, description="An age in years, 0 to 18. Null: no limit.")
    shows_unrated: bool = Field(default=False, description="Whether a limit lets through what nobody has rated.")
    may_download: bool = True
    may_transcode: bool = Field(default=True, description="Whether pictures may be coded anew for them.")
    stream_limit: int | None = Field(default=None, description="How many devices may play at once. Null: no limit.")


@dataclass(frozen=True, slots=True)
class ResetLink:
    """The only time that ``url`` is shown."""

    url: str
    expires_at: datetime


class NewPassword(BaseModel):
    password: SecretStr = Field(max_length=1024)


@router.get("/users", response_model=Listing[UserView], summary="Everybody, by e-mail address")
async def users(asked: SignedIn, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Response:
    page = await asked.call(asked.services.accounts.list, limit, cursor)
    return listed(page.items, page.next_cursor)


@router.post("/users", response_model=UserView, status_code=201, summary="Add a person")
async def add_user(body: NewUser, asked: SignedIn) -> Response:
    asked.viewer.require_admin()  # before a slow hash is queued for somebody who may not
    user = await asked.call_in(
        "passwords",
        asked.services.accounts.add,
        body.email,
        body.password.get_secret_value(),
        body.role,
        body.display_name,
    )
    return reply(user, 201)


@router.get("/users/{user_id}", response_model=UserView, summary="One person")
async def user(user_id: UUID, asked: SignedIn) -> Response:
    return reply(await asked.call(asked.services.accounts.get, user_id))


@router.patch("/users/{user_id}", response_model=UserView, summary="Change a role, disable or enable")
async def change_user(user_id: UUID, body: UserChange, asked: SignedIn) -> Response:
    """The last administrator can be neither disabled nor made anything else."""
    accounts = asked.services.accounts
    return reply(await asked.call(accounts.change, user_id, role=body.role, disabled=body.disabled))


@router.put("/users/{user_id}/password", status_code=204, summary="Set a new password; signs the person out")
async def reset_password(user_id: UUID, body: NewPassword, asked: SignedIn) -> Response:
    asked.viewer.require_admin()
    await asked.call_in("passwords", asked.services.accounts.reset_password, user_id, body.password.get_secret_value())
    return nothing()


@router.delete("/users/{user_id}/second-factors", status_code=204, summary="Remove a lost phone's factors and passkeys")
async def remove_second_factors(user_id: UUID, asked: SignedIn) -> Response:
    """The authenticator app, its recovery codes and every passkey go; the person is signed out everywhere."""
    await asked.call(asked.services.second_factors.remove_all_of, user_id)
    return nothing()


@router.put("/users/{user_id}/pin", status_code=204, summary="Set the PIN of a person's profile")
async def set_pin(user_id: UUID, body: NewPin, asked: SignedIn) -> Response:
    asked.viewer.require_admin()
    await asked.call_in("passwords", asked.services.profile_pins.set_for, user_id, body.pin.get_secret_value())
    return nothing()


@router.delete("/users/{user_id}/pin", status_code=204, summary="Remove it; every browser forgets the profile")
async def remove_pin(user_id: UUID, asked: SignedIn) -> Response:
    await asked.call(asked.services.profile_pins.remove_of, user_id)
    return nothing()


@router.put("/users/{user_id}/libraries", response_model=UserView, summary="Choose the libraries a person may see")
async def give_libraries(user_id: UUID, body: Libraries, asked: SignedIn) -> Response:
    """An empty list takes the limit away from a user and shows a child nothing."""
    return reply(await asked.call(asked.services.accounts.give_libraries, user_id, frozenset(body.library_ids)))


@router.post("/users/{user_id}/reset-link", response_model=ResetLink, status_code=201, summary="A link to hand over")
async def reset_link(user_id: UUID, asked: SignedIn) -> Response:
    """Whoever opens it sets a new password for this person, once and within a day. Shown this once."""
    token, expires_at = await asked.call(asked.services.password_resets.link, user_id)
    return reply(ResetLink(url=origin_of(asked.request) + routes.new_password(token), expires_at=expires_at), 201)


@router.get("/users/{user_id}/rights", response_model=RightsView, summary="What a person may")
async def rights(user_id: UUID, asked: SignedIn) -> Response:
    return reply(await asked.call(asked.services.rights.get, user_id))


@router.patch("/users/{user_id}/rights", response_model=RightsView, summary="Change what a person may")
async def change_rights(user_id: UUID, body: RightsChange, asked: SignedIn) -> Response:
    """What is left out stays as it is. Counts at once for open sessions. Administrators are limited in nothing."""
    changes = body.model_dump(exclude_unset=True)
    return reply(await asked.call(asked.services.rights.change, user_id, changes))


@router.get("/users/{user_id}/sessions", response_model=Listing[SessionView], summary="Where a person is signed in")
async def sessions(user_id: UUID, asked: SignedIn) -> Response:
    """With what each device plays. `DELETE /auth/sessions/{id}` ends one, an administrator anybody's."""
    asked.viewer.require_admin()
    return listed(await asked.call(asked.services.sessions.of, user_id))


@router.get("/folders", response_model=FolderList, summary="Folders of the server, for the folder picker")
async def folders(asked: SignedIn, path: Annotated[str | None, Query(max_length=4096)] = None) -> Response:
    """Without `path`: the roots. Only folders that a library may lie in are shown."""
    return reply(await asked.call_in("disk", asked.services.folders.list, path))
