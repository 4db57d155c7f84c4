"""Run ffmpeg for one piece of the demo library: stopped when asked, in bounded time, with an error that says why."""

from __future__ import annotations

import errno
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from threading import Event

import psutil

from medianest.errors import MediaNestError, Sentence, StorageFull

LONGEST_SECONDS = 180  # one piece takes under ten; a machine a tenth as fast still finishes
_POLL_SECONDS = 0.1
FULL = Sentence("The disk is full: the demo library could not be finished. Free about 100 MB and make it again.")


class Stopped(Exception):
    """The making was cancelled, or another piece of it failed."""


class Studio:
    """Runs the given ffmpeg binary at low priority."""

    def __init__(self, ffmpeg: Path, stop: Event) -> None:
        self._ffmpeg = ffmpeg
        self._stop = stop

    def run(self, *arguments: str | Path) -> str:
        """Run to the end and return what ffmpeg wrote on standard error.

        Raises:
            Stopped: ``stop`` was set.
            StorageFull: the disk has no room.
            MediaNestError: ffmpeg failed or took too long; the message holds its last words.
        """
        if self._stop.is_set():
            raise Stopped
        command = [str(self._ffmpeg), "-hide_banner", "-nostdin", "-y", *map(str, arguments)]
        with tempfile.TemporaryFile() as log:
            with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=log) as process:
                try:
                    _be_kind(process.pid)
                    self._wait(process)
                except BaseException:
                    process.kill()
                    raise
            log.seek(0)
            words = log.read().decode(errors="replace")
        if process.returncode:
            raise _failure(process.returncode, words)
        return words

    def _wait(self, process: subprocess.Popen) -> None:
        end = time.monotonic() + LONGEST_SECONDS
        while True:
            try:
                process.wait(_POLL_SECONDS)
            except subprocess.TimeoutExpired:
                if self._stop.is_set():
                    raise Stopped from None
                if time.monotonic() > end:
                    raise MediaNestError(
                        "ffmpeg took longer than {most} s for one clip.", most=LONGEST_SECONDS
                    ) from None
            else:
                return


def _be_kind(pid: int) -> None:
    """Making the demo must not make a film stutter that somebody watches meanwhile."""
    try:
        psutil.Process(pid).nice(5)
    except psutil.Error:
        return  # already at its end, or a system without priorities


def _failure(code: int, words: str) -> MediaNestError:
    if "No space left on device" in words or "Disk quota exceeded" in words:
        return StorageFull(FULL)
    last = next((line.strip() for line in reversed(words.splitlines()) if line.strip()), "")
    return MediaNestError("ffmpeg ended with code {number}: {words}", number=code, words=last[:300])


def full(problem: OSError) -> bool:
    return problem.errno in (errno.ENOSPC, errno.EDQUOT)


def inputs(paths: Sequence[Path]) -> list[str]:
    return [word for path in paths for word in ("-i", str(path))]
