"""Our own PostgreSQL: the wheel's binaries under our rules.

No TCP port; a socket in a folder nobody else may enter; ``peer`` authentication.
"""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path
from urllib.parse import quote

import psycopg2
import psycopg2.extensions

from medianest.embedded import process
from medianest.embedded.account import Account, account_name
from medianest.embedded.cluster import SUPERUSER, Cluster, binaries
from medianest.errors import ConfigurationError

DATABASE = ROLE = "medianest"
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


class Postgres:
    """One embedded PostgreSQL under ``data_dir``; started and ended by whoever holds the data folder's lock."""

    def __init__(self, data_dir: Path, account: Account, sockets: Path) -> None:
        self.cluster = Cluster(data_dir, account)
        self._account = account
        self._sockets = sockets
        self.program = process.Program(
            name="PostgreSQL",
            account=account,
            folder=self.cluster.folder,
            log=data_dir / "logs" / "postgres.log",
            stop_signal=signal.SIGINT,  # fast: ends sessions, writes a checkpoint
            last_signal=signal.SIGQUIT,  # immediate: the next start replays the log
        )

    def start(self) -> subprocess.Popen[bytes]:
        """Start the server and return it when it answers ``SELECT 1``.

        Raises:
            ConfigurationError: the cluster is lost or of another version, or the server ended, with its last words.
        """
        self.cluster.prepare()
        process.end_leftovers(self.program, "postgres")
        self._write_access_rules()
        # Nobody works in the cluster now, so a pid file is a dead server's; its number may be another program's today.
        (self.cluster.folder / "postmaster.pid").unlink(missing_ok=True)
        settings = (
            f'unix_socket_directories="{self._sockets}"',
            f"port={PORT}",
            "unix_socket_permissions=0700",
            "listen_addresses=",
            *TUNING,
        )
        options = [part for setting in settings for part in ("-c", setting)]
        child = process.start(
            self.program, [str(binaries() / "postgres"), "-D", str(self.cluster.folder), *options], self._sockets
        )
        try:
            if not process.wait_until_ready(self.program, child, lambda: answers(self._sockets), START_SECONDS):
                raise ConfigurationError(self._why_ended())
            self._make_database()
        except BaseException:
            process.stop(self.program, child)
            raise
        return child

    def _write_access_rules(self) -> None:
        """Who may connect: this user and root, through the socket, by what the kernel says of them."""
        people = dict.fromkeys((self._account.name, account_name(os.geteuid()), "root"))
        # Replication stays out: nobody asked for it.
        rules = {"pg_hba.conf": "local all all peer map=house\n"}
        rules["pg_ident.conf"] = "".join(
            f'house "{person}" {role}\n' for person in people for role in (ROLE, SUPERUSER)
        )
        for name, text in rules.items():
            path = self.cluster.folder / name
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

    def _why_ended(self) -> str:
        words = process.last_words(self.program)
        if "No space left" in words:
            return (
                f"PostgreSQL cannot write: the disk of {self.cluster.folder} is full. Free some space and start again."
            )
        return f"PostgreSQL did not start: {words or 'it said nothing'}. Its log is {self.program.log}."


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
