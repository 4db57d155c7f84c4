"""The outermost layer: what every answer says to a browser, whoever made it, and which sites may open a websocket.

Plain ASGI: it looks at the first message of an answer only, and bodies pass through untouched.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from medianest import routes
from medianest.api.proxies import TrustedProxies

_REQUEST_ID = re.compile(rb"[A-Za-z0-9-]{8,64}")
Header = tuple[bytes, bytes]


def policy(script_hashes: Iterable[str], frames: Iterable[str] = ()) -> str:
    """The Content-Security-Policy of every page: our own files, the build's inline scripts by hash, nothing else.

    ``frames`` are the origins of other sites' players, which may stand in a frame and are told no more than our origin.
    Styles may stand inline because emotion and Radix write them; blobs are how MSE players feed themselves.
    """
    return "; ".join(
        (
            "default-src 'none'",
            "base-uri 'none'",
            "object-src 'none'",
            "frame-ancestors 'none'",
            "form-action 'self'",
            " ".join(("script-src 'self'", *sorted(script_hashes))),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self'",
            "media-src 'self' blob:",
            "worker-src 'self' blob:",
            "connect-src 'self'",
            "manifest-src 'self'",
            " ".join(("frame-src", *(frames or ("'none'",)))),
        )
    )


class Headers:
    """ASGI middleware. A header that an answer sets itself is left alone."""

    def __init__(
        self,
        app: ASGIApp,
        script_hashes: Iterable[str] = (),
        public_url: str | None = None,
        frames: Sequence[str] = (),
    ) -> None:
        self._app = app
        self._public_host = urlsplit(public_url).netloc.encode() if public_url else None
        self._always: tuple[Header, ...] = (
            (b"content-security-policy", policy(script_hashes, frames).encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"x-frame-options", b"DENY"),
            # Not no-referrer: with it browsers call our own forms' origin null, and the check of origins would fail.
            (b"referrer-policy", b"same-origin"),
            (b"cross-origin-opener-policy", b"same-origin"),
            (b"cross-origin-resource-policy", b"same-origin"),
            (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            if self._foreign(scope):
                await receive()
                await send({"type": "websocket.close", "code": 4403})
                return
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        request_id = _request_id(scope)
        structlog.contextvars.bind_contextvars(request_id=request_id.decode())

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = list(message.get("headers", ()))
                names = {name.lower() for name, _ in present}
                ours = (
                    *self._always,
                    *_caching(scope, message["status"], present),
                    *_transport(scope),
                    (b"x-request-id", request_id),
                )
                message["headers"] = [*present, *(header for header in ours if header[0] not in names)]
            await send(message)

        try:
            await self._app(scope, receive, sending)
        finally:
            structlog.contextvars.unbind_contextvars("request_id")

    def _foreign(self, scope: Scope) -> bool:
        """A browser always names the page that opens a websocket; a program names none and has no cookie to lend."""
        headers = dict(scope["headers"])
        origin = headers.get(b"origin")
        if origin is None:
            return False
        host = urlsplit(origin.decode("latin-1")).netloc.encode("latin-1")
        return host not in (headers.get(b"host"), self._public_host)


def _request_id(scope: Scope) -> bytes:
    """A trusted proxy's own if it is harmless, so that its log and ours can be read together; else a new one."""
    given = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"")
    return given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8).encode()


def _caching(scope: Scope, status: int, headers: Sequence[Header]) -> tuple[Header, ...]:
    """Built files carry their content's hash in their name; pages name those files and must be asked for again."""
    if scope["path"].startswith(routes.BUILT_FILES) and status in (200, 206, 304):
        return ((b"cache-control", b"public, max-age=31536000, immutable"),)
    kind = next((value for name, value in headers if name.lower() == b"content-type"), b"")
    return ((b"cache-control", b"no-cache"),) if kind.startswith(b"text/html") else ()


def _transport(scope: Scope) -> tuple[Header, ...]:
    secure = scope.get("scheme") == "https"
    return ((b"strict-transport-security", b"max-age=31536000"),) if secure else ()


def outermost(
    app: ASGIApp,
    script_hashes: Iterable[str],
    public_url: str | None,
    trusted_proxies: Sequence[str],
    frames: Sequence[str] = (),
) -> ASGIApp:
    """Wrap everything: first the sender is known, then the answer gets its headers."""
    return TrustedProxies(Headers(app, script_hashes, public_url, frames), trusted_proxies)
