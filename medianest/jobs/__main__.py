"""``python -m medianest.jobs``: the worker process. Its supervisor starts it again when it dies."""

from __future__ import annotations

import contextlib
import signal
import threading

import dramatiq
import redis
from dramatiq.worker import Worker

from medianest import logs, services
from medianest.bootstrap import build
from medianest.config import Settings, load_settings
from medianest.jobs.actors import add_actors
from medianest.jobs.broker import open_broker
from medianest.jobs.deliver import Deliverer
from medianest.jobs.schedule import Schedule
from medianest.jobs.watch import Watcher
from medianest.repositories.heartbeats import EVERY_SECONDS, Heartbeats
from medianest.repositories.leadership import Leadership
from medianest.services import Services

# Longer than a job takes to notice that it is to stop and to give its lease back.
STOP_MILLISECONDS = 6_000
# How long a message may lie: dramatiq looks for messages, it does not wait for them. An unchanged library is scanned in
# less than its default.
LOOK_MILLISECONDS = 100


def main() -> None:
    settings = load_settings()
    logs.configure(settings.log_level)
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    with build(settings) as built, services.use(built):
        work(settings, built, stopping)


def work(settings: Settings, built: Services, stopping: threading.Event) -> None:
    """Work on messages until ``stopping`` is set."""
    broker = open_broker(str(settings.redis_url))
    dramatiq.set_broker(broker)
    add_actors(broker, built, stopping.is_set)
    worker = Worker(broker, worker_threads=max(2, settings.media_workers), worker_timeout=LOOK_MILLISECONDS)
    worker.start()
    cache = redis.Redis.from_url(str(settings.redis_url), socket_timeout=5)
    leadership = Leadership(cache, "schedule")
    beside = [
        threading.Thread(target=Schedule(built, leadership).run, args=(stopping,), name="schedule"),
        threading.Thread(target=Watcher(built, leadership).run, args=(stopping,), name="watch"),
        threading.Thread(target=Deliverer(built).run, args=(stopping,), name="deliver"),
    ]
    for thread in beside:
        thread.start()
    try:
        beat_until(stopping, Heartbeats(cache))
    finally:
        stopping.set()
        worker.stop(timeout=STOP_MILLISECONDS)
        for thread in beside:
            thread.join(STOP_MILLISECONDS / 1000)
        leadership.resign()
        broker.close()
        cache.close()


def beat_until(stopping: threading.Event, heartbeats: Heartbeats) -> None:
    """Say every few seconds that we live; a Redis that is away for a while is no reason to die."""
    while True:
        with contextlib.suppress(redis.RedisError):
            heartbeats.beat("worker")
        if stopping.wait(EVERY_SECONDS):
            return


if __name__ == "__main__":
    main()
