"""Signing in with a passkey: two requests of the sign-in page's own script.

They answer with JSON and set the session's cookie; no other site's page can send them.
"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import Response

from medianest import routes
from medianest.api.cookies import give_session
from medianest.api.identity import Anybody, Asked, asked_at, own_origin
from medianest.api.redirects import device_of
from medianest.api.remembering import remembered
from medianest.api.replies import reply
from medianest.errors import Forbidden

router = APIRouter(include_in_schema=False)


class Assertion(BaseModel):
    credential: dict[str, Any]
    next: str = Field(default="", max_length=1024)


@router.post(routes.SESSION_PASSKEY_OPTIONS)
async def begin(asked: Anybody) -> Response:
    """What the browser asks the device with."""
    _require_own_page(asked)
    return reply(await asked.call(asked.services.passkey_sign_in.begin, asked_at(asked.request)))


@router.post(routes.SESSION_PASSKEY)
async def sign_in(body: Assertion, asked: Anybody) -> Response:
    """What the device answered; says where the person wanted to go."""
    _require_own_page(asked)
    finish, request = asked.services.passkey_sign_in.finish, asked.request
    token = await asked.call(finish, asked_at(request), body.credential, device_of(request))
    answer = give_session(request, reply({"location": routes.local(body.next)}), token)
    return await remembered(asked, answer, token)


def _require_own_page(asked: Asked) -> None:
    if not own_origin(asked.request):
        raise Forbidden("This request does not come from one of this server's own pages.")
