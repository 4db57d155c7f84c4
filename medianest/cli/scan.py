"""``medianest scan``: look for what is new, changed or gone."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from medianest.cli import programs
from medianest.cli.frame import DataDir, app, at_work, console, say
from medianest.config import Settings
from medianest.errors import MediaNestError
from medianest.services.viewer import Viewer

if TYPE_CHECKING:
    from medianest.services import Services
    from medianest.services.jobs import JobView

LOOK_SECONDS = 0.1
ENDED = ("done", "failed", "cancelled")
PHASES = {"walk": "looking", "read": "reading", "tidy": "tidying", "done": "done", "offline": "offline", "": "waiting"}


@app.command()
def scan(
    name: Annotated[str | None, typer.Argument(help="A library; else all of them.", show_default=False)] = None,
    wait: Annotated[bool, typer.Option("--wait", help="Stay until it is done, and show how far it is.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Scan a library, or all. Without a running worker, --wait does it here."""
    with at_work("scan", data_dir) as (settings, services):
        jobs = _request(services, name)
        if not jobs:
            say("There is no library yet. Add one: medianest library add NAME PATH --type movies|shows|music|videos")
            return
        if not wait:
            say(f"Asked for {', '.join(jobs)} to be scanned.")
            return
        see_through(settings, services, jobs)


def see_through(settings: Settings, services: Services, jobs: dict[str, UUID]) -> None:
    """Stay until these scans (by the library's name) are done and say how they ended; without a worker, do them here.

    Raises:
        ScanFailed: a library could not be scanned.
    """
    alone = not services.health.ready()["worker"]
    with _media_pool(settings) if alone else nullcontext():
        ended = _follow(services, jobs, alone)
    _report(ended)


def _request(services: Services, name: str | None) -> dict[str, UUID]:
    system = Viewer.system()
    libraries = [services.libraries.named(system, name)] if name else services.libraries.list(system)
    return {library.name: services.scans.request(system, library.id) for library in libraries}


@contextmanager
def _media_pool(settings: Settings) -> Iterator[None]:
    """A media pool for as long as the scan takes, where no server runs one."""
    program = programs.media_pool(settings)
    process = subprocess.Popen(program.command, env=program.environment)
    try:
        yield
    finally:
        process.terminate()
        process.wait(10)


def _follow(services: Services, jobs: dict[str, UUID], alone: bool) -> dict[str, JobView]:
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    ended: dict[str, JobView] = {}
    with Progress(*columns, console=console, transient=not console.is_terminal) as bar:
        tasks = {name: bar.add_task(name, total=None) for name in jobs}
        if alone:
            for name, job_id in jobs.items():
                _do(services, job_id, bar, name, tasks[name])
        while len(ended) < len(jobs):
            for name, job_id in jobs.items():
                job = services.jobs.get(Viewer.system(), job_id)
                _show(bar, name, tasks[name], job)
                if job.state in ENDED:
                    ended[name] = job
            if len(ended) < len(jobs):
                time.sleep(LOOK_SECONDS)
    return ended


def _do(services: Services, job_id: UUID, bar: Progress, name: str, task: TaskID) -> None:
    """Be the worker for one job."""

    def look() -> bool:
        _show(bar, name, task, services.jobs.get(Viewer.system(), job_id))
        return False

    with services.jobs.take(job_id, "shell") as held:
        if held is not None:
            done = services.scans.execute(held, look)
            if done is not None and done.phase == "done" and (done.added or done.changed):
                services.artwork_jobs.request(held.job.library_id)


def _show(bar: Progress, name: str, task: TaskID, job: JobView) -> None:
    figures = job.progress
    phase = PHASES.get(str(figures.get("phase", "")), "")
    total = figures.get("total")
    if total:
        bar.update(task, description=f"{name}: {phase}", completed=figures.get("done", 0), total=total)
    else:
        ended = job.state in ENDED
        bar.update(task, description=f"{name}: {phase}", completed=int(ended), total=1 if ended else None)


def _report(ended: dict[str, JobView]) -> None:
    """One line for each library. Raises when one could not be scanned, so that a script notices."""
    failed: list[str] = []
    for name, job in ended.items():
        figures = job.progress
        if job.state == "done" and figures.get("phase") != "offline":
            counts = ", ".join(f"{figures.get(key, 0)} {word}" for key, word in _COUNTS)
            say(f"{name}: {figures.get('found', 0)} files; {counts}.")
            continue
        reason = job.error or figures.get("note") or job.state
        failed.append(f"{name} was not scanned: {reason}")
    if failed:
        raise ScanFailed("\n".join(failed))


_COUNTS = (("added", "works added"), ("changed", "changed"), ("gone", "gone"), ("issues", "that cannot be used"))


class ScanFailed(MediaNestError):
    """A library could not be scanned, or is offline."""

    code = "scan_failed"
