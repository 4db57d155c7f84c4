"""Webhooks are told by every worker at once: what is due lies in PostgreSQL, and each delivery is one worker's."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from uuid import UUID

import structlog

from medianest.services import Services

LOOK_SECONDS = 0.5  # how soon something that happened is told
AT_ONCE = 8  # receivers that this process talks to; one that hangs takes one place for some seconds

log = structlog.get_logger(__name__)


class Deliverer:
    """One thread for each receiver that has something to hear, so that one that hangs delays no other."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._busy: dict[UUID, Future[int]] = {}

    def run(self, stopping: threading.Event) -> None:
        """Until ``stopping`` is set."""
        pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="webhook")
        try:
            while not stopping.wait(LOOK_SECONDS):
                self.look(pool, stopping)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    def look(self, pool: ThreadPoolExecutor, stopping: threading.Event) -> None:
        """Begin with every receiver that is not being told something already."""
        self._busy = {webhook_id: future for webhook_id, future in self._busy.items() if not future.done()}
        try:
            due = self._services.deliveries.due()
        except Exception as problem:  # noqa: BLE001 - a database that restarts; we look again
            log.warning("webhooks not looked at", reason=type(problem).__name__)
            return
        for webhook_id in due:
            if webhook_id not in self._busy:
                self._busy[webhook_id] = pool.submit(self._deliver, webhook_id, stopping)

    def _deliver(self, webhook_id: UUID, stopping: threading.Event) -> int:
        try:
            return self._services.deliveries.deliver(webhook_id, stopping.is_set)
        except Exception as problem:
            log.warning("webhook not told", webhook=str(webhook_id), reason=type(problem).__name__, exc_info=problem)
            return 0
