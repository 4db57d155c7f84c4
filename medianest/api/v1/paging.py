"""How a list is asked for: ``?limit=`` up to 200 and ``?cursor=`` as the last answer gave it."""

from __future__ import annotations

from typing import Annotated, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel

DEFAULT_LIMIT = 50
HIGHEST_LIMIT = 200

Limit = Annotated[int, Query(ge=1, le=HIGHEST_LIMIT, description="How many items at most.")]
Cursor = Annotated[str | None, Query(max_length=2048, description="`next_cursor` of the answer before.")]

T = TypeVar("T")


class Listing(BaseModel, Generic[T]):
    """The shape of every list, for the documentation."""

    items: list[T]
    next_cursor: str | None
