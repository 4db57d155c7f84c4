"""Keeps the processes of one machine: starts them, starts again what dies, and ends them all.

Each child leads a session of its own, so that all it has started can be ended with it, and dies with us (a kernel's
promise on Linux; elsewhere, and for what slips through, the next start ends what is left: ``leftovers``).
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

import structlog

from medianest import leftovers
from medianest.config import PROJECT_ROOT
from medianest.embedded import Stores
from medianest.embedded.account import die_with_parent
from medianest.errors import ConfigurationError

log = structlog.get_logger(__name__)

FIRST_DELAY = 0.5
LONGEST_DELAY = 30.0
# Having lived this long, a child is taken to be sound and its next death is forgiven quickly.
SOUND_AFTER = 60.0
STOP_SECONDS = 8.0
READY_SECONDS = 180.0
# Deaths before readiness that are taken for "it cannot start" rather than for bad luck.
HOPELESS = 3
LOG_LIMIT = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Program:
    """One child: what it is called, its command, its whole environment."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]


@dataclass
class _Kept:
    program: Program
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    delay: float = FIRST_DELAY
    again_at: float = 0.0
    deaths: int = 0


@dataclass
class _Delays:
    again_at: float = 0.0
    delay: float = FIRST_DELAY


@dataclass
class Supervisor:
    """Runs ``programs`` on top of ``stores`` until a signal comes.

    Attributes:
        folder: where the children's ids are kept for the next start (``run/serve`` in the data folder).
        logs: a folder for the children's output, or None to let it pass through to ours.
    """

    programs: Sequence[Program]
    stores: Stores
    folder: Path
    logs: Path | None
    _kept: list[_Kept] = field(default_factory=list)
    _delays: dict[str, _Delays] = field(default_factory=dict)
    _wake: threading.Event = field(default_factory=threading.Event)
    _stopping: int = 0

    def run(self, ready: Callable[[], bool], when_ready: Callable[[], None]) -> None:
        """Start everything, call ``when_ready`` once ``ready`` says so, and return when told to stop.

        Raises:
            ConfigurationError: a program cannot start at all.
        """
        before = self._listen()
        leftovers.end(self.folder)
        self._kept = [_Kept(program) for program in self.programs]
        try:
            for kept in self._kept:
                self._start(kept)
            if self._until_ready(ready):
                when_ready()
            while not self._stopping:
                self._tend()
                self._pause(1.0)
        finally:
            self._end_all()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _listen(self) -> dict[signal.Signals, signal._HANDLER]:
        def stop(_number: int, _frame: FrameType | None) -> None:
            self._stopping += 1
            self._wake.set()

        def look(_number: int, _frame: FrameType | None) -> None:
            self._wake.set()

        handlers = {signal.SIGINT: stop, signal.SIGTERM: stop, signal.SIGHUP: stop, signal.SIGCHLD: look}
        return {number: signal.signal(number, handler) for number, handler in handlers.items()}

    def _until_ready(self, ready: Callable[[], bool]) -> bool:
        end = time.monotonic() + READY_SECONDS
        while not self._stopping:
            if ready():
                return True
            self._tend()
            hopeless = next((kept for kept in self._kept if kept.deaths >= HOPELESS), None)
            if hopeless or time.monotonic() > end:
                raise ConfigurationError(self._why_not(hopeless))
            self._pause(0.05)
        return False

    def _tend(self) -> None:
        """Notice deaths, and start again what is due."""
        now = time.monotonic()
        for name in self.stores.dead():
            self._revive_store(name, now)
        for kept in self._kept:
            code = kept.process.poll() if kept.process else None
            if kept.process and code is not None:
                _end_group(kept.process.pid)  # workers that outlived their parent still hold the port
                self._mourn(kept, code, now)
            if kept.process is None and now >= kept.again_at:
                self._start(kept)
        self._trim_logs()

    def _revive_store(self, name: str, now: float) -> None:
        delays = self._delays.setdefault(name, _Delays())
        if now < delays.again_at:
            return
        log.warning("a store ended by itself; starting it again", store=name)
        delays.again_at = now + delays.delay
        delays.delay = min(delays.delay * 2, LONGEST_DELAY)
        try:
            self.stores.restart(name)
        except ConfigurationError as problem:
            log.error("the store does not start", store=name, reason=problem.message)
        else:
            delays.delay = FIRST_DELAY

    def _mourn(self, kept: _Kept, code: int, now: float) -> None:
        if now - kept.started >= SOUND_AFTER:
            kept.delay, kept.deaths = FIRST_DELAY, 0
        kept.process = None
        kept.deaths += 1
        kept.again_at = now + kept.delay
        log.warning("a process ended by itself", process=kept.program.name, code=code, again_in=kept.delay)
        kept.delay = min(kept.delay * 2, LONGEST_DELAY)

    def _start(self, kept: _Kept) -> None:
        program = kept.program
        sink = self._log_of(program.name)
        output = sink.open("ab") if sink else None
        try:
            kept.process = subprocess.Popen(
                program.command,
                cwd=PROJECT_ROOT,
                env=dict(program.environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT if output else None,
                start_new_session=True,
                preexec_fn=_die_with_us(os.getpid()),
            )
        finally:
            if output:
                output.close()
        kept.started = time.monotonic()
        leftovers.remember(self.folder, [k.process.pid for k in self._kept if k.process])

    def _end_all(self) -> None:
        """Ask each child once (a second TERM confuses servers that are already ending), then end its whole group."""
        living = [kept.process for kept in self._kept if kept.process and kept.process.poll() is None]
        for process in living:
            process.terminate()
        asked = self._stopping
        end = time.monotonic() + STOP_SECONDS
        for process in living:
            # A person who presses Ctrl-C again does not want to wait.
            while process.poll() is None and time.monotonic() < end and self._stopping <= max(asked, 1):
                self._pause(0.05)
        for kept in self._kept:
            if kept.process:
                _end_group(kept.process.pid)
                kept.process.wait()
        leftovers.forget(self.folder)

    def _pause(self, seconds: float) -> None:
        self._wake.wait(seconds)
        self._wake.clear()

    def _log_of(self, name: str) -> Path | None:
        return self.logs / f"{name}.log" if self.logs else None

    def _trim_logs(self) -> None:
        # Everybody appends, so a truncated file simply goes on from its beginning.
        for sink in self.logs.glob("*.log") if self.logs else ():
            if sink.stat().st_size > LOG_LIMIT:
                sink.with_suffix(".log.1").write_bytes(sink.read_bytes())
                os.truncate(sink, 0)

    def _why_not(self, hopeless: _Kept | None) -> str:
        if hopeless is None:
            where = f" Look into {self.logs}." if self.logs else ""
            return f"MediaNest did not become ready within {READY_SECONDS:.0f} s.{where}"
        sink = self._log_of(hopeless.program.name)
        if sink is None:
            return f"The process {hopeless.program.name} cannot start; it says why above."
        lines = [line for line in sink.read_text(errors="replace").splitlines()[-60:] if line.strip()]
        words = next((line for line in reversed(lines) if "rror" in line), lines[-1] if lines else "it said nothing")
        return f"The process {hopeless.program.name} cannot start: {words.strip()} (log: {sink})."


def _die_with_us(parent: int) -> Callable[[], None]:
    def prepare() -> None:
        die_with_parent(signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)

    return prepare


def _end_group(leader: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)
