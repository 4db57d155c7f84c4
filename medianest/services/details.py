"""From rows to a work's own page: credits, sources with their streams, chapters, lyrics. Pure."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from typing import Any

from medianest.services.views import ChapterView, CreditView, MediaCard, MediaDetail, SourceView, StreamView

_STREAM = (
    *("index", "kind", "codec", "language", "title", "default", "forced", "hearing_impaired"),
    *("width", "height", "frame_rate", "hdr", "channels", "sample_rate", "bitrate"),
)
_FLAGS = {"default", "forced", "hearing_impaired"}


def credit(row: Sequence[Any]) -> CreditView:
    person_id, name, role, character = row
    return CreditView(person_id, name, role, character, None)


def stream(facts: Mapping[str, Any]) -> StreamView:
    values: list[Any] = [bool(facts.get(name)) if name in _FLAGS else facts.get(name) for name in _STREAM]
    return StreamView(*values)


def source(row: Sequence[Any], *, with_path: bool) -> SourceView:
    """``with_path`` only for those who may know where a file lies: administrators."""
    (source_id, provider, file_name, root, remote_id, container, size, duration, bitrate, edition, state, streams) = (
        row[:12]
    )
    path = posixpath.join(root, remote_id) if with_path and provider == "local" and root else None
    return SourceView(
        id=source_id,
        provider=provider,
        file_name=file_name or posixpath.basename(remote_id),
        path=path,
        container=container,
        size=size,
        duration=duration,
        bitrate=bitrate,
        edition=edition,
        state=state,
        streams=tuple(stream(facts) for facts in streams),
    )


def chapters(sources: Sequence[Sequence[Any]]) -> tuple[ChapterView, ...]:
    """Those of the best source that has any."""
    for row in sources:
        if row[12]:
            return tuple(ChapterView(mark["start"], mark["end"], mark.get("title") or "") for mark in row[12])
    return ()


def lyrics(details: Mapping[str, Any]) -> str | None:
    found = details.get("lyrics")
    return found if isinstance(found, str) and found else None


def detail(
    card: MediaCard,
    row: Sequence[Any],
    credited: Sequence[Sequence[Any]],
    sources: Sequence[Sequence[Any]],
    children: tuple[MediaCard, ...],
    next_up: MediaCard | None,
    *,
    with_paths: bool,
) -> MediaDetail:
    (_, original_title, overview, tagline, content_rating, rating, released_on) = row[:7]
    (genres, tags, studios, external_ids, details) = row[7:12]
    return MediaDetail(
        card=card,
        original_title=original_title,
        overview=overview,
        tagline=tagline,
        content_rating=content_rating,
        rating=rating,
        released_on=released_on,
        genres=tuple(genres),
        tags=tuple(tags),
        studios=tuple(studios),
        external_ids={name: str(value) for name, value in external_ids.items()},
        credits=tuple(credit(found) for found in credited),
        sources=tuple(source(found, with_path=with_paths) for found in sources),
        chapters=chapters(sources),
        lyrics=lyrics(details),
        children=children,
        next_up=next_up,
    )
