"""``medianest demo``: draw and play a demo library, add it and scan it."""

from __future__ import annotations

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from medianest import migrations
from medianest.bootstrap import build
from medianest.cli.frame import DataDir, app, console, need, say, standing
from medianest.cli.scan import see_through
from medianest.services import Services
from medianest.services.demo.library import DemoProgress
from medianest.services.libraries import LibraryAdminView
from medianest.services.viewer import Viewer


@app.command()
def demo(data_dir: DataDir = None) -> None:
    """Make a demo library of ten short films, a show and an album. Again, it makes only what is missing."""
    with standing("demo", data_dir) as stores:
        migrations.upgrade(need(stores.settings)[0], stores.settings.data_dir / "dumps")
        with build(stores.settings) as services:
            libraries, made = _make(services)
            if not made and all(library.last_scan_at for library in libraries):
                say(f"The demo library is in {services.demo.folder} already; nothing was changed.")
                return
            system = Viewer.system()
            see_through(
                stores.settings,
                services,
                {library.name: services.scans.request(system, library.id) for library in libraries},
            )
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
