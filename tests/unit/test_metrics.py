"""Requests are counted by door."""

from __future__ import annotations

import asyncio

from prometheus_client import REGISTRY
from starlette.types import Message, Receive, Scope, Send

from medianest.api.metrics import measured


async def answer(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 206, "headers": []})
    await send({"type": "http.response.body", "body": b"12345", "more_body": True})
    await send({"type": "http.response.body", "body": b"678"})


def ask(path: str, method: str = "GET") -> None:
    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        pass

    scope: Scope = {"type": "http", "path": path, "method": method, "headers": []}
    asyncio.run(measured(answer)(scope, receive, send))


def value(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


def test_bytes_and_status_are_counted_at_the_door_they_came_through() -> None:
    before = value("medianest_http_sent_bytes_total", door="media")
    ask("/api/v1/media/1/stream")
    assert value("medianest_http_sent_bytes_total", door="media") == before + 8
    assert value("medianest_http_answers_total", door="media", status="2xx") >= 1
    assert value("medianest_open", door="media") == 0


def test_a_method_somebody_made_up_makes_no_new_label() -> None:
    ask("/", method="X" * 100)
    assert value("medianest_http_first_byte_seconds_count", door="pages", method="other") >= 1
    assert value("medianest_http_first_byte_seconds_count", door="pages", method="X" * 100) == 0
