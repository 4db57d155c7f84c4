"""What the browser's own doors answer: a redirect with a cookie, or the page again with a code of what went wrong."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from medianest import routes
from medianest.api.cookies import give_session, give_try
from medianest.errors import Invalid, MediaNestError, MfaRequired, TooManyRequests
from medianest.services.second_step import Device


def with_cookie(request: Request, target: str, token: str) -> Response:
    """Go on to ``target`` as the session of ``token``."""
    return give_session(request, RedirectResponse(target, 303), token)


def to_second_step(request: Request, problem: MfaRequired, target: str) -> Response:
    """To the sign-in page's second step, for every way in that needs one; ``target`` is where the person wanted to."""
    return give_try(request, back(routes.LOGIN, "", step="code", next=target), problem.mfa_token)


def back_for(page: str, problem: MediaNestError, **query: str) -> Response:
    """The page again with a stable code, from which it makes its own sentence: a URL never carries text to show."""
    if isinstance(problem, Invalid) and problem.fields:
        query["fields"] = ",".join(sorted(problem.fields))
    if isinstance(problem, TooManyRequests):
        query["wait"] = str(round(problem.retry_after))
    return back(page, problem.code, **query)


def back(page: str, code: str, **query: str) -> Response:
    """The page again with ``?error=code``; with an empty code there is nothing wrong."""
    shown = {name: value for name, value in query.items() if value and (name, value) != ("next", routes.HOME)}
    return RedirectResponse(f"{page}?{urlencode({'error': code, **shown} if code else shown)}", 303)


def device_of(request: Request) -> Device:
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
