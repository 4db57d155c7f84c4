"""Storyboards: the small pictures over the scrub bar, in sheets that are made once and kept beside the other caches.

What is there tells what was made: a folder that is deleted is filled again, and no row has to be told of it. The folder
of a source is named by its bytes, so that a changed file gets pictures of its own.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from medianest import routes
from medianest.errors import MediaRefused, NotFound
from medianest.mediapool.client import MediaPool
from medianest.providers.base import LocalFile, StreamFacts
from medianest.repositories.unit_of_work import Transactions, UnitOfWork
from medianest.services.audit import Audit
from medianest.services.kept_files import Turns, write_whole
from medianest.services.storyboard_layout import COLUMNS, Layout, layout, webvtt
from medianest.services.viewer import Viewer

if TYPE_CHECKING:
    from medianest.services.playback import Playback

# Seconds for one sheet: a large picture takes a tenth of a second to decode, a slow disk as long to reach.
LIMIT = 60.0
_KEY = "storyboards"
_WHOLE, _REFUSED = "whole", "refused"


class Pictured(Protocol):
    """What is asked of a source: ``PlayableSource`` has it, and so has a row of the job's list."""

    @property
    def id(self) -> UUID: ...
    @property
    def file(self) -> LocalFile: ...
    @property
    def duration(self) -> float: ...
    @property
    def streams(self) -> tuple[StreamFacts, ...]: ...


class StoryboardStore:
    """The folder of sheets."""

    def __init__(self, folder: Path, pool: MediaPool) -> None:
        self._folder = folder
        self._pool = pool
        self._turns = Turns()

    def sheet(self, source: Pictured, plan: Layout, number: int) -> Path:
        """The sheet's file, made if need be.

        Raises:
            MediaRefused: nothing of it decodes.
            SourceUnavailable: the film's file cannot be reached.
        """
        place = self._place(source) / f"{number}.webp"
        if not place.exists():
            with self._turns.at(str(place)):
                if not place.exists():
                    write_whole(place, self._draw(source, plan, number))
        return place

    def done(self, source: Pictured) -> bool:
        """Whether every sheet of this version was made, or none can be."""
        place = self._place(source)
        return (place / _WHOLE).exists() or (place / _REFUSED).exists()

    def finish(self, source: Pictured, refused: str = "") -> None:
        """Note that nothing is left to make, and forget earlier versions of the file."""
        place = self._place(source)
        write_whole(place / (_REFUSED if refused else _WHOLE), refused.encode())
        for other in place.parent.iterdir():
            if other.name != place.name:
                shutil.rmtree(other, ignore_errors=True)

    def known(self) -> Iterator[UUID]:
        """Sources that have a folder."""
        for folder in self._folder.glob("??/*"):
            with suppress(ValueError):
                yield UUID(folder.name)

    def forget(self, source_id: UUID) -> None:
        shutil.rmtree(self._folder / source_id.hex[:2] / str(source_id), ignore_errors=True)

    def _place(self, source: Pictured) -> Path:
        return self._folder / source.id.hex[:2] / str(source.id) / version(source.file)

    def _draw(self, source: Pictured, plan: Layout, number: int) -> bytes:
        wanted = {
            "stream": plan.stream,
            "times": plan.times(number),
            "width": plan.width,
            "height": plan.height,
            "columns": COLUMNS,
        }
        # In the background even for whoever waits: a picture over the scrub bar never holds up the film beneath it.
        outcome = self._pool.one(source.file, "storyboard", wanted, LIMIT, background=True)
        outcome.value("storyboard")
        return outcome.bytes_of("storyboard")


class Storyboards:
    def __init__(self, transactions: Transactions, playback: Playback, store: StoryboardStore, audit: Audit) -> None:
        self._uow = transactions
        self._playback = playback
        self._store = store
        self._audit = audit

    def index(self, viewer: Viewer, media_id: UUID, source_id: UUID | None = None) -> str:
        """WebVTT whose cues are addresses of places on sheets; told at once, whatever is made by then.

        Raises:
            NotFound: no such work for this viewer, or nothing to picture, or storyboards are switched off.
        """
        source, plan = self._found(viewer, media_id, source_id)
        these = version(source.file)
        return webvtt(plan, lambda sheet: routes.storyboard_sheet(media_id, source.id, these, sheet))

    def sheet(self, viewer: Viewer, media_id: UUID, source_id: UUID, number: int) -> Path:
        """A sheet's file. Touches the disk and may decode for a second: call it in the lane ``storyboards``.

        Raises:
            NotFound: as ``index``, and when there is no such sheet.
        """
        source, plan = self._found(viewer, media_id, source_id)
        if not 0 <= number < plan.sheets:
            raise NotFound("There is no such picture.")
        try:
            return self._store.sheet(source, plan, number)
        except MediaRefused as refused:
            raise NotFound("There is no such picture.") from refused

    def switched_on(self, viewer: Viewer) -> bool:
        """Whether films get storyboards at all."""
        viewer.require_admin()
        with self._uow() as work:
            return enabled(work)

    def switch(self, viewer: Viewer, on: bool) -> bool:
        """Have them made from now on, or no more. What was made stays, for when they are wanted again."""
        viewer.require_admin()
        with self._uow() as work:
            before = enabled(work)
            if on != before:
                work.server_settings.put(_KEY, {"enabled": on})
                self._audit.record(
                    work, viewer, "storyboards.switched", before={"enabled": before}, after={"enabled": on}
                )
            work.commit()
        return on

    def _found(self, viewer: Viewer, media_id: UUID, source_id: UUID | None) -> tuple[Pictured, Layout]:
        source = self._playback.find(viewer, media_id, source_id)
        with self._uow() as work:
            plan = layout(source.duration, source.streams) if enabled(work) else None
        if plan is None:
            raise NotFound("There is no such picture.")
        return source, plan


def version(file: LocalFile) -> str:
    """A name for these very bytes."""
    return f"{file.size:x}-{file.mtime_ns:x}"


def enabled(work: UnitOfWork) -> bool:
    kept = work.server_settings.get(_KEY) or {}
    return bool(kept.get("enabled", True))
