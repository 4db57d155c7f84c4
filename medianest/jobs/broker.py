"""The queue: Redis carries hints, the ``jobs`` table is the truth."""

from __future__ import annotations

from dramatiq.brokers.redis import RedisBroker
from dramatiq.middleware import AgeLimit, Callbacks, Retries, ShutdownNotifications, TimeLimit

NAMESPACE = "medianest:jobs"


def open_broker(redis_url: str) -> RedisBroker:
    """A broker on our own keys. Actors set their limits themselves; the defaults are wrong for a scan."""
    middleware = [
        AgeLimit(),
        TimeLimit(),
        ShutdownNotifications(notify_shutdown=True),
        Callbacks(),
        Retries(max_retries=3),
    ]
    return RedisBroker(url=redis_url, namespace=NAMESPACE, middleware=middleware)
