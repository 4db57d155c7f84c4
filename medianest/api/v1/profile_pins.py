"""The PIN of one's own profile, for shared browsers."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel, Field, SecretStr
from starlette.responses import Response

from medianest.api.identity import SignedIn
from medianest.api.replies import nothing

router = APIRouter(prefix="/auth/pin", tags=["auth"])


class PinRemoval(BaseModel):
    password: SecretStr = Field(
        default=SecretStr(""), max_length=1024, description="May be left out for ten minutes after signing in."
    )


class NewPin(PinRemoval):
    pin: SecretStr = Field(max_length=64, description="4 to 8 digits.")


@router.put("", status_code=204, summary="Set or change the PIN of one's own profile")
async def set_pin(body: NewPin, asked: SignedIn) -> Response:
    """A browser remembers the profile from the next whole sign-in on."""
    pin, password = body.pin.get_secret_value(), body.password.get_secret_value()
    await asked.call_in("passwords", asked.services.profile_pins.set, pin, password)
    return nothing()


@router.post("/remove", status_code=204, summary="Remove it; every browser forgets the profile")
async def remove_pin(body: PinRemoval, asked: SignedIn) -> Response:
    await asked.call_in("passwords", asked.services.profile_pins.remove, body.password.get_secret_value())
    return nothing()
