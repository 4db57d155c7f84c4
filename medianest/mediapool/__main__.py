"""``python -m medianest.mediapool --socket PATH``: the supervisor of the media pool."""

from __future__ import annotations

import argparse
from pathlib import Path

from medianest.mediapool.ffmpeg_binary import ffmpeg_path
from medianest.mediapool.server import Server, run
from medianest.mediapool.transcodes import Transcodes
from medianest.mediapool.workers import Workers

GIBIBYTE = 1024**3


def main() -> None:
    parser = argparse.ArgumentParser(prog="medianest.mediapool", description=__doc__)
    parser.add_argument("--socket", type=Path, required=True, help="where to listen; its folder is made 0700")
    parser.add_argument("--workers", type=int, default=2, help="worker processes, started at need")
    parser.add_argument("--memory", type=int, default=3 * GIBIBYTE, help="address space of each worker, in bytes")
    parser.add_argument("--cache", type=Path, help="folder for videos coded anew; without it there are none")
    parser.add_argument("--transcodes", type=int, default=2, help="videos that may be coded anew at once")
    options = parser.parse_args()
    workers = Workers(options.workers, options.memory)
    if options.cache is None:
        run(Server(options.socket, workers))
        return
    transcodes = Transcodes(options.cache, options.transcodes, ffmpeg_path)
    try:
        run(Server(options.socket, workers, {"transcode": transcodes.want}))
    finally:
        transcodes.close()


if __name__ == "__main__":
    main()
