"""The cookies that a browser is given: its session, and for some minutes what ties a sign-in that has begun to it."""

from __future__ import annotations

from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from medianest import routes
from medianest.services import handshakes, remembered_profiles
from medianest.services.second_step import LIFETIME_SECONDS
from medianest.services.sessions import COOKIE

MFA_COOKIE = "medianest_second_step"
_PROFILE = "medianest_profile_"  # and whose: a door that is sent none of the others adds one all the same
_HANDSHAKE = "medianest_handshake_"  # and the mark of the sign-in: two tabs do not disturb each other
_TOKEN_LENGTH = 43
_MOST_PROFILES = 32  # read of one request; the server keeps fewer
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


def profiles_held(request: Request) -> dict[str, str]:
    """The tokens of the profiles that this browser remembers, by the names of their cookies."""
    held = {name: token for name, token in request.cookies.items() if name.startswith(_PROFILE)}
    fit = [(name, token) for name, token in held.items() if len(token) == _TOKEN_LENGTH and token.isascii()]
    return dict(fit[:_MOST_PROFILES])


def give_profile(request: Request, answer: Response, user_id: UUID, token: str) -> Response:
    """``answer`` with the token of a profile, which goes to the doors of sign-in alone."""
    seconds = round(remembered_profiles.LIFETIME.total_seconds())
    _set(request, answer, f"{_PROFILE}{user_id.hex}", token, routes.SESSION, seconds)
    return answer


def forget_profile(request: Request, answer: Response, name: str) -> Response:
    answer.delete_cookie(name, path=routes.SESSION, secure=_secure(request), httponly=True, samesite="lax")
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
