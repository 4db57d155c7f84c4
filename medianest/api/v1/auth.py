"""Programs sign in, stay signed in, and end sessions; people give them keys."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field, SecretStr
from starlette.responses import Response

from medianest.api.identity import Anybody, SignedIn
from medianest.api.replies import listed, nothing, reply
from medianest.api.v1.paging import Listing
from medianest.services.account_views import ApiKeyView, NewApiKey, SessionView, TokenPair
from medianest.services.second_step import Device

router = APIRouter(prefix="/auth", tags=["auth"])


class Login(BaseModel):
    email: str = Field(max_length=320)
    password: SecretStr = Field(max_length=1024)
    device_name: str = Field(default="", max_length=120)
    device_id: str = Field(default="", max_length=120)


class Refresh(BaseModel):
    refresh_token: SecretStr = Field(max_length=512)


class NewKey(BaseModel):
    name: str = Field(max_length=400)
    scope: str = Field(default="read", description="read, play, manage or admin; each includes those before it.")
    expires_in_days: int = Field(default=365, description="0: never.")


@router.post("/login", response_model=TokenPair, summary="Sign in with a password")
async def login(body: Login, asked: Anybody) -> Response:
    """Answers `wrong_credentials` for an unknown address and a wrong password alike, and `mfa_required` with an
    `mfa_token` for `POST auth/mfa` when the person has an authenticator app."""
    device = Device(body.device_name, body.device_id)
    pair = await asked.call_in(
        "passwords", asked.services.sign_in.program, body.email, body.password.get_secret_value(), device
    )
    return reply(pair)


@router.post("/refresh", response_model=TokenPair, summary="Exchange a refresh token for the next pair")
async def refresh(body: Refresh, asked: Anybody) -> Response:
    """A refresh token works once. One that comes again ends its session."""
    token = body.refresh_token.get_secret_value()
    return reply(await asked.services.bridge.run("database", asked.services.tokens.rotate, token, asked.viewer.address))


@router.post("/logout", status_code=204, summary="End the session that asks")
async def logout(asked: SignedIn) -> Response:
    await asked.call(asked.services.sessions.end_own)
    return nothing()


@router.get("/sessions", response_model=Listing[SessionView], summary="One's own signed-in devices")
async def sessions(asked: SignedIn) -> Response:
    return listed(await asked.call(asked.services.sessions.of))


@router.delete("/sessions/{session_id}", status_code=204, summary="Sign a device out; what it plays stops")
async def end_session(session_id: UUID, asked: SignedIn) -> Response:
    await asked.call(asked.services.sessions.end, session_id)
    return nothing()


@router.get("/keys", response_model=Listing[ApiKeyView], summary="One's own API keys")
async def keys(asked: SignedIn) -> Response:
    return listed(await asked.call(asked.services.api_keys.of))


@router.post("/keys", response_model=NewApiKey, status_code=201, summary="Make an API key, shown this once")
async def add_key(body: NewKey, asked: SignedIn) -> Response:
    """Send it as `Authorization: Bearer mnk_…`. No key can make, see or remove keys."""
    made = await asked.call(asked.services.api_keys.add, body.name, body.scope, body.expires_in_days)
    return reply(made, 201)


@router.delete("/keys/{key_id}", status_code=204, summary="Remove an API key; what it plays stops")
async def remove_key(key_id: UUID, asked: SignedIn) -> Response:
    await asked.call(asked.services.api_keys.remove, key_id)
    return nothing()
