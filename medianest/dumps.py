"""Dumps of the database with PostgreSQL's own tools, which also serve a server of somebody else's."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.engine import make_url

from medianest.embedded.cluster import binaries
from medianest.errors import ConfigurationError

KEPT = 3


def keep_dump(database_url: str, folder: Path, label: str) -> Path:
    """Dump into ``folder``, which keeps the newest three.

    Args:
        label: what the dump precedes, for its name (a schema revision).

    Raises:
        ConfigurationError: it could not be written; nothing partial stays.
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    target = folder / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{label}.dump"
    write_dump(database_url, target)
    for old in sorted(folder.glob("*.dump"))[:-KEPT]:
        old.unlink(missing_ok=True)
    return target


def write_dump(database_url: str, target: Path) -> None:
    """Write the whole database to ``target`` in PostgreSQL's custom format, readable by this user alone.

    Raises:
        ConfigurationError: ``pg_dump`` failed, with its reason.
    """
    partial = target.with_name(target.name + ".partial")
    try:
        partial.touch(mode=0o600)
        _run("pg_dump", database_url, ["--format=custom", "--no-owner", "--no-privileges", "--file", str(partial)])
        partial.replace(target)
    except OSError as problem:
        raise ConfigurationError(f"The dump {target} could not be written: {problem.strerror}.") from problem
    finally:
        partial.unlink(missing_ok=True)


def read_dump(database_url: str, source: Path) -> None:
    """Put the dump ``source`` in place of everything that the database holds, in one transaction.

    Raises:
        ConfigurationError: it could not be done, with the reason; the database is as before.
    """
    script = source.with_suffix(".sql")
    try:
        _run("pg_restore", None, ["--no-owner", "--no-privileges", "--file", str(script), str(source)])
        # Also what the dump does not know: a newer schema has tables that an older dump would leave behind.
        afresh = "DROP SCHEMA public CASCADE; CREATE SCHEMA public;"
        options = ["--single-transaction", "--set", "ON_ERROR_STOP=1", "--quiet", "--no-psqlrc"]
        _run("psql", database_url, [*options, "--command", afresh, "--file", str(script)])
    finally:
        script.unlink(missing_ok=True)


def _run(program: str, database_url: str | None, options: Sequence[str]) -> None:
    environment = dict(os.environ)
    command = [str(binaries() / program)]
    if database_url:
        url = make_url(database_url).set(drivername="postgresql")
        if url.password:
            # Never on the command line, which every user of the machine can read.
            environment["PGPASSWORD"] = str(url.password)
            url = url.set(password=None)
        command += ["--no-password", "--dbname", url.render_as_string()]
    command += options
    done = subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        raise ConfigurationError(
            f"{program} failed: {next((x for x in lines if 'rror' in x or 'ERROR' in x), 'no reason given')}"
        )
