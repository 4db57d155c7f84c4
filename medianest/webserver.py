"""``python -m medianest.webserver``: the web workers under Granian.

The application is imported once, before the workers are forked: they start in a fraction of the time and share its
memory. Nothing at import may open a socket, start a thread or make an event loop; the lifespan does, in each worker.
"""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import signal

from granian.constants import Interfaces, Loops
from granian.log import LogLevels
from granian.server import Server
from starlette.types import ASGIApp

from medianest.embedded.account import die_with_parent

# Seconds that a worker has to end its streams and sockets before it is ended.
KILL_AFTER = 3


def app() -> ASGIApp:
    """The application of one worker, which does not outlive the parent that would restart it."""
    from medianest.medianest import asgi

    if multiprocessing.parent_process() is not None:
        die_with_parent(signal.SIGKILL)
    return asgi()


def main() -> None:
    parser = argparse.ArgumentParser(prog="medianest.webserver", description=__doc__)
    parser.add_argument("--host", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--workers", type=int, required=True)
    options = parser.parse_args()
    if multiprocessing.get_start_method() == "fork":
        _preload()
    Server(
        "medianest.webserver:app",
        factory=True,
        interface=Interfaces.ASGI,
        loop=Loops.uvloop,
        address=options.host,
        port=options.port,
        workers=options.workers,
        workers_kill_timeout=KILL_AFTER,
        respawn_failed_workers=True,
        log_access=False,
        log_level=LogLevels.warning,
    ).serve()


def _preload() -> None:
    from medianest.medianest import api

    api.openapi()  # FastAPI readies its routes at first use: better once here than in each worker with guests waiting
    # What is there stays there: without this the first collection in a worker would copy all shared pages.
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    main()
