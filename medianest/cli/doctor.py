"""``medianest doctor``: what is well and what is not, and what to do about it."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator

import typer
from rich.table import Table

from medianest import __version__, embedded, frontend, secret_key
from medianest.cli.frame import DataDir, app, console
from medianest.cli.serve import answers, refuse_taken_port
from medianest.config import Settings, load_settings
from medianest.embedded import cluster, folders, redis
from medianest.errors import ConfigurationError, MediaNestError

Check = Callable[[Settings], str]


@app.command()
def doctor(data_dir: DataDir = None) -> None:
    """Look at everything that MediaNest stands on. Exit code 1 when something is amiss."""
    settings = load_settings(data_dir=data_dir)
    table = Table(title=f"MediaNest {__version__}", show_lines=False)
    for heading in ("", "what", "how it is"):
        table.add_column(heading, overflow="fold")
    sound = True
    for name, well, words in _findings(settings):
        table.add_row("[green]ok[/]" if well else "[red]no[/]", name, words)
        sound = sound and well
    console.print(table)
    if not sound:
        raise typer.Exit(1)


def _findings(settings: Settings) -> Iterator[tuple[str, bool, str]]:
    for name, check in CHECKS.items():
        try:
            yield name, True, check(settings)
        except MediaNestError as problem:
            yield name, False, problem.message
        except Exception as problem:  # noqa: BLE001 - whatever it is, the person wants to see it in its row
            yield name, False, f"{type(problem).__name__}: {problem}"


def _python(_: Settings) -> str:
    return f"{platform.python_implementation()} {platform.python_version()} in {sys.prefix}"


def _data_folder(settings: Settings) -> str:
    folders.prepare_data_folder(settings.data_dir)
    free = shutil.disk_usage(settings.data_dir).free
    return f"{settings.data_dir}, {free / 1024**3:.1f} GB free"


def _postgres(settings: Settings) -> str:
    return "yours (DATABASE_URL)" if settings.database_url else f"ours, from {cluster.binaries()}"


def _redis(settings: Settings) -> str:
    return "yours (REDIS_URL)" if settings.redis_url else f"ours, {redis.binary()}"


def _stores(settings: Settings) -> str:
    from medianest import migrations

    with embedded.running_stores(settings, purpose="doctor") as stores:
        stands = migrations.status(str(stores.settings.database_url))
        if stands.newer:
            raise ConfigurationError(f"The schema is at {stands.current}, newer than this MediaNest ({stands.head}).")
        whose = "started for this look" if stores.owned else "running"
        return f"{whose}; the schema is at {stands.current or 'nothing yet'}" + (
            f", serve takes it to {stands.head}" if stands.pending else ""
        )


def _secret(settings: Settings) -> str:
    if not settings.secret_key and not (settings.data_dir / secret_key.FILE).exists() and embedded.is_ours(settings):
        return "made at the first start"
    secret_key.obtain(settings)
    return "from MEDIANEST_SECRET_KEY" if settings.secret_key else str(settings.data_dir / secret_key.FILE)


def _pages(_: Settings) -> str:
    build = frontend.ready()
    return f"built, {build}" if build else "serve builds them at its next start"


def _ffmpeg(_: Settings) -> str:
    import imageio_ffmpeg

    return f"{imageio_ffmpeg.get_ffmpeg_version()}, {imageio_ffmpeg.get_ffmpeg_exe()}"


def _port(settings: Settings) -> str:
    if answers(settings):
        return f"MediaNest answers at {settings.host}:{settings.port}"
    refuse_taken_port(settings)
    return f"{settings.host}:{settings.port} is free"


def _roots(settings: Settings) -> str:
    unreadable = [str(root) for root in settings.allowed_roots if not os.access(root, os.R_OK | os.X_OK)]
    if unreadable:
        raise ConfigurationError(f"This user cannot read {', '.join(unreadable)}: mount or allow it, or leave it out.")
    return ", ".join(map(str, settings.allowed_roots)) or "none"


CHECKS: dict[str, Check] = {
    "Python": _python,
    "data folder": _data_folder,
    "PostgreSQL": _postgres,
    "Redis": _redis,
    "secret": _secret,
    "stores": _stores,
    "pages": _pages,
    "ffmpeg": _ffmpeg,
    "port": _port,
    "library roots": _roots,
}
