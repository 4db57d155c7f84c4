"""``python -m medianest.mediapool --socket PATH``: the supervisor of the media pool."""

from __future__ import annotations

import argparse
import threading
from pathlib import Path

from medianest.mediapool.capacity import Capacity, measured
from medianest.mediapool.encoders import NAMES, choose
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
    parser.add_argument("--cache-bytes", type=int, default=8 * GIBIBYTE, help="room for them")
    parser.add_argument("--transcodes", type=int, help="videos that may be coded anew at once; measured when not given")
    parser.add_argument("--encoder", choices=NAMES, default="auto", help="who codes them: a graphics card if one works")
    options = parser.parse_args()
    workers = Workers(options.workers, options.memory)
    if options.cache is None:
        run(Server(options.socket, workers))
        return
    transcodes = Transcodes(options.cache, options.cache_bytes, ffmpeg_path, Capacity(count=options.transcodes or 1))
    threading.Thread(
        target=prepare, args=(transcodes, options.encoder, options.transcodes is None), daemon=True
    ).start()
    try:
        run(Server(options.socket, workers, {"transcode": transcodes.want}))
    finally:
        transcodes.close()


def prepare(transcodes: Transcodes, encoder: str, measure: bool) -> None:
    """Find out who codes and how much is borne, while the first people arrive."""
    transcodes.encoder = choose(ffmpeg_path(), encoder)
    if measure:
        transcodes.capacity = measured(ffmpeg_path(), transcodes.encoder)


if __name__ == "__main__":
    main()
