"""Transcodes of one machine: who waits for which segment, and which run of ffmpeg makes it.

Web workers ask this supervisor and nobody else, so viewers of the same film in the same form share a run without a
lock. A segment that is on the disk needs no run at all. A run that is killed, or whose graphics card gives up, is
followed by another at the same place: whoever waits does not notice.
"""

from __future__ import annotations

import errno
import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from medianest.mediapool.capacity import Capacity, cost
from medianest.mediapool.encoders import SOFTWARE, Encoder
from medianest.mediapool.segment_store import SegmentStore
from medianest.mediapool.transcode_command import Picture
from medianest.mediapool.transcode_run import Run

NEAR = 12  # segments (24 s) that a run may have to make before a wanted one; beyond, another run is faster
IDLE_SECONDS = 60.0
DESERTED_SECONDS = 6.0  # when everybody who watched a run has gone on elsewhere
WAIT_SECONDS = 45.0
_STARTS = 4  # for one segment, before it is given up
_TICK = 0.03

Answer = dict[str, Any]


@dataclass(frozen=True, eq=False, slots=True)
class _Wish:
    """One segment for one viewer. ``number`` is None for the initialisation, which any run has."""

    name: str
    number: int | None
    viewer: str
    picture: Picture
    fd: int

    @property
    def file(self) -> str:
        return "init.mp4" if self.number is None else f"{self.number}.m4s"

    @property
    def who(self) -> tuple[str, str]:
        return _film(self.name), self.viewer


