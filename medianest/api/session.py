"""The browser's own doors: native forms post here, and cookies are set here and nowhere else.

They answer with a redirect, because the websocket takes its cookie from the page load that opens it.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import SecretStr
from starlette.responses import RedirectResponse, Response

from medianest import routes
from medianest.api.cookies import MFA_COOKIE, forget_session, forget_try
from medianest.api.identity import Anybody, own_origin
from medianest.api.redirects import back, back_for, device_of, to_second_step, with_cookie
from medianest.api.remembering import remembered
from medianest.errors import MediaNestError, MfaRequired, TooManyRequests, WrongCode
from medianest.services.one_time_codes import answer_of

router = APIRouter(include_in_schema=False)

Text = Annotated[str, Form(max_length=1024)]
_EMPTY = SecretStr("")
Secret = Annotated[SecretStr, Form(max_length=1024)]


@router.post(routes.SESSION_SIGN_IN)
async def sign_in(asked: Anybody, email: Text = "", password: Secret = _EMPTY, next: Text = "") -> Response:
    """Sign in and go where the person wanted to."""
    target = routes.local(next)
    if not own_origin(asked.request):
        return back(routes.LOGIN, "cross_site", next=target)
    try:
        token = await asked.call_in(
            "passwords", asked.services.sign_in.browser, email, password.get_secret_value(), device_of(asked.request)
        )
    except MfaRequired as problem:
        return to_second_step(asked.request, problem, target)
    except MediaNestError as problem:
        return back_for(routes.LOGIN, problem, next=target)
    return await remembered(asked, with_cookie(asked.request, target, token), token)


@router.post(routes.SESSION_SECOND_STEP)
async def second_step(asked: Anybody, code: Text = "", recovery_code: Text = "", next: Text = "") -> Response:
    """The code that the sign-in page asks for after the first proof."""
    target = routes.local(next)
    if not own_origin(asked.request):
        return back(routes.LOGIN, "cross_site", next=target)
    mfa_token = asked.request.cookies.get(MFA_COOKIE, "")
    given = answer_of(code, recovery_code)
    try:
        token = await asked.call(asked.services.sign_in.finish_browser, mfa_token, given)
    except (WrongCode, TooManyRequests) as problem:
        step = "recovery" if recovery_code and not code else "code"
        return back_for(routes.LOGIN, problem, step=step, next=target)
    except MediaNestError as problem:
        return forget_try(asked.request, back_for(routes.LOGIN, problem, next=target))
    answer = await remembered(asked, with_cookie(asked.request, target, token), token)
    return forget_try(asked.request, answer)


@router.post(routes.SESSION_SIGN_OUT)
async def sign_out(asked: Anybody) -> Response:
    """End the session and forget the cookie. The cookie goes even if the store is away."""
    if own_origin(asked.request):
        await asked.call(asked.services.sessions.end_own)
    return forget_session(asked.request, RedirectResponse(routes.LOGIN, 303))


@router.post(routes.SESSION_SETUP)
async def set_up(
    asked: Anybody,
    code: Text = "",
    display_name: Text = "",
    email: Text = "",
    password: Secret = _EMPTY,
) -> Response:
    """Make the first administrator and go on to the first library."""
    if not own_origin(asked.request):
        return back(routes.SETUP, "cross_site")
    try:
        token = await asked.call_in(
            "passwords",
            asked.services.setup.complete,
            code,
            display_name,
            email,
            password.get_secret_value(),
            device_of(asked.request),
        )
    except MediaNestError as problem:
        return back_for(routes.SETUP, problem)
    return with_cookie(asked.request, f"{routes.SETUP}?step=library", token)


@router.post(routes.SESSION_REGISTER)
async def register(
    asked: Anybody,
    invitation: Text = "",
    display_name: Text = "",
    email: Text = "",
    password: Secret = _EMPTY,
) -> Response:
    """Make an account, by an invitation or where anybody may, and go to the home page."""
    page = routes.invitation(invitation) if invitation else routes.REGISTER
    if not own_origin(asked.request):
        return back(page, "cross_site")
    try:
        token = await asked.call_in(
            "passwords",
            asked.services.invitations.register,
            invitation,
            display_name,
            email,
            password.get_secret_value(),
            device_of(asked.request),
        )
    except MediaNestError as problem:
        return back_for(page, problem)
    await asked.call(asked.services.sessions.end_own)
    return with_cookie(asked.request, routes.HOME, token)
