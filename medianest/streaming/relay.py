"""Bytes that another server holds, passed on to a browser: ranges in, ranges out, and no credential on the way.

The browser is told the type that the catalogue says, never what the other server claims, and no header of it but those
about the bytes.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import quote

import httpx
import structlog
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from medianest.bridge import Bridge
from medianest.errors import Overloaded, SignInAgain, SourceUnavailable
from medianest.providers.base import RemoteHttp, StreamOpener
from medianest.services.playback import FarFile
from medianest.services.provider_connections import ProviderConnections
from medianest.streaming.files import until_over

AT_ONCE = 64  # files that one process passes on
KEPT_SECONDS = 30.0  # how long a place that was told counts: a player that seeks asks many times a second
_KEPT = 256
_CHUNK = 64 * 1024
_TIMEOUT = httpx.Timeout(20.0, connect=4.0, pool=4.0)
_ASKED = ("range", "if-range")
_TOLD = ("content-length", "content-range", "etag", "last-modified")
_GONE = SourceUnavailable("This title cannot be played now: its file cannot be reached.")

log = structlog.get_logger(__name__)
Ended = Callable[[], Coroutine[Any, Any, None]]


class Relay:
    """One for each web process."""

    def __init__(self, bridge: Bridge, connections: ProviderConnections) -> None:
        self._bridge = bridge
        self._connections = connections
        self._client: httpx.AsyncClient | None = None
        self._places: OrderedDict[FarFile, tuple[float, RemoteHttp]] = OrderedDict()
        self.sending = 0

    async def stream(self, far: FarFile, media_type: str, asked: Mapping[str, str], ended: Ended) -> RelayStream:
        """The bytes that ``asked`` (a request's headers, and its ``method``) is about.

        Raises:
            SourceUnavailable: the server does not have them now, or cannot be reached.
            Overloaded: this process passes on as many files as it may.
        """
        if self.sending >= AT_ONCE:
            raise Overloaded("The server is busy. Try again in a moment.")
        answer = await self._answer(far, asked)
        if answer.status_code not in (200, 206, 416):
            await answer.aclose()
            self._places.pop(far, None)
            log.warning("relay_refused", status=answer.status_code)
            if answer.status_code == 401:
                raise SignInAgain("The server that has this title does not accept our sign-in any more.")
            raise _GONE
        return RelayStream(self, answer, media_type, far.name, ended)

    async def _answer(self, far: FarFile, asked: Mapping[str, str]) -> httpx.Response:
        place = await self._place(far)
        wanted = {name: asked[name] for name in _ASKED if name in asked}
        client = self._opened()
        method = "HEAD" if asked.get("method") == "HEAD" else "GET"
        headers = {**place.headers, **wanted, "accept-encoding": "identity", "accept": "*/*"}
        try:
            return await client.send(client.build_request(method, place.url, headers=headers), stream=True)
        except (httpx.HTTPError, httpx.InvalidURL) as problem:
            self._places.pop(far, None)
            log.warning("relay_unreachable", problem=type(problem).__name__)
            raise _GONE from None  # the problem names the address

    async def _place(self, far: FarFile) -> RemoteHttp:
        kept = self._places.get(far)
        if kept is not None and time.monotonic() - kept[0] < KEPT_SECONDS:
            return kept[1]
        found = await self._bridge.run("providers", self._open, far)
        self._places[far] = (time.monotonic(), found)
        while len(self._places) > _KEPT:
            self._places.popitem(last=False)
        return found

    def _open(self, far: FarFile) -> RemoteHttp:
        connection = self._connections.open(far.account_id)
        place = connection.open(far.remote_id) if isinstance(connection, StreamOpener) else None
        if not isinstance(place, RemoteHttp):
            raise SourceUnavailable("This title cannot be played now: its file cannot be reached.")
        return place

    def _opened(self) -> httpx.AsyncClient:
        if self._client is None:
            limits = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=8)
            # No redirect is followed: its target would be told the credentials. No proxy of the environment.
            self._client = httpx.AsyncClient(timeout=_TIMEOUT, limits=limits, follow_redirects=False, trust_env=False)
        return self._client


class RelayStream(Response):
    """Passes an answer on and closes it, whatever happens. A server that breaks off breaks the connection here too, so
    that a player notices."""

    def __init__(self, relay: Relay, answer: httpx.Response, media_type: str, name: str, ended: Ended) -> None:
        self._relay = relay
        self._answer = answer
        self._ended = ended
        self._headers = {
            "content-type": media_type,
            "accept-ranges": "bytes",
            "cache-control": "private, no-cache",
            "content-disposition": f"inline; filename*=UTF-8''{quote(name, safe='')}",
            **{header: answer.headers[header] for header in _TOLD if header in answer.headers},
        }
        self.status_code = answer.status_code
        self.background = None
        self.body = b""
        self.raw_headers = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._relay.sending += 1
        try:
            headers = [(name.encode(), value.encode("latin-1", "replace")) for name, value in self._headers.items()]
            await send({"type": "http.response.start", "status": self.status_code, "headers": headers})
            if scope["method"] == "HEAD":
                await send({"type": "http.response.body", "body": b""})
            else:
                await until_over(receive, self._pass_on(send), self._ended)
        finally:
            self._relay.sending -= 1
            with suppress(httpx.HTTPError, OSError):
                await self._answer.aclose()

    async def _pass_on(self, send: Send) -> None:
        try:
            async for chunk in self._answer.aiter_raw(_CHUNK):
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        except httpx.HTTPError as problem:
            log.warning("relay_broken_off", problem=type(problem).__name__)
            return  # short of what was promised: the connection is cut
        await send({"type": "http.response.body", "body": b""})
