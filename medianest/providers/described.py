"""What a provider makes of one file: the work it is, what holds that work, and what lies beside it. Plain values.

The scan (``services.scans``) decides from these which work of the library it is and stores it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, runtime_checkable
from uuid import UUID

from medianest.providers.base import LocalFile, MediaFacts
from medianest.providers.works import Work


@dataclass(slots=True)
class Described:
    """One file's work with what holds it, outermost first (show, season; artist, album).

    ``marked``: the name says outright that versions in one folder are one work. ``subtitle`` names are dicts of
    ``MediaSource.sidecars``. ``search`` is further text the work is found by. ``file_name`` and ``added_at``: where the
    path and the file's time do not say it.
    """

    work: Work
    holders: tuple[Work, ...] = ()
    edition: str | None = None
    marked: bool = False
    sidecars: list[dict[str, Any]] = field(default_factory=list)
    search: tuple[str, ...] = ()
    file_name: str = ""
    added_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something in a library that is not used, and why: a stable reason and a sentence."""

    path: str
    reason: str
    message: str
    size: int = 0
    mtime_ns: int = 0


@dataclass(slots=True)
class FoundFile:
    """A media file as the walk saw it. ``beside`` changes when a file beside it does. Of what a server holds, ``path``
    is the remote id, and ``mtime_ns`` changes with everything that it tells.
    """

    path: str
    size: int
    mtime_ns: int
    beside: int


class Tree(Protocol):
    """What a library is made from, gone through once for a scan: a folder on the disk, or what a server holds."""

    type: str  # movies, shows, music, videos
    emptied: str
    """The sentence for a library of which nothing at all is there any more."""

    def files(self, below: tuple[str, ...] = ()) -> Iterator[FoundFile]:
        """Every media file, in order of its path.

        Raises:
            SourceUnavailable: the folder is not there or cannot be read.
        """
        ...

    @property
    def refused(self) -> list[Refusal]: ...

    @property
    def unreadable(self) -> list[str]:
        """Folders that could not be read: what lies in them is neither there nor gone."""
        ...

    def beside(self) -> Iterator[tuple[str, int, int]]:
        """Path, size and time of every picture, subtitle, lyrics and NFO file."""
        ...

    def file(self, found: FoundFile) -> LocalFile: ...

    def describe(self, path: str, tags: Mapping[str, Any]) -> Described:
        """What the file is, by its path, its tags and what lies beside it."""
        ...


@runtime_checkable
class Telling(Protocol):
    """A tree whose files nobody here can open: whoever holds them tells what is in them."""

    def facts(self, path: str) -> MediaFacts: ...


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a library comes from: a folder, or a collection of somebody else's server."""

    type: str
    root: Path
    provider: str = "local"
    account_id: UUID | None = None
    collection: str = ""


class Trees(Protocol):
    def __call__(self, origin: Origin) -> Tree:
        """
        Raises:
            SourceUnavailable: the server is not connected any more.
        """
        ...
