"""What happens by the clock, on one machine of several: hints sent again, libraries looked after, old jobs dropped."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from medianest.repositories.leadership import Leadership
from medianest.services import Services
from medianest.services.viewer import Viewer

TICK_SECONDS = 5.0
SWEEP_SECONDS = 10.0
OFFLINE_SECONDS = 60.0  # how soon a library that is back is noticed
SERVERS_SECONDS = 15 * 60.0  # servers of others tell nobody what is new
RESCAN_SECONDS = 6 * 3600.0  # for disks whose changes nobody tells us of: network mounts
FORGET_SECONDS = 3600.0
RETENTION_SECONDS = 24 * 3600.0
CHECKPOINT_SECONDS = 30.0  # how long the end of the audit log can be cut off unseen

log = structlog.get_logger(__name__)


@dataclass
class _Task:
    every: float
    do: Callable[[], object]
    due: float = field(default=0.0)


class Schedule:
    def __init__(self, services: Services, leadership: Leadership) -> None:
        self._services = services
        self._leadership = leadership
        self._tasks = [
            _Task(SWEEP_SECONDS, services.jobs.sweep),
            _Task(OFFLINE_SECONDS, self._look_at_offline),
            _Task(SERVERS_SECONDS, self._look_at_servers),
            _Task(RESCAN_SECONDS, lambda: services.scans.request_all(Viewer.system())),
            _Task(FORGET_SECONDS, services.jobs.forget_old),
            _Task(FORGET_SECONDS, lambda: services.sessions.tidy(Viewer.system())),
            _Task(FORGET_SECONDS, lambda: services.deliveries.forget()),
            _Task(RETENTION_SECONDS, lambda: services.audit_retention.apply(Viewer.system())),
            _Task(CHECKPOINT_SECONDS, lambda: services.audit.checkpoint(Viewer.system())),
        ]

    def run(self, stopping: threading.Event) -> None:
        """Until ``stopping`` is set. One task that fails keeps no other from its turn."""
        while not stopping.is_set():
            if self._leadership.held():
                self.tick(time.monotonic())
            stopping.wait(TICK_SECONDS)

    def tick(self, now: float) -> None:
        """Do what is due."""
        for task in self._tasks:
            if now < task.due:
                continue
            task.due = now + task.every
            try:
                task.do()
            except Exception as problem:
                log.warning("schedule", reason=type(problem).__name__, exc_info=problem)

    def _look_at_servers(self) -> None:
        system = Viewer.system()
        for library in self._services.libraries.list(system):
            if library.provider != "local":
                self._services.scans.request(system, library.id)

    def _look_at_offline(self) -> None:
        system = Viewer.system()
        for library in self._services.libraries.list(system):
            if library.state == "offline":
                self._services.scans.request(system, library.id)
