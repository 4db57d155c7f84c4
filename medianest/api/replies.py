"""Answers as JSON: views are written by orjson as they are, without a second model and its validation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from starlette.responses import Response


class JSON(Response):
    """Dataclasses, UUIDs and times included; times are UTC with a Z."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        return orjson.dumps(content, option=orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS)


def reply(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> JSON:
    """``value`` as JSON. What one person may see is no other's: nothing between keeps it."""
    return JSON(value, status, {"cache-control": "private, no-store", **(headers or {})})


def listed(items: Iterable[Any], next_cursor: str | None = None, **more: Any) -> JSON:
    """A list as every list is answered: ``{items, next_cursor}``."""
    return reply({"items": list(items), "next_cursor": next_cursor, **more})


def nothing() -> Response:
    """Done, and there is nothing to say."""
    return Response(status_code=204)
