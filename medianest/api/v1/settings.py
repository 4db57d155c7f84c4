"""A person's own settings and password."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, SecretStr
from starlette.responses import Response

from medianest.api.cookies import give_session
from medianest.api.identity import SignedIn
from medianest.api.replies import nothing, reply
from medianest.services.account_views import SettingsView
from medianest.services.settings import CHOICES

router = APIRouter(prefix="/settings", tags=["settings"])


def _one_of(name: str) -> str:
    return "One of " + ", ".join(CHOICES[name])


class SettingsChange(BaseModel):
    """What is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    display_name: str | None = Field(default=None, max_length=400)
    theme: str | None = Field(default=None, description="dark, light or system")
    language: str | None = Field(default=None, max_length=35)
    autoplay_next: bool | None = None
    audio_language: str | None = Field(default=None, max_length=35, description="Empty: as the file says.")
    subtitle_language: str | None = Field(
        default=None, max_length=35, description="`none`: never; empty: as the file says."
    )
    quality: str | None = Field(default=None, description=_one_of("quality"))
    still_watching: bool | None = None
    intros: str | None = Field(default=None, description=_one_of("intros"))
    credits: str | None = Field(default=None, description=_one_of("credits"))
    subtitle_size: str | None = Field(default=None, description=_one_of("subtitle_size"))
    subtitle_color: str | None = Field(default=None, description=_one_of("subtitle_color"))
    subtitle_background: str | None = Field(default=None, description=_one_of("subtitle_background"))
    subtitle_place: str | None = Field(default=None, description=_one_of("subtitle_place"))


class PasswordChange(BaseModel):
    current_password: SecretStr = Field(default=SecretStr(""), max_length=1024)
    new_password: SecretStr = Field(max_length=1024)


@router.get("", response_model=SettingsView, summary="One's own settings")
async def settings(asked: SignedIn) -> Response:
    return reply(await asked.call(asked.services.settings.get))


@router.patch("", response_model=SettingsView, summary="Change some of them")
async def change_settings(body: SettingsChange, asked: SignedIn) -> Response:
    return reply(await asked.call(asked.services.settings.change, body.model_dump(exclude_none=True)))


@router.put("/password", status_code=204, summary="Change one's password; signs out everywhere else")
async def change_password(body: PasswordChange, asked: SignedIn) -> Response:
    """A browser gets a new session cookie with the answer. Without a password yet, `current_password` is not asked, for
    ten minutes after signing in."""
    token = await asked.call_in(
        "passwords",
        asked.services.settings.change_password,
        body.current_password.get_secret_value(),
        body.new_password.get_secret_value(),
    )
    return give_session(asked.request, nothing(), token)
