"""The media pool as the maker of pictures."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from medianest.errors import MediaRefused, SourceUnavailable
from medianest.mediapool.client import MediaPool
from medianest.mediapool.tasks import Outcome, Task
from medianest.providers.base import LocalFile
from medianest.providers.pictures import Picture

# Seconds for one picture: decoding a frame of a large film takes a few.
LIMIT = 30.0


class PoolPictures:
    """Implements ``providers.pictures.PictureMaker``."""

    def __init__(self, pool: MediaPool, threads: int) -> None:
        self._pool = pool
        self._threads = threads

    def make(
        self, wanted: Sequence[tuple[Path, str, str]], *, background: bool = False
    ) -> Sequence[Picture | MediaRefused | SourceUnavailable]:
        tasks = [Task(LocalFile(root, path, 0, 0), {"artwork": {"from": origin}}) for root, path, origin in wanted]
        share = max(1, -(-len(tasks) // self._threads))
        shares = [tasks[start : start + share] for start in range(0, len(tasks), share)]
        if len(shares) == 1:
            return [_picture(outcome) for outcome in self._pool.batch(shares[0], LIMIT, background)]
        with ThreadPoolExecutor(len(shares) or 1) as executor:
            answers = executor.map(lambda one: list(self._pool.batch(one, LIMIT, background)), shares)
            return [_picture(outcome) for answer in answers for outcome in answer]

    def resize(self, folder: Path, name: str, width: int) -> bytes:
        outcome = self._pool.one(LocalFile(folder, name, 0, 0), "resize", {"width": width})
        outcome.value("resize")
        return outcome.bytes_of("resize")


def _picture(outcome: Outcome) -> Picture | MediaRefused | SourceUnavailable:
    refusal = outcome.refusal("artwork")
    if refusal is not None:
        return refusal
    facts = outcome.value("artwork")
    return Picture(outcome.bytes_of("artwork"), facts["width"], facts["height"], facts["color"])
