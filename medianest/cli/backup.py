"""``medianest backup FILE`` and ``medianest restore FILE``."""

from __future__ import annotations

import getpass
import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from medianest import embedded, secret_key
from medianest.cli.frame import DataDir, Yes, app, need, say, standing
from medianest.config import Settings
from medianest.errors import Conflict, Invalid

PASSPHRASE = "MEDIANEST_BACKUP_PASSPHRASE"  # noqa: S105 - the variable's name

File = Annotated[Path, typer.Argument(help="The backup file.", dir_okay=False, show_default=False)]
Artwork = Annotated[bool, typer.Option("--artwork", help="Take the resized pictures along; else they are made again.")]


@app.command()
def backup(file: File, artwork: Artwork = False, data_dir: DataDir = None) -> None:
    """Write everything but the media into one encrypted file. The server may go on running."""
    from medianest.backups import check_passphrase, write_backup

    passphrase = read_passphrase(twice=True)
    check_passphrase(passphrase)
    with standing("backup", data_dir) as stores:
        write_backup(stores.settings, file.absolute(), passphrase, artwork=artwork)
    say(f"The backup is {file.absolute()} ({file.stat().st_size / 1024**2:.1f} MB). Keep its passphrase elsewhere.")


@app.command()
def restore(file: File, yes: Yes = False, data_dir: DataDir = None) -> None:
    """Put a backup in place of what is there. Stop the server first."""
    from medianest.backups import open_backup

    if not file.is_file():
        raise Invalid(f"There is no file {file}.")
    passphrase = read_passphrase(twice=False)
    # As an owner: a server that runs on the same stores would go on with what is no longer there.
    with standing("restore", data_dir, own=True, secret=False) as stores:
        settings = stores.settings
        _refuse_to_overwrite(need(settings)[0], yes)
        with tempfile.TemporaryDirectory(dir=settings.data_dir, prefix=".restore-") as name:
            manifest = open_backup(file, passphrase, Path(name))
            _put(settings, Path(name))
    say(f"Restored the backup of {manifest.get('made', 'an unknown day')}.")
    if not embedded.is_ours(settings):
        say(f"Its secret is in {settings.data_dir / secret_key.FILE}: set MEDIANEST_SECRET_KEY to it on every machine.")


def read_passphrase(*, twice: bool) -> str:
    """From the environment, else typed at a terminal, else the first line of standard input.

    Raises:
        Invalid: there is none, or the two typed ones differ.
    """
    given = os.environ.get(PASSPHRASE)
    if given:
        return given
    if not sys.stdin.isatty():
        line = sys.stdin.readline().rstrip("\r\n")
        if not line:
            raise Invalid(f"No passphrase was given. Set {PASSPHRASE}, or write it to standard input.")
        return line
    typed = getpass.getpass("Passphrase: ")
    if twice and getpass.getpass("Again: ") != typed:
        raise Invalid("The two passphrases differ.")
    return typed


def _put(settings: Settings, folder: Path) -> None:
    import redis

    from medianest import migrations
    from medianest.backups import DUMP, SECRET, put_artwork
    from medianest.dumps import keep_dump, read_dump

    database_url, redis_url = need(settings)
    stands = migrations.status(database_url)
    if stands.current is not None:
        keep_dump(database_url, settings.data_dir / "dumps", "before-restore")
    read_dump(database_url, folder / DUMP)
    secret_key.keep(settings.data_dir, (folder / SECRET).read_text().strip())
    migrations.upgrade(database_url, settings.data_dir / "dumps")
    put_artwork(folder, settings)
    _set_checkpoints_aside(settings)
    # Sessions, queues and page state of the life before; whoever is signed in asks the database again.
    cache = redis.Redis.from_url(redis_url)
    cache.flushdb()
    cache.close()


def _set_checkpoints_aside(settings: Settings) -> None:
    """They speak of the audit log that was here before; they are kept for whoever wants to compare."""
    if settings.audit_checkpoints.exists():
        aside = settings.audit_checkpoints.with_suffix(f".before-{datetime.now(UTC):%Y%m%dT%H%M%S}")
        settings.audit_checkpoints.rename(aside)


def _refuse_to_overwrite(database_url: str, yes: bool) -> None:
    from medianest import migrations

    if not yes and migrations.in_use(database_url):
        raise Conflict(
            "This database has people or libraries in it, and restoring replaces all of it. "
            "Say --yes to do that; a dump of it is kept."
        )
