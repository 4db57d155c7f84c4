"""``python -m medianest.mediapool --socket PATH``: the supervisor of the media pool."""

from __future__ import annotations

import argparse
from pathlib import Path

from medianest.mediapool.server import Server, run
from medianest.mediapool.workers import Workers

GIBIBYTE = 1024**3


def main() -> None:
    parser = argparse.ArgumentParser(prog="medianest.mediapool", description=__doc__)
    parser.add_argument("--socket", type=Path, required=True, help="where to listen; its folder is made 0700")
    parser.add_argument("--workers", type=int, default=2, help="worker processes, started at need")
    parser.add_argument("--memory", type=int, default=3 * GIBIBYTE, help="address space of each worker, in bytes")
    options = parser.parse_args()
    run(Server(options.socket, Workers(options.workers, options.memory)))


if __name__ == "__main__":
    main()
