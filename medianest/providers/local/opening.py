"""The media pool as a scan uses it: one operation on many files."""

from __future__ import annotations

from collections.abc import Sequence

from medianest.mediapool.client import MediaPool
from medianest.mediapool.tasks import Outcome, Task
from medianest.providers.base import LocalFile


class PoolOpener:
    def __init__(self, pool: MediaPool) -> None:
        self._pool = pool

    def read(self, files: Sequence[LocalFile], operation: str, limit: float) -> Sequence[Outcome]:
        """Outcomes in the order of ``files``; people's requests go before these."""
        return list(self._pool.batch([Task(file, {operation: {}}) for file in files], limit, background=True))
