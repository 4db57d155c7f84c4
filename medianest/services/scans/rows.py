"""Works and files as rows of the database: the columns are those of ``repositories.scans``, in their order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from medianest.models import resolutions
from medianest.providers.described import Described, FoundFile
from medianest.providers.works import Work
from medianest.services.folding import fold, search_text, sort_title, trigrams
from medianest.services.ratings import own_age

LONGEST_TITLE = 500
LONGEST_SORTED = 200  # it lies in an index

# Values that a stream has when nothing is known; they are left out of the database.
_SILENT = (None, False, 0, "")


@lru_cache(maxsize=4096)
def _sorted_by(title: str) -> str:
    return sort_title(title)


def item_row(
    item_id: UUID,
    work: Work,
    identity: str,
    above: tuple[tuple[UUID, str], ...],
    *,
    duration: float | None = None,
    height: int | None = None,
    also: Iterable[str] = (),
) -> tuple[Any, ...]:
    """A row of ``ITEM_COLUMNS``. ``above``: ids and titles of what holds it, the nearest first."""
    parent, parent_title = above[0] if above else (None, None)
    grandparent, grandparent_title = above[1] if len(above) > 1 else (None, None)
    searched = search_text(
        work.title, work.original_title, grandparent_title, _plain(parent_title, work), *also, work.year
    )
    pieces = trigrams(fold(f"{work.title} {work.original_title or ''}"))
    details = work.details
    if work.pictures:
        details = {**details, "pictures": work.pictures}
    return (
        item_id,
        work.type,
        parent,
        grandparent,
        identity,
        work.title[:LONGEST_TITLE],
        _sorted_by(work.sort_title or work.title)[:LONGEST_SORTED],
        work.original_title,
        parent_title,
        grandparent_title,
        work.year,
        work.released_on,
        work.overview,
        work.tagline,
        work.content_rating,
        own_age(work.type, work.content_rating),
        work.rating,
        duration,
        work.index_number,
        work.index_end,
        work.part_number,
        work.genres,
        work.tags,
        work.studios,
        work.external_ids,
        details,
        height,
        searched,
        pieces,
    )


def _plain(parent_title: str | None, work: Work) -> str | None:
    """Nobody looks for an episode by "Season 1"."""
    return None if work.type == "episode" else parent_title


def source_row(
    source_id: UUID,
    item_id: UUID,
    file: FoundFile,
    described: Described,
    facts: Mapping[str, Any],
    tags: Mapping[str, Any],
) -> tuple[Any, ...]:
    """A row of ``SOURCE_COLUMNS``."""
    return (
        source_id,
        item_id,
        file.path,
        described.file_name or file.path.rpartition("/")[2],
        facts["size"],
        file.mtime_ns,
        facts["fingerprint"],
        facts["container"],
        float(facts["duration"]),
        facts["bitrate"],
        float(facts["start_time"]),
        [_told(stream) for stream in facts["streams"]],
        list(facts["chapters"]),
        described.sidecars,
        described.edition,
        details(file, facts, tags),
        "available",
    )


def details(file: FoundFile, facts: Mapping[str, Any], tags: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept so that a file can be described anew without being opened."""
    kept: dict[str, Any] = {"beside": file.beside}
    if height := lines(facts):
        kept["height"] = height
    if tags:
        kept["tags"] = dict(tags)
    return kept


def lines(facts: Mapping[str, Any]) -> int | None:
    """Lines of the largest picture in a file (``models.resolutions``)."""
    pictures = (stream for stream in facts["streams"] if stream["kind"] == "video")
    sizes = ((stream.get("width") or 0, stream.get("height") or 0) for stream in pictures)
    return max((resolutions.lines(width, height) for width, height in sizes if width and height), default=None)


def _told(stream: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in stream.items() if value not in _SILENT or name in ("index", "kind", "codec")}


def added_at(file: FoundFile, now: datetime, first_scan: bool, told: datetime | None = None) -> datetime:
    """When a work came: now, but on a library's first scan when its file did, or as its server has ``told``."""
    if not first_scan:
        return now
    if told is not None:
        return min(now, told)
    try:
        came = datetime.fromtimestamp(file.mtime_ns / 1e9, UTC)
    except (OverflowError, ValueError, OSError):
        return now
    return min(now, came) if came.year > 1990 else now
