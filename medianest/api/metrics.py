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

_TELL_BYTES = 8 * 1024 * 1024
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def measured(inner: ASGIApp) -> ASGIApp:
    """``inner`` with its requests and sockets counted."""

    async def count(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await inner(scope, receive, send)
            return
        door = _door(scope)
        opened, tally = _OPEN.labels(door), _Tally(_BYTES.labels(door))
        opened.inc()
        try:
            await inner(scope, receive, _counting(scope, send, door, tally))
        finally:
            opened.dec()
            tally.tell()

    return count


class _Tally:
    """Bytes of one answer, told now and then: a counter that all workers share costs more than a chunk of a film."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter
        self._untold = 0

    def add(self, size: int) -> None:
        self._untold += size
        if self._untold >= _TELL_BYTES:
            self.tell()

    def tell(self) -> None:
        if self._untold:
            self._counter.inc(self._untold)
            self._untold = 0


def _counting(scope: Scope, send: Send, door: str, tally: _Tally) -> Send:
    began = time.perf_counter()
    # A stranger may send any word as a method; a label must not grow with it.
    method = scope.get("method", "GET")
    seconds = _SECONDS.labels(door, method if method in _METHODS else "other")

    async def counting(message: Message) -> None:
        if message["type"] == "http.response.start":
            seconds.observe(time.perf_counter() - began)
            _ANSWERS.labels(door, f"{message['status'] // 100}xx").inc()
        elif message["type"] == "http.response.body":
            tally.add(len(message.get("body", b"")))
        await send(message)

    return counting


def _door(scope: Scope) -> str:
    if scope["type"] == "websocket":
        return "events"
    path: str = scope["path"]
    if path.startswith(f"{routes.API}/media/"):
        return "media"
    return "api" if path.startswith("/api/") else "pages"
