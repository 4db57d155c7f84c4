"""Figures of every request, by door, so that a slow stream is not mistaken for a slow page."""

from __future__ import annotations

import time

from prometheus_client import Counter, Gauge, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from medianest import routes

_SECONDS = Histogram(
    "medianest_http_first_byte_seconds",
    "Time to the first byte of an answer",
    ["door", "method"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
_ANSWERS = Counter("medianest_http_answers_total", "Answers by status class", ["door", "status"])
_BYTES = Counter("medianest_http_sent_bytes_total", "Bytes of bodies sent", ["door"])
_OPEN = Gauge("medianest_open", "Requests and sockets that are open now", ["door"], multiprocess_mode="livesum")

_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def measured(inner: ASGIApp) -> ASGIApp:
    """``inner`` with its requests and sockets counted."""

    async def count(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await inner(scope, receive, send)
            return
        door = _door(scope)
        _OPEN.labels(door).inc()
        try:
            await inner(scope, receive, _counting(scope, send, door))
        finally:
            _OPEN.labels(door).dec()

    return count


def _counting(scope: Scope, send: Send, door: str) -> Send:
    began = time.perf_counter()
    # A stranger may send any word as a method; a label must not grow with it.
    method = scope.get("method", "GET")
    seconds, sent = _SECONDS.labels(door, method if method in _METHODS else "other"), _BYTES.labels(door)

    async def counting(message: Message) -> None:
        if message["type"] == "http.response.start":
            seconds.observe(time.perf_counter() - began)
            _ANSWERS.labels(door, f"{message['status'] // 100}xx").inc()
        elif message["type"] == "http.response.body":
            sent.inc(len(message.get("body", b"")))
        await send(message)

    return counting


def _door(scope: Scope) -> str:
    if scope["type"] == "websocket":
        return "events"
    path: str = scope["path"]
    if path.startswith(f"{routes.API}/media/"):
        return "media"
    return "api" if path.startswith("/api/") else "pages"
