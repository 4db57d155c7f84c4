"""From the command to "ready" on a warm data folder, and the memory of everything when nobody is there.

Memory is proportional (PSS): pages that processes share count once. It is taken after some seconds of quiet.
"""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from pathlib import Path

from bench.frame import Row
from tests.e2e.server import Server, start_server

STARTS = 3
SETTLE_SECONDS = 5.0


def started(data_dir: Path) -> tuple[Server, float]:
    began = time.monotonic()
    server = start_server(data_dir)
    return server, time.monotonic() - began


def measure() -> list[Row]:
    home = Path(tempfile.mkdtemp(prefix="medianest-bench-"))
    try:
        started(home / "build")[0].stop()  # the pages are built now, if they were not
        server, first = started(home / "data")
        server.stop()
        times = []
        for number in range(STARTS):
            server, seconds = started(home / "data")
            times.append(seconds)
            if number == STARTS - 1:
                time.sleep(SETTLE_SECONDS)
                memory = server.memory() / 1e6
                parts = heaviest(server)
            server.stop()
    finally:
        shutil.rmtree(home, ignore_errors=True)
    return [
        Row("start to ready, warm data folder", statistics.median(times), "s", bar=8, must="at most"),
        Row(
            "start to ready, new data folder",
            first,
            "s",
            note="PostgreSQL's cluster is made; the pages are built already",
        ),
        Row("idle memory of everything (PSS)", memory, "MB", bar=600, must="at most", note=parts),
    ]


def heaviest(server: Server) -> str:
    """The memory of each process, the largest first."""
    told = []
    for process in server.family():
        size = process.memory_full_info().pss / 1e6
        words = [Path(word).name if "/" in word else word for word in process.cmdline()[:4]]
        told.append((size, " ".join(words)[:32] or process.name()))
    return ", ".join(f"{name} {size:.0f}" for size, name in sorted(told, reverse=True)[:8])
