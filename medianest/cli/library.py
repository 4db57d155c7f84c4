"""``medianest library``: the folders that MediaNest looks after."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from medianest.cli.frame import DataDir, Frame, Yes, app, at_work, console, say
from medianest.errors import Invalid
from medianest.services.viewer import Viewer

libraries = typer.Typer(cls=Frame, no_args_is_help=True, help="The folders that MediaNest looks after.")
app.add_typer(libraries, name="library")

Name = Annotated[str, typer.Argument(help="The library's name.", show_default=False)]


@libraries.command("add")
def add(
    name: Name,
    path: Annotated[str, typer.Argument(help="Its folder.", show_default=False)],
    type: Annotated[str, typer.Option("--type", help="movies, shows, music or videos", show_default=False)],
    data_dir: DataDir = None,
) -> None:
    """Add a library. The same again changes nothing."""
    with at_work("library add", data_dir) as (_, services):
        made, new = services.libraries.add(Viewer.system(), name, path, type)
    if new:
        say(f"Added {made.name}: {made.type} in {made.path}. It is scanned as soon as a worker runs.")
    else:
        say(f"{made.name} is there already: {made.type} in {made.path}. Nothing was changed.")


@libraries.command("list")
def show(data_dir: DataDir = None) -> None:
    """Say what libraries there are."""
    with at_work("library list", data_dir) as (_, services):
        found = services.libraries.list(Viewer.system())
    if not found:
        say("There is no library yet. Add one: medianest library add NAME PATH --type movies|shows|music|videos")
        return
    table = Table("Name", "Type", "Folder", "State", "Works", "Missing", "Issues", box=None)
    for one in found:
        figures = (str(one.item_count), str(one.missing_count), str(one.issue_count))
        table.add_row(one.name, one.type, one.path, one.state, *figures)
    console.print(table)


@libraries.command("issues")
def issues(name: Name, data_dir: DataDir = None) -> None:
    """Say which files of a library cannot be used, and why."""
    with at_work("library issues", data_dir) as (_, services):
        system = Viewer.system()
        library = services.libraries.named(system, name)
        after: str | None = None
        while True:
            page = services.libraries.issues(system, library.id, 200, after)
            for issue in page.items:
                say(f"{issue.path}: {issue.message} ({issue.reason})")
            after = page.next_cursor
            if after is None:
                break
    if not library.issue_count:
        say(f"Nothing is wrong with the files of {library.name}.")


@libraries.command("remove")
def remove(name: Name, yes: Yes = False, data_dir: DataDir = None) -> None:
    """Remove a library. Its files stay as they are, and so does what people watched and listed."""
    with at_work("library remove", data_dir) as (_, services):
        system = Viewer.system()
        library = next((one for one in services.libraries.list(system) if one.name.lower() == name.lower()), None)
        if library is None:
            say(f"There is no library called {name}. Nothing was changed.")
            return
        if not yes:
            raise Invalid(f"This takes {library.name} with {library.item_count} works away. Say --yes to do it.")
        services.libraries.remove(system, library.id)
    say(f"Removed {library.name}. Its files in {library.path} are as they were.")
