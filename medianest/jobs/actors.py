"""The actors: one for each kind of job, with its own time limit. Retrying is the sweeper's, not the queue's."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

import dramatiq
from dramatiq.brokers.redis import RedisBroker
from dramatiq.middleware import Shutdown

from medianest.jobs.queue import queue_of
from medianest.services import Services
from medianest.services.artwork_jobs import KIND as ARTWORK
from medianest.services.demo.library import KIND as DEMO
from medianest.services.held import Held
from medianest.services.scans.service import KIND as SCAN
from medianest.services.storyboard_jobs import KIND as STORYBOARD

R = TypeVar("R")
HOUR = 3_600_000  # milliseconds, as dramatiq counts
# A library of a million files on a slow disk takes a day; what hangs longer is stuck.
TIME_LIMITS = {SCAN: 48 * HOUR, ARTWORK: 24 * HOUR, DEMO: HOUR, STORYBOARD: 48 * HOUR}


def add_actors(broker: RedisBroker, services: Services, stopping: Callable[[], bool]) -> None:
    """Declare every actor on ``broker``."""
    worker = f"{socket.gethostname()}:{os.getpid()}"

    def scan(job_id: str) -> None:
        with services.jobs.take(UUID(job_id), worker) as held:
            if held is not None:
                done = _unless_ended(held, lambda: services.scans.execute(held, stopping))
                if done is not None and done.phase == "done" and (done.added or done.changed):
                    services.artwork_jobs.request(held.job.library_id)
                    services.storyboard_jobs.request()

    def artwork(job_id: str) -> None:
        with services.jobs.take(UUID(job_id), worker) as held:
            if held is not None:
                _unless_ended(held, lambda: services.artwork_jobs.execute(held, stopping))

    def demo(job_id: str) -> None:
        with services.jobs.take(UUID(job_id), worker) as held:
            if held is not None:
                _unless_ended(held, lambda: services.demo.execute(held, stopping))

    def storyboard(job_id: str) -> None:
        with services.jobs.take(UUID(job_id), worker) as held:
            if held is not None:
                _unless_ended(held, lambda: services.storyboard_jobs.execute(held, stopping))

    for kind, function in ((SCAN, scan), (ARTWORK, artwork), (DEMO, demo), (STORYBOARD, storyboard)):
        options = {"time_limit": TIME_LIMITS[kind], "max_retries": 0}
        dramatiq.Actor(function, broker=broker, actor_name=kind, queue_name=queue_of(kind), priority=0, options=options)


def _unless_ended(held: Held, work: Callable[[], R]) -> R | None:
    """Do the work; when this process is told to end in the middle of it, leave the job for another."""
    try:
        return work()
    except Shutdown:
        held.give_back()
        return None
