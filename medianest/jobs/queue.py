"""Hints for workers: dramatiq messages that name a job. The job itself is a row in PostgreSQL."""

from __future__ import annotations

import dramatiq
from dramatiq.brokers.redis import RedisBroker

from medianest.jobs.broker import open_broker


class DramatiqQueue:
    """Implements ``repositories.hints.Queue``. Opens its broker when first needed, after the fork."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._broker: RedisBroker | None = None

    def hint(self, kind: str, job_id: str) -> None:
        if self._broker is None:
            self._broker = open_broker(self._url)
        queue = queue_of(kind)
        self._broker.declare_queue(queue)
        self._broker.enqueue(dramatiq.Message(queue_name=queue, actor_name=kind, args=(job_id,), kwargs={}, options={}))

    def close(self) -> None:
        if self._broker is not None:
            self._broker.close()


def queue_of(kind: str) -> str:
    """Each kind has a queue of its own, so that a thousand pictures hold up no scan."""
    return kind
