"""What every verb shares: the program, its words on a terminal, and what it stands on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
import typer.core
from rich.console import Console

from medianest import __version__, embedded, logs, secret_key
from medianest.config import Settings, load_settings
from medianest.embedded import Stores, folders
from medianest.errors import MediaNestError

if TYPE_CHECKING:
    from medianest.services import Services

console = Console(highlight=False, soft_wrap=True)
complaints = Console(stderr=True, highlight=False, soft_wrap=True)

DataDir = Annotated[
    Path | None, typer.Option("--data-dir", help="The data folder; else MEDIANEST_DATA_DIR.", show_default=False)
]
Yes = Annotated[bool, typer.Option("--yes", help="Do it without asking again.")]


class Frame(typer.core.TyperGroup):
    """Turns the error vocabulary into a sentence and an exit code."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except MediaNestError as problem:
            complaints.print(problem.message, style="red", markup=False)
            raise typer.Exit(1) from problem
        except KeyboardInterrupt as problem:
            raise typer.Exit(130) from problem


app = typer.Typer(
    name="medianest",
    cls=Frame,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="One library over a household's own files, its Plex servers and YouTube.",
)


def _tell_version(asked: bool) -> None:
    if asked:
        console.print(f"MediaNest {__version__}")
        raise typer.Exit


Version = Annotated[bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Say which this is.")]


@app.callback()
def _program(_version: Version = False) -> None:
    logs.configure()
    # libpq reads PG* variables of whoever calls us; ours say everything in their URL.
    for name in ("PGHOST", "PGPORT", "PGDATABASE", "PGUSER", "PGPASSWORD", "PGOPTIONS", "PGSERVICE"):
        os.environ.pop(name, None)


@contextmanager
def standing(
    purpose: str, data_dir: Path | None = None, *, own: bool = False, secret: bool = True, **overrides: object
) -> Iterator[Stores]:
    """Running stores and the secret, for a verb named ``purpose``; ``stores.settings`` has everything filled in.

    Running stores are used; else ours run for as long as the block. ``own`` refuses while a server runs on them;
    without ``secret`` a lost one is no obstacle.
    """
    asked = load_settings(data_dir=data_dir, **overrides)
    folders.prepare_data_folder(asked.data_dir)
    settings = secret_key.obtain(asked) if secret else asked
    with embedded.running_stores(settings, purpose=purpose, own=own) as stores:
        yield stores


def need(settings: Settings) -> tuple[str, str]:
    """The addresses of the stores, which :func:`standing` has filled in."""
    if not settings.database_url or not settings.redis_url:
        raise RuntimeError("Stores are asked for before they stand")
    return settings.database_url, settings.redis_url


def say(sentence: str) -> None:
    """One line for the person at the terminal."""
    console.print(sentence, markup=False)


@contextmanager
def at_work(purpose: str, data_dir: Path | None) -> Iterator[tuple[Settings, Services]]:
    """Services on standing stores with today's schema, for a verb that needs no server."""
    # Only verbs that work with them wait until they are loaded: `serve` itself never does.
    from medianest import migrations
    from medianest.bootstrap import build

    with standing(purpose, data_dir) as stores:
        settings = stores.settings
        migrations.upgrade(need(settings)[0], settings.data_dir / "dumps")
        with build(settings) as services:
            yield settings, services
