"""``medianest demo``: draw and play a demo library, add it and scan it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from medianest.cli.frame import DataDir, app, at_work, console, say
from medianest.cli.scan import see_through
from medianest.services.viewer import Viewer

if TYPE_CHECKING:
    from medianest.services import Services
    from medianest.services.demo.library import DemoProgress
    from medianest.services.libraries import LibraryAdminView


@app.command()
def demo(data_dir: DataDir = None) -> None:
    """Make a demo library of ten short films, a show and an album. Again, it makes only what is missing."""
    with at_work("demo", data_dir) as (settings, services):
        libraries, made = _make(services)
        if not made and all(library.last_scan_at for library in libraries):
            say(f"The demo library is in {services.demo.folder} already; nothing was changed.")
            return
        system = Viewer.system()
        jobs = {library.name: services.scans.request(system, library.id) for library in libraries}
        see_through(settings, services, jobs)
        say(f"The demo library is in {services.demo.folder}.")


def _make(services: Services) -> tuple[tuple[LibraryAdminView, ...], bool]:
    """The libraries, and whether any piece was new."""
    columns = (TextColumn("Drawing and playing"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    seen: list[int] = []
    with Progress(*columns, TextColumn("{task.description}", markup=False), console=console) as bar:
        task = bar.add_task("", total=None)

        def show(progress: DemoProgress) -> None:
            seen.append(progress.done)
            bar.update(task, completed=progress.done, total=progress.total, description=progress.note)

        made = services.demo.make(Viewer.system(), show, scan=False)
    return made or (), len(set(seen)) > 1
