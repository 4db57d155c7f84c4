"""The one door where every microsecond counts: a work's own bytes, answered before any framework is asked.

Two Starlette applications, FastAPI and their middleware cost several times what a range of a megabyte does. What this
layer does not know for sure goes on to the route of the same name, which documents and refuses.
"""

from __future__ import annotations

import re
from uuid import UUID

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from medianest import routes
from medianest.api.errors import problem_of, unexpected
from medianest.api.identity import Asked, identify
from medianest.api.v1.stream import file_of
from medianest.errors import MediaNestError

_UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_PATH = re.compile(f"{routes.API_MEDIA}/({_UUID})/stream")
_QUERY = re.compile(f"(?:source=({_UUID}))?".encode())


class MediaBytes:
    """ASGI middleware around everything; ``api`` holds the services."""

    def __init__(self, inner: ASGIApp, api: FastAPI) -> None:
        self._inner = inner
        self._api = api

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
            path, query = _PATH.fullmatch(scope["path"]), _QUERY.fullmatch(scope["query_string"])
            if path and query:
                source = UUID(query[1].decode()) if query[1] else None
                answer = await self._answer({**scope, "app": self._api}, UUID(path[1]), source)
                await answer(scope, receive, send)
                return
        await self._inner(scope, receive, send)

    async def _answer(self, scope: Scope, media_id: UUID, source_id: UUID | None) -> Response:
        request = Request(scope)
        try:
            asked = Asked(self._api.state.services, await identify(request), request)
            return await file_of(asked, media_id, source_id)
        except MediaNestError as error:
            return problem_of(error)
        except Exception as error:  # noqa: BLE001 - as the application answers it
            return unexpected(scope["path"], error)
