"""What the browser's own doors answer: a redirect with a cookie, or the page again with a code of what went wrong."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from medianest import routes
from medianest.errors import Invalid, MediaNestError, TooManyRequests
from medianest.services.sessions import COOKIE
from medianest.services.sign_in import Device

# As long as browsers keep one; whether the session still lives is the server's to say.
_COOKIE_SECONDS = 400 * 24 * 3600


def with_cookie(request: Request, target: str, token: str) -> Response:
    """Go on to ``target`` as the session of ``token``."""
    answer = RedirectResponse(target, 303)
    answer.set_cookie(
        COOKIE, token, max_age=_COOKIE_SECONDS, path=routes.HOME, secure=secure(request), httponly=True, samesite="lax"
    )
    answer.headers["cache-control"] = "no-store"
    return answer


def secure(request: Request) -> bool:
    """Whether the browser came by https."""
    return request.url.scheme == "https"


def back_for(page: str, problem: MediaNestError, **query: str) -> Response:
    """The page again with a stable code, from which it makes its own sentence: a URL never carries text to show."""
    if isinstance(problem, Invalid) and problem.fields:
        query["fields"] = ",".join(sorted(problem.fields))
    if isinstance(problem, TooManyRequests):
        query["wait"] = str(round(problem.retry_after))
    return back(page, problem.code, **query)


def back(page: str, code: str, **query: str) -> Response:
    """The page again with ``?error=code``."""
    shown = {name: value for name, value in query.items() if value and (name, value) != ("next", routes.HOME)}
    return RedirectResponse(f"{page}?{urlencode({'error': code, **shown})}", 303)


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
