"""Facts as JSON and back: how they cross the media pool's socket and lie in ``media_sources.streams``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from medianest.providers.base import Chapter, MediaFacts, StreamFacts

_STREAM_FIELDS = frozenset(field.name for field in fields(StreamFacts))


def stream_facts(stored: Iterable[Mapping[str, Any]]) -> tuple[StreamFacts, ...]:
    """Streams from their JSON; keys of another version are left out."""
    return tuple(StreamFacts(**{key: value for key, value in one.items() if key in _STREAM_FIELDS}) for one in stored)


def media_facts(stored: Mapping[str, Any]) -> MediaFacts:
    """Facts from their JSON, as ``dataclasses.asdict`` made it."""
    return MediaFacts(
        **{
            **stored,
            "streams": stream_facts(stored["streams"]),
            "chapters": tuple(Chapter(**chapter) for chapter in stored["chapters"]),
        }
    )
