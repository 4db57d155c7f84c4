"""A call that ends when its time is up, whatever it waits for, and takes no more than its share of threads."""

from __future__ import annotations

import contextvars
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

T = TypeVar("T")
_FOR_A_PLACE = 0.25  # of the time limit


class NoPlace(Exception):
    """As many calls as may be are under way, or hang."""


class Places:
    """Room for ``at_once`` calls of this process. Whoever hangs keeps a place until it ends, not until its caller
    gives up: a server that never answers costs so many threads and no more."""

    def __init__(self, at_once: int) -> None:
        self._free = threading.BoundedSemaphore(at_once)

    def call(self, function: Callable[[], T], seconds: float) -> T:
        """The value of ``function``, or what it raises.

        Raises:
            NoPlace: there was none in a quarter of that time.
            TimeoutError: after ``seconds``.
        """
        ends = time.monotonic() + seconds
        if not self._free.acquire(timeout=seconds * _FOR_A_PLACE):
            raise NoPlace
        future: Future[T] = Future()
        context = contextvars.copy_context()
        # A daemon, so that what hangs does not keep the process from ending.
        threading.Thread(target=context.run, args=(self._run, future, function), daemon=True).start()
        return future.result(timeout=max(0.0, ends - time.monotonic()))

    def _run(self, future: Future[T], function: Callable[[], T]) -> None:
        try:
            value = function()
        except BaseException as problem:  # noqa: BLE001 - it is the caller's to judge
            self._free.release()
            future.set_exception(problem)
        else:
            self._free.release()
            future.set_result(value)
