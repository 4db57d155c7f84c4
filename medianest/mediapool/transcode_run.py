"""One run of ffmpeg: from one segment of a film on, into a folder of its own, watched from outside."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from medianest.mediapool import segment_times
from medianest.mediapool.encoders import SOFTWARE, Encoder
from medianest.mediapool.segment_store import SegmentStore
from medianest.mediapool.spawning import spawn
from medianest.mediapool.transcode_command import STEP, Picture, command

MEMORY_BYTES = 6 * 1024**3
_NO_LIMIT = -1
_SEGMENT_BYTES = 256 * 1024**2
AHEAD = 30  # segments (60 s) that a run may be ahead of those who watch
_WHOLE = 0.9  # of a segment's time: frames do not lie exactly on its ends
_ALMOST_NOTHING = 1024**2  # bytes: a disk with less is full


@dataclass(eq=False)
class Run:
    """``head`` is the next segment that it will finish; finished ones go into ``store`` as those of ``name``."""

    name: str
    picture: Picture
    encoder: Encoder
    first: int
    store: SegmentStore
    process: subprocess.Popen[bytes]
    folder: Path
    errors: Path
    head: int = 0
    wanted: int = 0
    wanted_at: float = field(default_factory=time.monotonic)
    viewers: set[str] = field(default_factory=set)
    paused: bool = False
    scale: int = 0
    full: bool = False
    useless: bool = False

    @classmethod
    def start(
        cls,
        ffmpeg: str,
        picture: Picture,
        fd: int,
        first: int,
        name: str,
        place: Path,
        store: SegmentStore,
        encoder: Encoder = SOFTWARE,
    ) -> Run:
        """Start coding the file behind ``fd`` at segment ``first``; ``place`` is where its own folder is made.

        Raises:
            OSError: there is no ffmpeg, or no room for a folder.
        """
        os.lseek(fd, 0, os.SEEK_SET)  # ffmpeg reads on from wherever the descriptor stands
        place.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix="run-", dir=place))
        errors = folder / "errors.txt"
        memory = MEMORY_BYTES if encoder.limited else _NO_LIMIT
        confined = [sys.executable, "-m", "medianest.mediapool.confine", str(memory), str(_SEGMENT_BYTES)]
        try:
            with errors.open("wb") as sink:
                process = spawn(
                    [*confined, *command(ffmpeg, picture, fd, first, str(folder), encoder)],
                    pass_fds=(fd,),
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=sink,
                )
        except OSError:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return cls(name, picture, encoder, first, store, process, folder, errors, head=first, wanted=first)

    def collect(self) -> bool:
        """Hand what is finished to the store; whether there was anything. On a full disk the run ends."""
        before = self.head
        if self.useless:
            return False
        try:
            if not self.scale:
                if not (self.folder / f"{self.first}.m4s").exists():
                    return False
                data = (self.folder / "init.mp4").read_bytes()
                self.scale = segment_times.timescale(data)
                # Runs agree on it: whoever has read one decodes the segments of any.
                if self.store.find(self.name, "init.mp4") is None:
                    self.store.keep(self.name, "init.mp4", segment_times.without_edits(data), self.folder)
            while (made := self.folder / f"{self.head}.m4s").exists():
                data = made.read_bytes()
                if not segment_times.is_whole(data):
                    raise ValueError(made.name)
                if segment_times.length(data) < _WHOLE * STEP * self.scale and self.process.poll() != 0:
                    return self.head > before  # only a film that ends well may end in the middle of a segment
                made.unlink()
                data = segment_times.moved(data, self.first * STEP * self.scale)
                self.store.keep(self.name, made.name, data, self.folder)
                self.head += 1
        except OSError as problem:
            self.full = self.full or problem.errno in (errno.ENOSPC, errno.EDQUOT)
            self._give_up()
        except ValueError:  # a segment that is none
            self._give_up()
        return self.head > before or self.useless

    def _give_up(self) -> None:
        self.useless = True
        self.stop()

    def throttle(self) -> None:
        """Stop when far ahead of everybody or left by them: the processor is for who watches. Go on when they come."""
        far = not self.viewers or self.head - self.wanted > AHEAD
        if far != self.paused and self.process.poll() is None:
            self.process.send_signal(signal.SIGSTOP if far else signal.SIGCONT)
            self.paused = far

    def finished(self) -> bool:
        return self.process.poll() is not None

    def disk_is_full(self) -> bool:
        """Whether it ended for want of room."""
        if self.full or "No space left" in self.said():
            return True
        with contextlib.suppress(OSError):
            return shutil.disk_usage(self.folder).free < _ALMOST_NOTHING
        return False

    def failed(self) -> bool:
        """Whether it ended otherwise than well."""
        return self.useless or self.process.poll() not in (None, 0)

    def killed(self) -> bool:
        """Whether somebody ended it from outside: the kernel for want of memory, or a person."""
        return (self.process.poll() or 0) < 0

    def said(self) -> str:
        """What ffmpeg said last, or how it ended."""
        with contextlib.suppress(OSError):
            return self.errors.read_text(errors="replace")[-500:] or f"exit {self.process.returncode}"
        return f"exit {self.process.returncode}"

    def stop(self) -> None:
        """End the process at once."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    def end(self) -> None:
        """End the process and take its folder away; what it finished stays."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
        with contextlib.suppress(OSError):
            self.folder.parent.rmdir()  # only when it made nothing
