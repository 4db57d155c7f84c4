"""A real ``medianest serve`` for tests: on a free port, with a data folder of its own."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from medianest.services.api_keys import PREFIX
from medianest.services.sessions import COOKIE

PROJECT_ROOT = Path(__file__).resolve().parent.parent.parent
# The first start on a fresh clone builds the pages, on whatever machine this is.
READY_SECONDS = 300.0
STOP_SECONDS = 30.0


@dataclass
class Server:
    """A running server. ``setup_code`` is None once somebody is there."""

    url: str
    setup_code: str | None
    data_dir: Path
    log: Path
    process: subprocess.Popen[bytes]
    variables: Mapping[str, str] = field(default_factory=dict)  # set for it beyond what every server has

    @property
    def pid(self) -> int:
        """The supervisor's."""
        return self.process.pid

    def family(self) -> list[psutil.Process]:
        """The supervisor and everything beneath it, the stores included."""
        head = psutil.Process(self.pid)
        return [head, *head.children(recursive=True)]

    def memory(self) -> int:
        """Proportional set size of the whole family, in bytes."""
        return sum(process.memory_full_info().pss for process in self.family())

    def command(self, *arguments: str, stdin: str | None = None) -> str:
        """Run another ``medianest`` command on the same data folder; returns what it printed.

        Raises:
            RuntimeError: it failed, with everything it said.
        """
        done = subprocess.run(
            [sys.executable, "-m", "medianest.cli", *arguments],
            env=environment(self.data_dir) | self.variables,
            cwd=PROJECT_ROOT,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"medianest {' '.join(arguments)} failed: {done.stdout}{done.stderr}")
        return done.stdout

    def kill_everything(self) -> None:
        """``kill -9`` of the supervisor and of every process beneath it, the stores included."""
        family = self.family()
        for process in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGKILL)
        psutil.wait_procs(family[1:], timeout=10)
        self.process.wait(10)

    def stop(self) -> int:
        """End it as Ctrl-C does; returns the exit code.

        Raises:
            TimeoutError: it did not end.
        """
        self.process.send_signal(signal.SIGINT)
        try:
            return self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired as problem:
            self.kill_everything()
            raise TimeoutError(f"The server did not end within {STOP_SECONDS} s:\n{tail(self.log)}") from problem


def start_server(
    data_dir: Path, *roots: Path, port: int | None = None, variables: Mapping[str, str] | None = None
) -> Server:
    """Start a server and wait until it says that it is ready.

    Args:
        roots: folders that may become libraries.

    Raises:
        RuntimeError: it ended, or did not become ready; with the end of its log.
    """
    data_dir.parent.mkdir(parents=True, exist_ok=True)
    log = data_dir.parent / f"{data_dir.name}.log"
    port = port or free_port()
    with log.open("ab") as sink:
        began = sink.tell()
        process = subprocess.Popen(
            [sys.executable, "-m", "medianest.cli", "serve", "--port", str(port), "--data-dir", str(data_dir)],
            cwd=PROJECT_ROOT,
            env=environment(data_dir, *roots) | (variables or {}),
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
        )
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end:
        said = log.read_bytes()[began:].decode(errors="replace")
        ready = re.search(r"MediaNest is ready(?:: |\. Set it up at )(\S+?)(?:/setup with the code (\S+))?\s*\n", said)
        if ready:
            return Server(ready.group(1), ready.group(2), data_dir, log, process, variables or {})
        if process.poll() is not None:
            raise RuntimeError(f"The server ended with code {process.returncode}:\n{tail(log)}")
        time.sleep(0.05)
    process.kill()
    raise RuntimeError(f"The server was not ready within {READY_SECONDS} s:\n{tail(log)}")


@contextlib.contextmanager
def running_server(data_dir: Path, *roots: Path, variables: Mapping[str, str] | None = None) -> Iterator[Server]:
    """A server for the length of the block; what it says at its end is checked by whoever cares."""
    server = start_server(data_dir, *roots, variables=variables)
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.stop()
        found = secrets_in(server.log)
        assert not found, f"The server's log holds secrets: {found}"


def environment(data_dir: Path, *roots: Path) -> dict[str, str]:
    """The test's own environment without anything that an operator has set."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MEDIANEST_", "REFLEX_"))}
    for name in ("DATABASE_URL", "REDIS_URL"):
        kept.pop(name, None)
    kept |= {"MEDIANEST_DATA_DIR": str(data_dir), "PYTHONUNBUFFERED": "1", "COLUMNS": "200"}
    if roots:
        kept["MEDIANEST_LIBRARY_ROOTS"] = os.pathsep.join(map(str, roots))
    return kept


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# Tokens by their shapes, and the passwords of tests, all of which are about horses.
_SECRETS = re.compile(
    rf"eyJ[\w-]{{10,}}\.[\w-]{{10,}}|{COOKIE}=\S+|{PREFIX}[\w-]{{20,}}|[^\n]{{0,20}}horse[^\n]{{0,20}}"
)


def secrets_in(log: Path) -> list[str]:
    """Whatever of a server's output opens a door."""
    return _SECRETS.findall(log.read_text(errors="replace"))


def tail(log: Path, lines: int = 60) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
