"""``medianest serve``: everything on this machine, from one command."""

from __future__ import annotations

import errno
import ipaddress
import socket
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from medianest import frontend, leftovers, routes
from medianest.cli import programs
from medianest.cli.frame import DataDir, app, need, say, standing
from medianest.config import Settings
from medianest.embedded import SERVE, Stores, folders
from medianest.errors import ConfigurationError, Conflict
from medianest.supervisor import Program, Supervisor

Port = Annotated[int | None, typer.Option("--port", min=1, max=65535, help="Else MEDIANEST_PORT, else 8000.")]
Host = Annotated[str | None, typer.Option("--host", help="Else MEDIANEST_HOST, else 127.0.0.1: this machine only.")]


@app.command()
def serve(port: Port = None, host: Host = None, data_dir: DataDir = None) -> None:
    """Start MediaNest: its stores, its pages, its workers. Ctrl-C ends them all."""
    from medianest import migrations

    with standing(SERVE, data_dir, own=True, port=port, host=host) as stores, alone(stores.settings, SERVE) as folder:
        settings = stores.settings
        refuse_taken_port(settings)
        database_url, _ = need(settings)
        migrations.upgrade(database_url, settings.data_dir / "dumps")
        build = frontend.ensure(say)
        children = [programs.media_pool(settings), programs.worker(settings), programs.web(settings, build, folder)]
        run(stores, folder, children, lambda: answers(settings), lambda: greet(settings))


@contextmanager
def alone(settings: Settings, purpose: str) -> Iterator[Path]:
    """The folder of the one supervisor for ``purpose`` on this data folder, with what a killed one left ended.

    Raises:
        Conflict: there is one already.
    """
    folder = settings.data_dir / "run" / purpose
    with folders.lock(settings.data_dir / "run" / f"{purpose}.lock") as got:
        if not got:
            raise Conflict(
                f"medianest {purpose} already runs on {settings.data_dir}. "
                f"Use that one, stop it first, or give this one another --data-dir."
            )
        folder.mkdir(mode=0o700, exist_ok=True)
        leftovers.end(folder)
        yield folder


def run(
    stores: Stores,
    folder: Path,
    children: Sequence[Program],
    ready: Callable[[], bool],
    when_ready: Callable[[], None],
) -> None:
    """Supervise ``children``; their output goes to files when a person watches, else to whoever collects ours."""
    logs = stores.settings.data_dir / "logs"
    logs.mkdir(mode=0o700, exist_ok=True)
    Supervisor(children, stores, folder, logs if sys.stdout.isatty() else None).run(ready, when_ready)
    say("MediaNest has ended.")


def greet(settings: Settings) -> None:
    """Where to open the browser; on the first run, with the code that opens the setup."""
    from medianest.bootstrap import build

    with build(settings) as services:
        code = services.setup.code()
    url = settings.public_url or local_url(settings)
    if code:
        say(f"MediaNest is ready. Set it up at {url}{routes.SETUP} with the code {code}")
    else:
        say(f"MediaNest is ready: {url}")


def local_url(settings: Settings) -> str:
    """The address as this machine reaches it."""
    address = _address(settings.host)
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address, address)  # noqa: S104 - compared, not bound
    return f"http://[{host}]:{settings.port}" if ":" in host else f"http://{host}:{settings.port}"


def answers(settings: Settings) -> bool:
    """Whether the web workers serve."""
    try:
        with urllib.request.urlopen(local_url(settings) + routes.HEALTH, timeout=2) as answer:  # noqa: S310 - ours
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def refuse_taken_port(settings: Settings) -> None:
    """Say now, in a sentence, what the web workers would say later in a traceback.

    Raises:
        ConfigurationError: the port or the address cannot be listened on.
    """
    family = socket.AF_INET6 if ":" in _address(settings.host) else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
            probe.listen(1)
        except OSError as problem:
            raise ConfigurationError(_why_not(settings, problem)) from problem


def _why_not(settings: Settings, problem: OSError) -> str:
    where = f"{settings.host}:{settings.port}"
    if problem.errno == errno.EADDRINUSE:
        return f"Port {settings.port} is in use by another program. Stop it, or choose another with --port."
    if problem.errno == errno.EACCES:
        return f"This user may not listen on {where}. Ports below 1024 need root; choose another with --port."
    return f"MediaNest cannot listen on {where}: {problem.strerror or problem}. Choose another with --host."


def _address(host: str) -> str:
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        return host
