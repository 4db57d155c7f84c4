"""``medianest demo``: draw and play a demo library."""

from __future__ import annotations

from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from medianest.cli.frame import DataDir, app, console, say
from medianest.config import load_settings


@app.command()
def demo(data_dir: DataDir = None) -> None:
    """Make a demo library of ten short films, a show and an album. Again, it makes only what is missing."""
    import imageio_ffmpeg

    from medianest.services.demo.maker import DemoMaker, Making

    settings = load_settings(data_dir=data_dir)
    maker = DemoMaker(settings.demo_dir, Path(imageio_ffmpeg.get_ffmpeg_exe()))
    columns = (TextColumn("Drawing and playing"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, TextColumn("{task.description}", markup=False), console=console) as bar:
        task = bar.add_task("", total=None)

        def show(making: Making) -> None:
            bar.update(task, completed=making.done, total=making.total, description=making.label)

        made = maker.make(show)
    if made.made:
        say(f"The demo library is in {settings.demo_dir}: {made.made} pieces made, {made.kept} were there.")
    else:
        say(f"The demo library is in {settings.demo_dir} already; nothing was changed.")
