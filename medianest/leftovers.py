"""What an earlier run left running when it was killed: remembered by session, ended at the next start."""

from __future__ import annotations

import contextlib
import json
import os
import signal
from collections.abc import Sequence
from pathlib import Path

import psutil
import structlog

log = structlog.get_logger(__name__)

FILE = "children.json"


def remember(folder: Path, leaders: Sequence[int]) -> None:
    """Keep the ids of sessions that we lead, with what tells them from later ones of the same number."""
    fresh = folder / f".{FILE}"
    born = {str(leader): _born(leader) for leader in leaders}
    fresh.write_text(json.dumps({"boot": psutil.boot_time(), "leaders": born}))
    fresh.replace(folder / FILE)


def forget(folder: Path) -> None:
    """All have ended."""
    (folder / FILE).unlink(missing_ok=True)


def end(folder: Path) -> None:
    """End every process of the remembered sessions. Call it only as the owner of the data folder."""
    try:
        kept = json.loads((folder / FILE).read_text())
        boot, leaders = float(kept["boot"]), {int(pid): float(born) for pid, born in kept["leaders"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return
    if abs(boot - psutil.boot_time()) > 2:  # the clock may have been set since
        return
    found = [process for process in psutil.process_iter() if _belongs(process, leaders)]
    if found:
        log.warning("ending processes of an earlier run", pids=[process.pid for process in found])
    for process in found:
        with contextlib.suppress(psutil.Error):
            process.send_signal(signal.SIGKILL)
    psutil.wait_procs(found, timeout=5)
    forget(folder)


def _belongs(process: psutil.Process, leaders: dict[int, float]) -> bool:
    """Whether it is of a remembered session: a session's number is not given away while a member lives."""
    with contextlib.suppress(psutil.Error, OSError):
        session = os.getsid(process.pid)
        if session in leaders:
            born = _born(session)
            # The leader lives and is the one remembered, or it is dead and this one was born after it.
            return born == leaders[session] if born else process.create_time() >= leaders[session]
    return False


def _born(pid: int) -> float:
    try:
        return psutil.Process(pid).create_time()
    except psutil.Error:
        return 0.0
