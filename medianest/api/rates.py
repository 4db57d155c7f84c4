"""How often the API may be asked, and that every answer says what is left.

The bytes of films, their segments, subtitles and pictures are not counted: a page shows a hundred posters at once.
"""

from __future__ import annotations

import math
import re

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from medianest import routes
from medianest.errors import TooManyRequests
from medianest.services import Services
from medianest.services.rates import Allowance
from medianest.services.viewer import Viewer

_UNCOUNTED = re.compile(
    f"{routes.API}/(media|libraries|playlists|people)/[^/]+/(stream|hls|subtitles|artwork|storyboard)(/|$)"
)
_KEY = "medianest.allowance"


async def count(request: Request, viewer: Viewer) -> None:
    """Take one of the asking session's, key's or address' requests.

    Raises:
        TooManyRequests: none is left at this moment.
    """
    if _UNCOUNTED.match(request.scope["path"]):
        return
    services: Services = request.app.state.services
    allowance = await services.bridge.run("sessions", services.rates.take, viewer)
    request.scope.setdefault(_KEY, []).append(allowance)
    if allowance.retry_after:
        raise TooManyRequests("Too many requests. Wait a little and try again.", retry_after=allowance.retry_after)


class Allowances:
    """ASGI middleware: what ``count`` found is in the headers of the answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        found: list[Allowance] = []
        scope[_KEY] = found  # the scopes that routers make of this one hold the same list

        async def sending(message: Message) -> None:
            if found and message["type"] == "http.response.start":
                headers, left = MutableHeaders(scope=message), found[-1]
                headers["x-ratelimit-limit"] = str(left.limit)
                headers["x-ratelimit-remaining"] = str(left.remaining)
                headers["x-ratelimit-reset"] = str(math.ceil(left.full_after))
            await send(message)

        await self._app(scope, receive, sending)
