"""Passkeys of one's own, and the browser's two requests that sign in with one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import Response

from medianest.api.cookies import give_session
from medianest.api.identity import SignedIn, asked_at
from medianest.api.replies import listed, nothing, reply
from medianest.api.v1.factors import Confirmed
from medianest.api.v1.paging import Listing
from medianest.services.factor_views import PasskeyView

router = APIRouter(prefix="/auth/passkeys", tags=["auth"])


class NewPasskey(BaseModel):
    name: str = Field(max_length=400)
    credential: dict[str, Any] = Field(description="What `navigator.credentials.create` gave, as JSON.")


class NewName(BaseModel):
    name: str = Field(max_length=400)


@router.get("", response_model=Listing[PasskeyView], summary="One's own passkeys")
async def passkeys(asked: SignedIn) -> Response:
    return listed(await asked.call(asked.services.passkeys.of))


@router.post("/options", response_model=dict[str, Any], summary="Begin to make a passkey")
async def begin(body: Confirmed, asked: SignedIn) -> Response:
    """Options for `navigator.credentials.create`, good for five minutes and one passkey."""
    password = body.password.get_secret_value()
    return reply(await asked.call_in("passwords", asked.services.passkeys.begin, asked_at(asked.request), password))


@router.post("", response_model=PasskeyView, status_code=201, summary="Keep the passkey that the device has made")
async def add(body: NewPasskey, asked: SignedIn) -> Response:
    """A browser gets a new session cookie with the answer."""
    origin = asked_at(asked.request)
    view, token = await asked.call(asked.services.passkeys.add, origin, body.name, body.credential)
    return give_session(asked.request, reply(view, 201), token)


@router.patch("/{passkey_id}", response_model=PasskeyView, summary="Rename a passkey")
async def rename(passkey_id: UUID, body: NewName, asked: SignedIn) -> Response:
    return reply(await asked.call(asked.services.passkeys.rename, passkey_id, body.name))


@router.post("/{passkey_id}/remove", status_code=204, summary="Remove a passkey")
async def remove(passkey_id: UUID, body: Confirmed, asked: SignedIn) -> Response:
    """The last way in stays. A POST and no DELETE, because the password may have to come with it."""
    password = body.password.get_secret_value()
    await asked.call_in("passwords", asked.services.passkeys.remove, passkey_id, password)
    return nothing()
