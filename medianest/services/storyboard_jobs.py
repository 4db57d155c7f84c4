"""Make the storyboards of all films by themselves, after a scan, the newest films first.

One job for the whole server: it takes hours where many films are new, and two of them would keep scans waiting.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import structlog

from medianest.errors import MediaRefused, SourceUnavailable
from medianest.mediapool.facts_json import stream_facts
from medianest.providers.base import LocalFile, StreamFacts
from medianest.repositories.unit_of_work import Transactions
from medianest.services.held import Held
from medianest.services.jobs import Jobs
from medianest.services.storyboard_layout import layout
from medianest.services.storyboards import StoryboardStore, enabled
from medianest.services.viewer import Viewer

KIND = "storyboard"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Film:
    id: UUID
    file: LocalFile
    duration: float
    streams: tuple[StreamFacts, ...]


class StoryboardJobs:
    def __init__(self, transactions: Transactions, jobs: Jobs, store: StoryboardStore) -> None:
        self._uow = transactions
        self._jobs = jobs
        self._store = store

    def request(self) -> UUID | None:
        """Have the missing storyboards made; None where they are switched off."""
        with self._uow() as work:
            wanted = enabled(work)
        return self._jobs.request(Viewer.system(), KIND, KIND) if wanted else None

    def execute(self, held: Held, stopping: Callable[[], bool] = lambda: False) -> None:
        """Make sheets until none is missing, or give the job back because the worker is to end.

        The figures count films: ``total`` have a storyboard or should, ``done`` of them are through, ``failed`` are
        films of which no picture could be made.
        """
        films = self._films()
        left = [film for film in films if not self._store.done(film)]
        figures = {"phase": "storyboards", "done": len(films) - len(left), "total": len(films), "failed": 0}
        for film in left:
            held.tell(figures)
            if stopping():
                held.give_back()
                return
            made = self._make(film, held, figures, stopping)
            if made is None:
                held.give_back()
                return
            figures["done" if made else "failed"] += 1
        self._forget_gone({film.id for film in films})
        held.tell({**figures, "phase": "done"}, final=True)

    def _make(self, film: _Film, held: Held, figures: dict[str, Any], stopping: Callable[[], bool]) -> bool | None:
        """Every sheet of a film; False when there is none to be had, None when the worker is to end."""
        plan = layout(film.duration, film.streams)
        if plan is None:
            return False
        try:
            for number in range(plan.sheets):
                if stopping():
                    return None
                self._store.sheet(film, plan, number)
                held.tell(figures)
        except MediaRefused as refused:
            self._store.finish(film, refused.reason)
            return False
        except SourceUnavailable as problem:
            log.info("storyboard left out", source=str(film.id), reason=problem.message)
            return False
        self._store.finish(film)
        return True

    def _films(self) -> list[_Film]:
        with self._uow() as work:
            if not enabled(work):
                return []
            rows = work.playback.with_pictures()
        films = []
        for source_id, root, remote_id, size, mtime_ns, duration, streams in rows:
            film = _Film(source_id, LocalFile(Path(root), remote_id, size, mtime_ns), duration, stream_facts(streams))
            if layout(film.duration, film.streams) is not None:
                films.append(film)
        return films

    def _forget_gone(self, there: set[UUID]) -> None:
        """Drop the sheets of sources that are no more. What only cannot be reached now keeps them."""
        with self._uow() as work:
            gone = [
                known for known in self._store.known() if known not in there and not work.playback.has_source(known)
            ]
        for source_id in gone:
            self._store.forget(source_id)
