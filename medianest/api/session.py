"""The browser's own doors: native forms post here, and cookies are set here and nowhere else.

They answer with a redirect, because the websocket takes its cookie from the page load that opens it.
"""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

import structlog
from fastapi import APIRouter, Form
from pydantic import SecretStr
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from medianest import routes
from medianest.api.identity import Anybody, own_origin
from medianest.errors import Invalid, MediaNestError, TooManyRequests
from medianest.services.sessions import COOKIE
from medianest.services.sign_in import Device

log = structlog.get_logger(__name__)
router = APIRouter(include_in_schema=False)
# As long as browsers keep one; whether the session still lives is the server's to say.
_COOKIE_SECONDS = 400 * 24 * 3600

Text = Annotated[str, Form(max_length=1024)]
_EMPTY = SecretStr("")
Secret = Annotated[SecretStr, Form(max_length=1024)]


@router.post(routes.SESSION_SIGN_IN)
async def sign_in(asked: Anybody, email: Text = "", password: Secret = _EMPTY, next: Text = "") -> Response:
    """Sign in and go where the person wanted to."""
    target = routes.local(next)
    if not own_origin(asked.request):
        return _back(routes.LOGIN, "cross_site", next=target)
    try:
        token = await asked.call_in(
            "passwords", asked.services.sign_in.browser, email, password.get_secret_value(), _device(asked.request)
        )
    except MediaNestError as problem:
        return _back_for(routes.LOGIN, problem, next=target)
    return _with_cookie(asked.request, routes.local(next), token)


@router.post(routes.SESSION_SIGN_OUT)
async def sign_out(asked: Anybody) -> Response:
    """End the session and forget the cookie. The cookie goes even if the store is away."""
    if own_origin(asked.request):
        await asked.call(asked.services.sessions.end_own)
    answer = RedirectResponse(routes.LOGIN, 303)
    answer.delete_cookie(COOKIE, path=routes.HOME, secure=_secure(asked.request), httponly=True, samesite="lax")
    return answer


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
        return _back(routes.SETUP, "cross_site")
    try:
        token = await asked.call_in(
            "passwords",
            asked.services.setup.complete,
            code,
            display_name,
            email,
            password.get_secret_value(),
            _device(asked.request),
        )
    except MediaNestError as problem:
        return _back_for(routes.SETUP, problem)
    return _with_cookie(asked.request, f"{routes.SETUP}?step=library", token)


def _with_cookie(request: Request, target: str, token: str) -> Response:
    answer = RedirectResponse(target, 303)
    answer.set_cookie(
        COOKIE, token, max_age=_COOKIE_SECONDS, path=routes.HOME, secure=_secure(request), httponly=True, samesite="lax"
    )
    answer.headers["cache-control"] = "no-store"
    return answer


def _secure(request: Request) -> bool:
    return request.url.scheme == "https"


def _back_for(page: str, problem: MediaNestError, **query: str) -> Response:
    """The page again with a stable code, from which it makes its own sentence: a URL never carries text to show."""
    if isinstance(problem, Invalid) and problem.fields:
        query["fields"] = ",".join(sorted(problem.fields))
    if isinstance(problem, TooManyRequests):
        query["wait"] = str(round(problem.retry_after))
    return _back(page, problem.code, **query)


def _back(page: str, code: str, **query: str) -> Response:
    shown = {name: value for name, value in query.items() if value and (name, value) != ("next", routes.HOME)}
    return RedirectResponse(f"{page}?{urlencode({'error': code, **shown})}", 303)


def _device(request: Request) -> Device:
    """A name that the person recognises in the list of their devices."""
    agent = request.headers.get("user-agent", "")
    browsers = {"Edg/": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
    systems = {
        "iPhone": "iPhone",
        "iPad": "iPad",
        "Android": "Android",
        "Windows": "Windows",
        "Mac OS": "Mac",
        "Linux": "Linux",
    }
    browser = next((name for mark, name in browsers.items() if mark in agent), "Browser")
    system = next((name for mark, name in systems.items() if mark in agent), "")
    return Device(f"{browser} · {system}" if system else browser)
