"""One run of ffmpeg: from one segment of a film on, into a folder of its own, watched from outside."""

from __future__ import annotations

import contextlib
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
from medianest.mediapool.transcode_command import STEP, Picture, command

MEMORY_BYTES = 6 * 1024**3
_SEGMENT_BYTES = 256 * 1024**2
AHEAD = 30  # segments (60 s) that a run may be ahead of those who watch


@dataclass(eq=False)
class Run:
    """``head`` is the next segment that it will finish; finished ones are moved to ``target``."""

    picture: Picture
    first: int
    target: Path
    process: subprocess.Popen[bytes]
    folder: Path
    errors: Path
    head: int = 0
    wanted: int = 0
    wanted_at: float = field(default_factory=time.monotonic)
    viewers: set[str] = field(default_factory=set)
    paused: bool = False
    scale: int = 0

    @classmethod
    def start(cls, ffmpeg: str, picture: Picture, fd: int, first: int, target: Path) -> Run:
        """Start coding the file behind ``fd`` at segment ``first``."""
        os.lseek(fd, 0, os.SEEK_SET)  # ffmpeg reads on from wherever the descriptor stands
        target.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix="run-", dir=target))
        errors = folder / "errors.txt"
        confined = [sys.executable, "-m", "medianest.mediapool.confine", str(MEMORY_BYTES), str(_SEGMENT_BYTES)]
        try:
            with errors.open("wb") as sink:
                process = subprocess.Popen(
                    [*confined, *command(ffmpeg, picture, fd, first, str(folder))],
                    pass_fds=(fd,),
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=sink,
                )
        except OSError:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return cls(picture, first, target, process, folder, errors, head=first, wanted=first)

    def collect(self) -> bool:
        """Move what is finished to its final name; whether there was anything."""
        before = self.head
        if not self.scale:
            init = self.folder / "init.mp4"
            if not (self.folder / f"{self.first}.m4s").exists():
                return False
            data = init.read_bytes()
            self.scale = segment_times.timescale(data)
            _publish(self.folder, self.target / "init.mp4", segment_times.without_edits(data))
        while (made := self.folder / f"{self.head}.m4s").exists():
            data = segment_times.moved(made.read_bytes(), self.first * STEP * self.scale)
            _publish(self.folder, self.target / made.name, data)
            made.unlink()
            self.head += 1
        return self.head > before

    def throttle(self) -> None:
        """Stop when far ahead of everybody, go on when they come near."""
        far = self.head - self.wanted > AHEAD
        if far != self.paused and self.process.poll() is None:
            self.process.send_signal(signal.SIGSTOP if far else signal.SIGCONT)
            self.paused = far

    def finished(self) -> bool:
        return self.process.poll() is not None

    def failure(self) -> str:
        """What ffmpeg said last; empty when it ended well."""
        if self.process.poll() in (None, 0):
            return ""
        with contextlib.suppress(OSError):
            return self.errors.read_text(errors="replace")[-500:] or f"exit {self.process.returncode}"
        return f"exit {self.process.returncode}"

    def end(self) -> None:
        """End the process and take its folder away; what it finished stays."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def _publish(scratch: Path, path: Path, data: bytes) -> None:
    """Under its final name only when it is whole."""
    partial = scratch / f"{path.name}.partial"
    partial.write_bytes(data)
    partial.replace(path)
