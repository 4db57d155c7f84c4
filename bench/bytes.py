"""Media bytes through the whole server beside nginx: sequential at 1, 10 and 100 clients, and random 1 MiB ranges.

nginx has one worker, ``sendfile`` and the same file in the page cache; ours is ``medianest serve`` as people run it,
with sign-in, rights and a session that can be ended in the middle of a film. Rounds alternate.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import imageio_ffmpeg

from bench.frame import Row, Skip, alternate
from bench.reader import Spec
from bench.server import Running, free_port, serving

SIZE = 512 * 1024 * 1024
SECONDS = 1.5
ROUNDS = 3
CASES = (
    ("whole", 1, 0.8),
    ("whole", 10, 0.8),
    ("whole", 100, 0.8),
    ("random", 1, 0.5),
    ("random", 10, 0.5),
    ("random", 100, 0.5),
)


def large_film(path: Path) -> None:
    """A playable film of ``SIZE`` bytes: a short clip and a box that players skip."""
    command = "-v error -y -f lavfi -i testsrc2=s=640x360:d=4 -c:v libx264 -preset ultrafast -pix_fmt yuv420p"
    subprocess.run([imageio_ffmpeg.get_ffmpeg_exe(), *command.split(), str(path)], check=True)
    rest = SIZE - path.stat().st_size
    block = bytes(range(256)) * 4096
    with path.open("ab") as file:
        file.write(struct.pack(">I4s", rest, b"free"))
        left = rest - 8
        while left:
            left -= file.write(block[: min(left, len(block))])


@contextmanager
def nginx(root: Path) -> Iterator[int]:
    """nginx with one worker on a port of its own, serving ``root``.

    Raises:
        Skip: nginx is not installed.
    """
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if not program:
        raise Skip("nginx is not installed (Debian: apt-get install nginx-light)")
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="medianest-nginx-") as home:
        text = (
            f"worker_processes 1; daemon off; pid {home}/pid; error_log {home}/error.log;\n"
            "events { worker_connections 1024; }\n"
            f"http {{ access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000;\n"
            f"client_body_temp_path {home}/b; proxy_temp_path {home}/p; fastcgi_temp_path {home}/f;\n"
            f"uwsgi_temp_path {home}/u; scgi_temp_path {home}/s;\n"
            f'server {{ listen 127.0.0.1:{port}; root "{root}"; }} }}\n'
        )
        user = f"user {_owner()};\n" if _owner() else ""
        Path(home, "nginx.conf").write_text(user + text)
        process = subprocess.Popen([program, "-c", f"{home}/nginx.conf", "-p", home], stderr=subprocess.DEVNULL)
        try:
            _wait_for(port, process)
            yield port
        finally:
            process.terminate()
            process.wait()


def _owner() -> str:
    """As root, the worker keeps root's rights: the measured folder is private."""
    return "root" if os.geteuid() == 0 else ""


def _wait_for(port: int, process: subprocess.Popen) -> None:
    end = time.monotonic() + 10
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("nginx did not start")


class Reader:
    """Runs the reading client and keeps how busy it was at most."""

    def __init__(self) -> None:
        self.busiest = 0.0

    def speed(self, spec: Spec) -> float:
        """Megabytes a second."""
        command = [sys.executable, "-m", "bench.reader", json.dumps(asdict(spec))]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr.strip().splitlines()[-1])
        told = json.loads(done.stdout)
        self.busiest = max(self.busiest, told["cpu"])
        return told["bytes"] / told["seconds"] / 1e6


def compare(running: Running, path: str, port: int, name: str) -> list[Row]:
    rows = []
    bearer = {"Authorization": f"Bearer {running.token}"}
    for mode, clients, bar in CASES:
        reader = Reader()
        ours = Spec("127.0.0.1", running.port, path, bearer, mode, clients, SECONDS, SIZE)
        theirs = Spec("127.0.0.1", port, f"/{name}", {}, mode, clients, SECONDS, SIZE)
        mine, other = alternate(ROUNDS, lambda: reader.speed(ours), lambda: reader.speed(theirs))  # noqa: B023
        what = "sequential" if mode == "whole" else "random 1 MiB"
        note = f"client used at most {reader.busiest:.0%} of a core"
        rows.append(Row(f"{what}, {clients} client{'s' * (clients > 1)}", mine, "MB/s", other, "nginx", bar, note=note))
    return rows


def measure() -> list[Row]:
    if not (shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")):
        raise Skip("nginx is not installed (Debian: apt-get install nginx-light)")
    with serving() as running:
        film = running.media / "Large (2020)" / "Large (2020).mp4"
        film.parent.mkdir()
        large_film(film)
        running.add_library("Large", running.media, "movies")
        path = running.only_stream()
        with nginx(film.parent) as port:
            return compare(running, path, port, "Large%20(2020).mp4")
