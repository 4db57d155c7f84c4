"""``medianest migrate up|down|status``: the schema, by hand."""

from __future__ import annotations

from typing import Annotated

import typer

from medianest.cli.frame import DataDir, Yes, app, need, say, standing
from medianest.errors import ConfigurationError

verbs = typer.Typer(no_args_is_help=True, help="Take the database's schema up or down.")
app.add_typer(verbs, name="migrate")


@verbs.command()
def up(data_dir: DataDir = None) -> None:
    """Take the schema to this version, after a dump. Does nothing when it is there."""
    from medianest import migrations

    with standing("migrate up", data_dir) as stores:
        settings = stores.settings
        before = migrations.upgrade(need(settings)[0], settings.data_dir / "dumps")
        if before.pending:
            say(f"The schema went from {before.current or 'nothing'} to {before.head}.")
        else:
            say(f"The schema is at {before.head} already.")


@verbs.command()
def down(
    yes: Yes = False,
    revision: Annotated[str, typer.Argument(help="Where to; one step when not said.")] = "-1",
    data_dir: DataDir = None,
) -> None:
    """Take the schema down, after a dump. What only the newer schema can hold is lost, so it asks for --yes."""
    from medianest import migrations

    if not yes:
        raise ConfigurationError("Going down loses what only the newer schema can hold. Say --yes to do it.")
    with standing("migrate down", data_dir) as stores:
        settings = stores.settings
        dump = migrations.downgrade(need(settings)[0], settings.data_dir / "dumps", revision)
        now = migrations.status(need(settings)[0]).current
        say(f"The schema is at {now or 'nothing'}. A dump of before is {dump}.")


@verbs.command()
def status(data_dir: DataDir = None) -> None:
    """Say where the schema stands. Exit code 1 when this version cannot work with it."""
    from medianest import migrations

    with standing("migrate status", data_dir) as stores:
        stands = migrations.status(need(stores.settings)[0])
    if stands.newer:
        raise ConfigurationError(f"The schema is at {stands.current}, newer than this MediaNest ({stands.head}).")
    if stands.pending:
        say(f"The schema is at {stands.current or 'nothing'}; to come: {', '.join(stands.pending)}.")
        raise typer.Exit(1)
    say(f"The schema is at {stands.head}, as it should be.")
