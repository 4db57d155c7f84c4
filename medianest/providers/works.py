"""A work as somebody describes it, wherever it comes from: titles, credits, pictures. Plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

# kind (poster, backdrop, logo, thumb) -> where the picture is to be taken from, most wanted first.
# {"from": "file" | "embedded" | "frame" | "remote", "path": relative path, or what the provider calls the picture}
Pictures = dict[str, list[dict[str, str]]]


@dataclass(frozen=True, slots=True)
class CreditNote:
    name: str
    role: str  # actor, director, writer, composer, guest
    character: str = ""


@dataclass(slots=True)
class Work:
    """A work or what holds works, as described. ``type`` as in ``MediaItem``; durations in seconds, ratings 0 to 10."""

    type: str
    title: str
    year: int | None = None
    sort_title: str | None = None
    original_title: str | None = None
    released_on: date | None = None
    overview: str | None = None
    tagline: str | None = None
    content_rating: str | None = None
    rating: float | None = None
    index_number: int | None = None
    index_end: int | None = None
    part_number: int | None = None
    genres: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    studios: tuple[str, ...] = ()
    external_ids: dict[str, str] = field(default_factory=dict)
    credits: tuple[CreditNote, ...] = ()
    pictures: Pictures = field(default_factory=dict)
    details: dict[str, Any] = field(default_factory=dict)
