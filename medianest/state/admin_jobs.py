"""Background work: what runs, what ran, and what scans found."""

from __future__ import annotations

import reflex as rx

from medianest.services.jobs import JobView
from medianest.state.auth import Guarded
from medianest.state.libraries import parse_id

MOST = 100


class AdminJobsState(Guarded):
    """Jobs, newest first."""

    jobs: list[JobView] = []
    scans: list[JobView] = []
    names: dict[str, str] = {}
    ready: bool = False

    @rx.event
    async def load(self):
        """Read everything anew."""
        viewer = await self._viewer()
        services = self._services
        libraries = await services.bridge.run("database", services.libraries.list, viewer)
        self.names = {str(library.id): library.name for library in libraries}
        self.jobs = list(await services.bridge.run("database", services.jobs.list, viewer, MOST))
        self.scans = [job for job in self.jobs if job.kind == "scan"]
        self.ready = True

    @rx.event
    async def cancel(self, job_id: str):
        """End a job: one that waits at once, one that runs at its next step."""
        viewer = await self._viewer()
        services = self._services
        await services.bridge.run("database", services.jobs.cancel, viewer, parse_id(job_id))
        return AdminJobsState.load

    @rx.event
    async def scan_all(self):
        """Have every library scanned."""
        viewer = await self._viewer()
        services = self._services
        await services.bridge.run("database", services.scans.request_all, viewer)
        return AdminJobsState.load
