"""A request becomes a Viewer: by the browser's cookie or by a program's bearer token, never by an argument."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Concatenate, ParamSpec, TypeVar
from urllib.parse import urlsplit

from fastapi import Depends
from starlette.requests import HTTPConnection, Request

from medianest import routes
from medianest.api import rates
from medianest.errors import Forbidden
from medianest.services import Services
from medianest.services.api_keys import PREFIX, require_scope
from medianest.services.sessions import COOKIE
from medianest.services.viewer import Viewer, plain_address

P = ParamSpec("P")
R = TypeVar("R")
_READS = ("GET", "HEAD", "OPTIONS")
# Beneath a work.
_PLAYING = ("playback", "stream", "download", "hls", "subtitles", "progress", "tracks", "watched", "favourite")


def address_of(connection: HTTPConnection) -> str | None:
    """Where the request comes from; trusted proxies have been taken away already. None on a Unix socket."""
    return plain_address(connection.client.host) if connection.client else None


def asked_at(connection: HTTPConnection) -> str:
    """Scheme and host that this request was sent to, whatever the operator says."""
    return f"{connection.url.scheme}://{connection.headers.get('host', '')}"


def own_origin(connection: HTTPConnection) -> bool:
    """Whether one of our own pages sends this. Browsers name the sender on every write and every websocket."""
    origin = connection.headers.get("origin")
    if origin is None:
        return connection.headers.get("sec-fetch-site") in ("same-origin", "none")
    host = urlsplit(origin).netloc
    public = getattr(connection.app.state, "public_host", None) if "app" in connection.scope else None
    return bool(host) and host in (connection.headers.get("host"), public)


def origin_of(request: Request) -> str:
    """Where people reach this server: as the operator says, else as this request did."""
    public = getattr(request.app.state, "public_url", None)
    return public or str(request.base_url).rstrip("/")


def scope_of(method: str, path: str) -> str | None:
    """The scope that a key needs for this request; None where no key may go. The one place that knows, for all routes:
    what is not named here is refused to every key that is not made to manage."""
    inside = path.removeprefix(f"{routes.API}/")
    if inside == path:
        return None
    parts = inside.split("/")
    if parts[0] == "auth" or inside.startswith("settings/password"):
        return None
    if parts[0] == "admin":
        return "admin"
    if parts[0] == "media" and len(parts) > 2 and parts[2] in _PLAYING:
        return "play"
    return "read" if method in _READS else "manage"


async def identify(connection: HTTPConnection) -> Viewer:
    """Who is asking, or nobody. Checked in Redis each time; a tenth of a millisecond or so.

    Raises:
        Forbidden: a browser's cookie comes with a write that none of our pages sends.
    """
    services: Services = connection.app.state.services
    address = address_of(connection)
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token.strip().startswith(PREFIX):
        viewer = await services.bridge.run("sessions", services.api_keys.viewer_of, token.strip(), address)
        require_scope(viewer, scope_of(connection.scope.get("method", "GET"), connection.scope["path"]))
        return viewer
    if scheme.lower() == "bearer":
        return await services.bridge.run("sessions", services.tokens.viewer_of, token.strip(), address)
    cookie = connection.cookies.get(COOKIE)
    if not cookie:
        return Viewer.nobody(address)
    if connection.scope.get("method", "GET") not in _READS and not own_origin(connection):
        raise Forbidden("This request does not come from one of this server's own pages.")
    return await services.bridge.run("sessions", services.sessions.viewer_of_cookie, cookie, address)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request with who asks it: ``await asked.call(asked.services.media.get, media_id)``."""

    services: Services
    viewer: Viewer
    request: Request

    async def call(self, method: Callable[Concatenate[Viewer, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Call a service's method with the viewer first, in the lane ``database``."""
        return await self.services.bridge.run("database", method, self.viewer, *args, **kwargs)

    async def call_in(
        self, lane: str, method: Callable[Concatenate[Viewer, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """The same in another lane: ``disk``, ``passwords``."""
        return await self.services.bridge.run(lane, method, self.viewer, *args, **kwargs)


async def _anybody(request: Request) -> Asked:
    viewer = await identify(request)
    await rates.count(request, viewer)
    return Asked(request.app.state.services, viewer, request)


async def _signed_in(asked: Annotated[Asked, Depends(_anybody)]) -> Asked:
    asked.viewer.require_signed_in()
    return asked


Anybody = Annotated[Asked, Depends(_anybody)]
"""For the few doors that nobody may open too: sign-in and its like."""

SignedIn = Annotated[Asked, Depends(_signed_in)]
"""For every other door."""

Responses = dict[int | str, dict[str, Any]]
PROBLEMS: Responses = {
    401: {"description": "Nobody is asking: sign in."},
    403: {"description": "The viewer may not do this."},
    422: {"description": "Something that was sent cannot be used; `errors` says what."},
}
"""What every guarded route may answer, for the documentation."""
