"""Make the demo library's files: each piece in a hidden working folder, then moved to its place in one step.

What is there already is left alone, so making it again changes nothing, and a making that was killed goes on where it
stopped. The media file of a piece is moved last: whoever watches the folder never sees a film without its poster.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from medianest.errors import Conflict, StorageFull
from medianest.services.demo.pieces import Piece, pieces
from medianest.services.demo.studio import FULL, Stopped, Studio, full

NEEDED_BYTES = 150 * 1024**2
_WORKING = ".making"
_LOCK = ".lock"


@dataclass(frozen=True, slots=True)
class Making:
    """How far it is: pieces done and in all, and the one that was finished last."""

    done: int
    total: int
    label: str


@dataclass(frozen=True, slots=True)
class Made:
    """``made`` pieces are new, ``kept`` were there."""

    made: int
    kept: int


class DemoMaker:
    """Fills ``folder`` with ``Movies``, ``Shows`` and ``Music``."""

    def __init__(
        self,
        folder: Path,
        ffmpeg: Path,
        plan: Callable[[Path], list[Piece]] | None = None,
        threads: int | None = None,
    ) -> None:
        self._folder = folder
        self._ffmpeg = ffmpeg
        self._plan = plan or pieces
        self._threads = threads or max(1, min(4, os.cpu_count() or 1))

    def make(
        self, report: Callable[[Making], None] = lambda _: None, cancelled: Callable[[], bool] = lambda: False
    ) -> Made:
        """Make what is missing. ``report`` hears of each piece; ``cancelled`` is asked about twice a second.

        Raises:
            Conflict: somebody else is making it in the same folder.
            StorageFull: there is no room; what is finished stays, nothing half made does.
            Stopped: ``cancelled`` said so.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with self._alone():
                return self._make(report, cancelled)
        except OSError as problem:
            if full(problem):
                raise StorageFull(FULL) from problem
            raise

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One maker at a time; the lock dies with its process."""
        with (self._folder / _LOCK).open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Conflict("The demo library is being made already.") from None
            working = self._folder / _WORKING
            shutil.rmtree(working, ignore_errors=True)  # left by a making that was killed
            try:
                yield
            finally:
                shutil.rmtree(working, ignore_errors=True)

    def _make(self, report: Callable[[Making], None], cancelled: Callable[[], bool]) -> Made:
        everything = self._plan(self._folder)
        missing = [piece for piece in everything if not piece.target.exists()]
        kept = len(everything) - len(missing)
        if missing and shutil.disk_usage(self._folder).free < NEEDED_BYTES:
            raise StorageFull(FULL)
        report(Making(kept, len(everything), ""))
        stop = Event()
        studio = Studio(self._ffmpeg, stop)
        with ThreadPoolExecutor(self._threads, thread_name_prefix="demo") as threads:
            waiting: dict[Future[None], Piece] = {threads.submit(self._one, studio, piece): piece for piece in missing}
            try:
                self._follow(waiting, kept, len(everything), report, cancelled)
            except BaseException:
                stop.set()
                threads.shutdown(wait=True, cancel_futures=True)
                raise
        return Made(made=len(missing), kept=kept)

    @staticmethod
    def _follow(
        waiting: dict[Future[None], Piece],
        done: int,
        total: int,
        report: Callable[[Making], None],
        cancelled: Callable[[], bool],
    ) -> None:
        while waiting:
            finished, _ = wait(waiting, timeout=0.5, return_when=FIRST_COMPLETED)
            for future in finished:
                piece = waiting.pop(future)
                future.result()
                done += 1
                report(Making(done, total, piece.label))
            if cancelled():
                raise Stopped

    def _one(self, studio: Studio, piece: Piece) -> None:
        folder = self._folder / _WORKING / piece.slug
        folder.mkdir(parents=True)
        for made, place in piece.make(studio, folder):
            _settle(made, place)
        shutil.rmtree(folder)


def _settle(made: Path, place: Path) -> None:
    """Move a finished file to its place, whole or not at all, even when the power goes."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with made.open("rb+") as file:
        os.fsync(file.fileno())
    made.replace(place)
