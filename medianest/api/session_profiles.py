"""The browser's own doors of a shared browser: whose profiles it remembers, and opening one with its PIN."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Query
from pydantic import SecretStr
from starlette.responses import RedirectResponse, Response

from medianest import routes
from medianest.api.cookies import forget_profile, profiles_held
from medianest.api.identity import Anybody, own_origin
from medianest.api.redirects import back, back_for, device_of, with_cookie
from medianest.api.remembering import remembered
from medianest.api.replies import reply
from medianest.errors import MediaNestError
from medianest.services.sessions import COOKIE

router = APIRouter(include_in_schema=False)
Text = Annotated[str, Form(max_length=1024)]
Secret = Annotated[SecretStr, Form(max_length=1024)]
_EMPTY = SecretStr("")


@router.get(routes.SESSION_PROFILES)
async def profiles(asked: Anybody) -> Response:
    """For the sign-in page. The browser drops what is worth nothing any more."""
    held = profiles_held(asked.request)
    cards, stale = await asked.services.bridge.run("database", asked.services.remembered_profiles.of, held)
    answer = reply({"items": cards})
    answer.headers["cache-control"] = "no-store"
    for name in stale:
        forget_profile(asked.request, answer, name)
    return answer


@router.get(routes.SESSION_REMEMBER)
async def remember(asked: Anybody, next: Annotated[str, Query(max_length=2048)] = "") -> Response:
    """On the way from a provider: its door is not shown the profiles that this browser holds, and this one is."""
    answer = RedirectResponse(routes.local(next), 303)
    return await remembered(asked, answer, asked.request.cookies.get(COOKIE, ""))


@router.post(routes.SESSION_PIN)
async def open_profile(asked: Anybody, profile: Text = "", pin: Secret = _EMPTY, next: Text = "") -> Response:
    """Open a profile that this browser remembers."""
    target, chosen = routes.local(next), _id(profile)
    shown = str(chosen) if chosen else ""
    if not own_origin(asked.request):
        return back(routes.LOGIN, "cross_site", profile=shown, next=target)
    held = list(profiles_held(asked.request).values())
    open_it = asked.services.remembered_profiles.open
    try:
        token = await asked.call_in(
            "passwords", open_it, held, chosen, pin.get_secret_value(), device_of(asked.request)
        )
    except MediaNestError as problem:
        return back_for(routes.LOGIN, problem, profile=shown, next=target)
    return with_cookie(asked.request, target, token)


@router.post(routes.SESSION_FORGET_PROFILE)
async def forget(asked: Anybody, profile: Text = "") -> Response:
    """Offer a profile on this browser no more."""
    chosen = _id(profile)
    if chosen is None or not own_origin(asked.request):
        return back(routes.LOGIN, "cross_site")
    held = list(profiles_held(asked.request).values())
    try:
        await asked.call(asked.services.remembered_profiles.forget, held, chosen)
    except MediaNestError as problem:
        return back_for(routes.LOGIN, problem)
    return RedirectResponse(routes.LOGIN, 303)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
