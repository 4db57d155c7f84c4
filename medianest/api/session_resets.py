"""The browser's own doors for who has lost their password. They sign nobody in: that is the sign-in page's."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import SecretStr
from starlette.background import BackgroundTask
from starlette.responses import RedirectResponse, Response

from medianest import routes
from medianest.api.identity import Anybody, own_origin
from medianest.api.redirects import back, back_for
from medianest.errors import MediaNestError

router = APIRouter(include_in_schema=False)
Text = Annotated[str, Form(max_length=1024)]
Secret = Annotated[SecretStr, Form(max_length=1024)]
_EMPTY = SecretStr("")


@router.post(routes.SESSION_FORGOTTEN)
async def forgotten(asked: Anybody, email: Text = "") -> Response:
    """Send a link, if there is somebody to send it to. The answer is out before that is known."""
    if not own_origin(asked.request):
        return back(routes.FORGOTTEN, "cross_site")
    resets = asked.services.password_resets
    try:
        await asked.call(resets.ask, email)
    except MediaNestError as problem:
        return back_for(routes.FORGOTTEN, problem)
    # Only what the operator says: a request could name a server of somebody else's.
    origin = asked.request.app.state.public_url or ""

    async def send() -> None:
        await asked.call_in("mail", resets.mail, email, lambda token: origin + routes.new_password(token))

    return RedirectResponse(f"{routes.FORGOTTEN}?sent=1", 303, background=BackgroundTask(send))


@router.post(routes.SESSION_NEW_PASSWORD)
async def new_password(asked: Anybody, token: Text = "", password: Secret = _EMPTY) -> Response:
    """Set the password and go to the sign-in page."""
    page = routes.new_password(token or "-")
    if not own_origin(asked.request):
        return back(page, "cross_site")
    try:
        await asked.call_in("passwords", asked.services.password_resets.use, token, password.get_secret_value())
    except MediaNestError as problem:
        return back_for(page, problem)
    return RedirectResponse(f"{routes.LOGIN}?done=password", 303)
