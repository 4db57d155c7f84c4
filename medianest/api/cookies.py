"""The cookies that a browser is given: its session, and for some minutes what ties a sign-in that has begun to it."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from medianest import routes
from medianest.services import handshakes
from medianest.services.second_step import LIFETIME_SECONDS
from medianest.services.sessions import COOKIE

MFA_COOKIE = "medianest_second_step"
_HANDSHAKE = "medianest_handshake_"  # and the mark of the sign-in: two tabs do not disturb each other
# As long as browsers keep one; whether the session still lives is the server's to say.
_SESSION_SECONDS = 400 * 24 * 3600


def give_session(request: Request, answer: Response, token: str | None) -> Response:
    """``answer`` with the session's token; without one as it was."""
    if token is not None:
        _set(request, answer, COOKIE, token, routes.HOME, _SESSION_SECONDS)
    return answer


def forget_session(request: Request, answer: Response) -> Response:
    answer.delete_cookie(COOKIE, path=routes.HOME, secure=_secure(request), httponly=True, samesite="lax")
    return answer


def give_try(request: Request, answer: Response, mfa_token: str) -> Response:
    """``answer`` with the token of a try, which goes to the doors of sign-in alone."""
    _set(request, answer, MFA_COOKIE, mfa_token, routes.SESSION, LIFETIME_SECONDS)
    return answer


def forget_try(request: Request, answer: Response) -> Response:
    answer.delete_cookie(MFA_COOKIE, path=routes.SESSION, secure=_secure(request), httponly=True, samesite="lax")
    return answer


def give_handshake(request: Request, answer: Response, mark: str, tie: str) -> Response:
    """``answer`` with what ties a sign-in at a provider to this browser."""
    _set(request, answer, f"{_HANDSHAKE}{mark}", tie, routes.API_AUTH, handshakes.LIFETIME_SECONDS)
    return answer


def handshake(request: Request, mark: str) -> str:
    return request.cookies.get(f"{_HANDSHAKE}{mark}", "")


def forget_handshake(request: Request, answer: Response, mark: str) -> Response:
    name = f"{_HANDSHAKE}{mark}"
    answer.delete_cookie(name, path=routes.API_AUTH, secure=_secure(request), httponly=True, samesite="lax")
    return answer


def _set(request: Request, answer: Response, name: str, value: str, path: str, seconds: int) -> None:
    answer.set_cookie(name, value, max_age=seconds, path=path, secure=_secure(request), httponly=True, samesite="lax")
    answer.headers["cache-control"] = "no-store"


def _secure(request: Request) -> bool:
    return request.url.scheme == "https"
