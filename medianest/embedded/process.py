"""Starting one store as a child, ending it, and finding what an earlier run left behind."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil
import structlog

from medianest.embedded.account import Account, becoming
from medianest.errors import ConfigurationError

log = structlog.get_logger(__name__)

Child = subprocess.Popen[bytes]

LOG_LIMIT = 8 * 1024 * 1024
# A polite end may have to write a checkpoint of everything in memory to a slow disk.
STOP_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Program:
    """How one store is started and ended."""

    name: str
    account: Account
    folder: Path
    log: Path
    stop_signal: signal.Signals
    last_signal: signal.Signals


def start(program: Program, command: Sequence[str], sockets: Path) -> Child:
    """Start ``command`` in a session of its own, writing to the program's log, ended with its parent."""
    _turn_over(program.log)
    with program.log.open("ab") as sink:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
            cwd=program.folder,
            env=clean_environment(),
            start_new_session=True,
            preexec_fn=becoming(program.account, (Path(command[0]), program.folder, sockets), program.stop_signal),
        )


def wait_until_ready(program: Program, child: Child, ready: Callable[[], bool], seconds: float) -> bool:
    """Poll ``ready``; True when it answered, False when the child ended first.

    Raises:
        ConfigurationError: still neither after ``seconds``.
    """
    end = time.monotonic() + seconds
    told = time.monotonic() + 5
    while time.monotonic() < end:
        if ready():
            return True
        if child.poll() is not None:
            return False
        if time.monotonic() > told:
            log.info("still starting; recovery after a crash can take a while", program=program.name)
            told = end
        time.sleep(0.02)
    raise ConfigurationError(f"{program.name} did not become ready within {seconds:.0f} s; its log is {program.log}.")


def stop(program: Program, child: Child, seconds: float = STOP_SECONDS) -> None:
    """End the child: politely, then hard. Returns when it is gone."""
    for number, patience in ((program.stop_signal, seconds), (program.last_signal, 5.0), (signal.SIGKILL, 5.0)):
        if child.poll() is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            child.send_signal(number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(patience)
            return
        log.warning("did not end in time", program=program.name, seconds=patience)


def end_leftovers(program: Program, *executables: str) -> None:
    """End processes of an earlier run that still work in the program's folder.

    Only called by whoever holds the lock of the data folder, so what is found has no owner any more.

    Raises:
        ConfigurationError: one cannot be ended.
    """
    for number, patience in ((program.stop_signal, STOP_SECONDS), (program.last_signal, 10.0), (signal.SIGKILL, 10.0)):
        left = _working_in(program.folder, executables)
        if not left:
            return
        log.warning("ending what an earlier run left behind", program=program.name, pids=[p.pid for p in left])
        # The first is the one whose parent is not among them: PostgreSQL's postmaster ends its own children.
        heads = [p for p in left if _parent_id(p) not in {q.pid for q in left}]
        for process in heads if number == program.stop_signal else left:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(number)
        psutil.wait_procs(left, timeout=patience)
    left = _working_in(program.folder, executables)
    if left:
        raise ConfigurationError(
            f"An old {program.name} (process {left[0].pid}) still runs in {program.folder} "
            f"and cannot be ended. End it first."
        )


def last_words(program: Program, lines: int = 400) -> str:
    """The most telling line at the end of the program's log."""
    try:
        tail = program.log.read_bytes()[-64_000:].decode(errors="replace").splitlines()[-lines:]
    except OSError:
        return ""
    for mark in ("No space left", "FATAL:", "PANIC:", "Fatal", "fatal", "Bad file format", "Can't", "rror"):
        found = next((line for line in reversed(tail) if mark in line), None)
        if found:
            return found.split("FATAL:")[-1].split("PANIC:")[-1].strip()
    return tail[-1].strip() if tail else ""


def clean_environment() -> dict[str, str]:
    """The environment of a store: nothing of ours, no library paths and no PG* variables that would change its mind."""
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR", "SYSTEMROOT") if name in os.environ}
    return {**kept, "LC_ALL": "C", "TZ": "UTC"}


def _turn_over(path: Path) -> None:
    if path.exists() and path.stat().st_size > LOG_LIMIT:
        path.replace(path.with_suffix(".log.1"))


def _working_in(folder: Path, executables: Sequence[str]) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            ours = any(name in process.name() for name in executables)
            if ours and process.status() != psutil.STATUS_ZOMBIE and Path(process.cwd()) == folder:
                found.append(process)
    return found


def _parent_id(process: psutil.Process) -> int:
    try:
        return process.ppid()
    except psutil.Error:
        return 0
