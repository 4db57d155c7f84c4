"""From asynchronous doors into the synchronous core: one bridge with separate bounded pools.

A slow disk fills the disk's pool and nothing else. A pool whose queue is full refuses at once (``Overloaded``, 503)
rather than let requests pile up behind it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

from medianest.errors import Overloaded

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Lane:
    """How many threads a pool has and how many calls may wait for one."""

    threads: int
    queue: int


class _Pool:
    def __init__(self, name: str, lane: Lane) -> None:
        self.executor = ThreadPoolExecutor(max_workers=lane.threads, thread_name_prefix=name)
        self.limit = lane.threads + lane.queue
        self.inside = 0


class Bridge:
    """Bounded pools by name. Belongs to one event loop; counts need no lock because only that loop changes them."""

    def __init__(self, lanes: Mapping[str, Lane]) -> None:
        self._pools = {name: _Pool(name, lane) for name, lane in lanes.items()}

    async def run(self, lane: str, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Call ``function`` in a thread of ``lane``.

        A caller that is cancelled leaves; the call itself runs to its end and only then frees its place.

        Raises:
            Overloaded: the lane and its queue are full.
        """
        pool = self._pools[lane]
        if pool.inside >= pool.limit:
            raise Overloaded("The server is busy. Try again in a moment.", lane=lane)
        pool.inside += 1
        loop = asyncio.get_running_loop()
        try:
            future = loop.run_in_executor(pool.executor, lambda: function(*args, **kwargs))
        except BaseException:
            pool.inside -= 1
            raise

        def leave(_: Any) -> None:
            pool.inside -= 1

        future.add_done_callback(leave)
        return await asyncio.shield(future)

    def waiting(self) -> dict[str, int]:
        """Calls inside each lane, running or waiting, for the metrics."""
        return {name: pool.inside for name, pool in self._pools.items()}

    def close(self) -> None:
        for pool in self._pools.values():
            pool.executor.shutdown(wait=False, cancel_futures=True)
