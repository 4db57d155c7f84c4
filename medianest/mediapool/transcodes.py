"""Transcodes of one machine: who waits for which segment, and which run of ffmpeg makes it.

Web workers ask this supervisor and nobody else, so viewers of the same film in the same form share a run without a
lock. A segment that is on the disk needs no run at all.
"""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from medianest.mediapool.transcode_command import Picture
from medianest.mediapool.transcode_run import Run

NEAR = 12  # segments (24 s) that a run may have to make before a wanted one; beyond, another run is faster
IDLE_SECONDS = 60.0
DESERTED_SECONDS = 6.0  # when everybody who watched a run has gone on elsewhere
WAIT_SECONDS = 45.0
_TICK = 0.03


class Transcodes:
    """``folder`` belongs to it: whatever else lies in there is swept."""

    def __init__(self, folder: Path, limit: int, ffmpeg: Callable[[], str]) -> None:
        self._folder = folder
        self._limit = limit
        self._ffmpeg = ffmpeg
        self._runs: dict[str, list[Run]] = {}
        self._lock = threading.Lock()
        self._changed = threading.Condition(self._lock)
        self._watch: threading.Thread | None = None
        self._over = threading.Event()
        for left in folder.glob("*/run-*"):
            shutil.rmtree(left, ignore_errors=True)

    def want(self, request: dict[str, Any], fds: list[int]) -> dict[str, Any]:
        """The verb ``transcode``: wait until segment ``number`` of ``name`` is on the disk (None: its ``init.mp4``).

        Answers ``{"path"}``, or ``{"refused", "message"}``: ``busy``, ``failed``, ``past_end``, ``timed_out``.
        """
        name, number = str(request["name"]), request["number"]
        if not name.replace("-", "").isalnum() or len(fds) != 1:
            return _refused("invalid", "This is no transcode")
        target = self._folder / name
        path = target / ("init.mp4" if number is None else f"{int(number)}.m4s")
        deadline = time.monotonic() + WAIT_SECONDS
        with self._changed:
            while not path.exists():
                run = self._run_for(name, int(number or 0), number is None)
                if run is None:
                    self._leave(name, str(request.get("viewer") or ""))
                    if self._active() >= self._limit and not self._make_room():
                        return _refused("busy", "The server is coding as many films as it can")
                    run = self._start(name, request, fds[0], int(number or 0))
                self._note(name, run, str(request.get("viewer") or ""), int(number or 0))
                if run.finished() and not run.collect() and not path.exists():
                    reason = self._forget(name, run)
                    return _refused("failed", reason) if reason else _refused("past_end", "The film ends before this")
                left = deadline - time.monotonic()
                if left <= 0:
                    return _refused("timed_out", "Coding this part took too long")
                self._changed.wait(min(left, 1.0))
            for run in self._runs.get(name, []):
                if number is not None and run.first <= int(number) <= run.head:
                    self._note(name, run, str(request.get("viewer") or ""), int(number))
        return {"path": str(path)}

    def close(self) -> None:
        """End every run."""
        self._over.set()
        with self._lock:
            for name in list(self._runs):
                for run in list(self._runs.get(name, [])):
                    self._forget(name, run)

    def active(self) -> int:
        with self._lock:
            return self._active()

    def _active(self) -> int:
        return sum(not run.finished() for runs in self._runs.values() for run in runs)

    def _run_for(self, name: str, number: int, any_run: bool) -> Run | None:
        for run in self._runs.get(name, []):
            if any_run or run.first <= number <= run.head + NEAR:
                return run
        return None

    def _make_room(self) -> bool:
        """End a run that everybody has left, or else the one that has been wanted least lately, if that is a while."""
        every = [(name, run) for name, runs in self._runs.items() for run in runs if not run.finished()]
        first = min(every, key=lambda one: (bool(one[1].viewers), one[1].wanted_at), default=None)
        if first is None:
            return False
        name, run = first
        if run.viewers and time.monotonic() - run.wanted_at < DESERTED_SECONDS * 2:
            return False
        self._forget(name, run)
        return True

    def _start(self, name: str, request: dict[str, Any], fd: int, number: int) -> Run:
        run = Run.start(self._ffmpeg(), Picture(**request["picture"]), fd, number, self._folder / name)
        self._runs.setdefault(name, []).append(run)
        if self._watch is None or not self._watch.is_alive():
            self._watch = threading.Thread(target=self._look_after, daemon=True)
            self._watch.start()
        return run

    def _note(self, name: str, run: Run, viewer: str, number: int) -> None:
        """Somebody needs this run here; they have left the film's other runs, in whatever quality."""
        run.wanted, run.wanted_at = max(number, run.first), time.monotonic()
        self._leave(name, viewer)
        run.viewers.add(viewer)

    def _leave(self, name: str, viewer: str) -> None:
        """A viewer who wants what no run makes has left those of this film."""
        for run in self._of_film(name):
            run.viewers.discard(viewer)

    def _of_film(self, name: str) -> list[Run]:
        film = name.partition("-")[0]
        return [run for each, runs in self._runs.items() if each.partition("-")[0] == film for run in runs]

    def _look_after(self) -> None:
        """Collect what is finished, slow down who is ahead, end who is not needed; ends when nothing runs."""
        while not self._over.wait(_TICK):
            with self._changed:
                moved = False
                for name, runs in list(self._runs.items()):
                    for run in list(runs):
                        moved = self._tend(name, run) or moved
                if moved:
                    self._changed.notify_all()
                if not self._runs:
                    self._watch = None
                    return

    def _tend(self, name: str, run: Run) -> bool:
        try:
            moved = run.collect()
        except (OSError, ValueError):  # a full disk, or a segment that is none: this run is of no use
            run.process.kill()
            moved = True
        run.throttle()
        silent = time.monotonic() - run.wanted_at
        if silent > (IDLE_SECONDS if run.viewers else DESERTED_SECONDS):
            self._forget(name, run)
            return True
        return moved or run.finished()

    def _forget(self, name: str, run: Run) -> str:
        reason = run.failure()
        run.end()
        runs = self._runs.get(name, [])
        if run in runs:
            runs.remove(run)
        if not runs:
            self._runs.pop(name, None)
            with suppress(OSError):
                (self._folder / name).rmdir()  # only when it made nothing
        return reason


def _refused(reason: str, message: str) -> dict[str, Any]:
    return {"refused": reason, "message": message}