class Transcodes:
    """``folder`` belongs to it: runs that were left in there are swept, finished segments stay."""

    def __init__(
        self, folder: Path, limit_bytes: int, ffmpeg: Callable[[], str], capacity: Capacity | None = None
    ) -> None:
        self._folder = folder
        self._ffmpeg = ffmpeg
        self.capacity = capacity or Capacity(count=1)
        self.encoder: Encoder = SOFTWARE
        self._runs: list[Run] = []
        self._latest: dict[tuple[str, str], _Wish] = {}
        self._changed = threading.Condition()
        self._watch: threading.Thread | None = None
        self._over = threading.Event()
        for left in folder.glob("*/run-*"):
            shutil.rmtree(left, ignore_errors=True)
        self.store = SegmentStore(folder, limit_bytes)

    def want(self, request: dict[str, Any], fds: list[int]) -> Answer:
        """The verb ``transcode``: wait until segment ``number`` of ``name`` is on the disk (None: its ``init.mp4``).

        Answers ``{"path"}``, or ``{"refused", "message"}``: ``busy`` (``room``: the pixels a second that are left),
        ``failed``, ``past_end``, ``timed_out``, ``disk_full``.
        """
        name, number = str(request["name"]), request["number"]
        if not name.replace("-", "").isalnum() or len(fds) != 1:
            return _refused("invalid", "This is no transcode")
        number = None if number is None else int(number)
        viewer = str(request.get("viewer") or "")
        wish = _Wish(name, number, viewer, Picture(**request["picture"]), fds[0])
        with self._changed:
            self._latest[wish.who] = wish
            return self._served(wish)

    def close(self) -> None:
        """End every run."""
        self._over.set()
        with self._changed:
            for run in list(self._runs):
                self._forget(run)
            self._changed.notify_all()

    def active(self) -> int:
        """How many runs are not finished."""
        with self._changed:
            return len(self._working())

    def _served(self, wish: _Wish) -> Answer:
        deadline = time.monotonic() + WAIT_SECONDS
        run: Run | None = None
        starts = 0
        while (path := self.store.find(wish.name, wish.file)) is None:
            if run is None or run not in self._runs:
                if run is not None and self._latest.get(wish.who) is not wish:
                    return _refused("busy", "This was asked for and left again")
                run = self._run_for(wish)
                if run is None:
                    starts += 1
                    run, refused = self._begin(wish, last=starts >= _STARTS)
                    if run is None:
                        return refused
                self._note(run, wish)
            if run.finished() and not run.collect():
                refused = self._after(run, last=starts >= _STARTS)
                if refused:
                    return refused
                continue
            left = deadline - time.monotonic()
            if left <= 0 or self._over.is_set():
                return _refused("timed_out", "Coding this part took too long")
            self._changed.wait(min(left, 1.0))
        for run in self._runs:
            if run.name == wish.name and wish.number is not None and run.first <= wish.number <= run.head:
                self._note(run, wish)
        return {"path": str(path)}

    def _run_for(self, wish: _Wish) -> Run | None:
        """A run that makes this soon. What it made before and lost since, it does not make again."""
        for run in self._runs:
            if run.name == wish.name and (wish.number is None or run.head <= wish.number <= run.head + NEAR):
                if wish.number is None and run.scale:
                    continue
                return run
        return None

    def _begin(self, wish: _Wish, *, last: bool) -> tuple[Run | None, Answer]:
        """Start a run for this, if the machine bears another."""
        self._leave(wish)
        while (room := self.capacity.room([run.picture for run in self._working()])) < cost(wish.picture):
            if not self._make_room():
                return None, {**_refused("busy", "The server is coding as many films as it can"), "room": room}
        place = self._folder / wish.name
        try:
            run = Run.start(
                *(self._ffmpeg(), wish.picture, wish.fd, wish.number or 0),
                *(wish.name, place, self.store, self.encoder),
            )
        except OSError as problem:
            if problem.errno not in (errno.ENOSPC, errno.EDQUOT):
                return None, _refused("failed", f"ffmpeg does not start: {problem.strerror}")
            if last or not self.store.spare():
                return None, _refused("disk_full", "There is no room on the disk")
            return self._begin(wish, last=True)
        self._runs.append(run)
        if self._watch is None or not self._watch.is_alive():
            self._watch = threading.Thread(target=self._look_after, daemon=True)
            self._watch.start()
        return run, {}

    def _after(self, run: Run, *, last: bool) -> Answer:
        """What to say of a run that has ended without what was wanted; nothing when another may try."""
        failed, full, killed, said = run.failed(), run.disk_is_full(), run.killed(), run.said()
        self._forget(run)
        if full:  # which ffmpeg does not always take for a failure
            return {} if not last and self.store.spare() else _refused("disk_full", "There is no room on the disk")
        if not failed:
            return _refused("past_end", "The film ends before this")
        if run.encoder is not SOFTWARE and not killed:
            self.encoder = SOFTWARE  # the card has given up, for everybody
            return {}
        return {} if killed and not last else _refused("failed", said)

    def _make_room(self) -> bool:
        """End a run that everybody has left, or else the one that has been wanted least lately, if that is a while."""
        first = min(self._working(), key=lambda run: (bool(run.viewers), run.wanted_at), default=None)
        if first is None or (first.viewers and time.monotonic() - first.wanted_at < DESERTED_SECONDS * 2):
            return False
        self._forget(first)
        return True

    def _note(self, run: Run, wish: _Wish) -> None:
        """Somebody needs this run here; they have left the film's other runs, in whatever quality."""
        run.wanted, run.wanted_at = max(wish.number or 0, run.first), time.monotonic()
        self._leave(wish)
        run.viewers.add(wish.viewer)

    def _leave(self, wish: _Wish) -> None:
        """A viewer is at one place of a film, in one quality."""
        for run in self._runs:
            if _film(run.name) == _film(wish.name):
                run.viewers.discard(wish.viewer)

    def _working(self) -> list[Run]:
        return [run for run in self._runs if not run.finished()]

    def _look_after(self) -> None:
        """Collect what is finished, slow down who is ahead, end who is not needed; ends when nothing runs."""
        while not self._over.wait(_TICK):
            with self._changed:
                tended = [self._tend(run) for run in list(self._runs)]
                if any(tended):
                    self._changed.notify_all()
                if not self._runs:
                    self._watch = None
                    self._latest.clear()
                    return

    def _tend(self, run: Run) -> bool:
        moved = run.collect()
        run.throttle()
        silent = time.monotonic() - run.wanted_at
        if silent > (IDLE_SECONDS if run.viewers else DESERTED_SECONDS):
            self._forget(run)
            return True
        return moved or run.finished()

    def _forget(self, run: Run) -> None:
        run.end()
        if run in self._runs:
            self._runs.remove(run)


def _film(name: str) -> str:
    """What a rendition's name says of the film: the version of its file."""
    return name.partition("-")[0]


def _refused(reason: str, message: str) -> Answer:
    return {"refused": reason, "message": message}
