"""The supervisor: accepts clients on the socket, passes tasks to workers, answers for workers that died."""

from __future__ import annotations

import os
import signal
import socket
import struct
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from medianest.mediapool import limits, wire
from medianest.mediapool.workers import Worker, WorkerGone, Workers

MAX_CLIENTS = 256
DEFAULT_LIMIT = 15.0
MAX_LIMIT = 120.0
# A scan's batch gives its worker back this often, so that a person waits for a few files and not for sixty.
GROUP = 16

_SENTENCES = {
    "crashed": "Reading the file brought its process down",
    "timed_out": "Reading the file took longer than is allowed",
}


class Server:
    """Serves until ``stop``. ``verbs`` are what the supervisor does itself, by name (transcodes)."""

    def __init__(
        self, path: Path, workers: Workers, verbs: dict[str, Callable[[dict[str, Any], list[int]], Any]] | None = None
    ) -> None:
        self._path = path
        self._workers = workers
        self._verbs = verbs or {}
        self._stopping = threading.Event()
        self._slots = threading.BoundedSemaphore(MAX_CLIENTS)
        self._listener = _listen(path)

    def serve(self) -> None:
        """Accept clients until stopped; ends with the process that started us, too."""
        parent = os.getppid()
        self._listener.settimeout(1.0)
        try:
            while not self._stopping.is_set():
                try:
                    client, _ = self._listener.accept()
                except TimeoutError:
                    self._workers.end_idle()
                    if os.getppid() != parent:
                        break
                    continue
                self._admit(client)
        finally:
            self._listener.close()
            with suppress(OSError):
                self._path.unlink()
            self._workers.end_all()

    def stop(self) -> None:
        self._stopping.set()

    def _admit(self, client: socket.socket) -> None:
        client.settimeout(None)
        if not _same_user(client) or not self._slots.acquire(blocking=False):
            client.close()
            return
        threading.Thread(target=self._converse, args=(client,), daemon=True).start()

    def _converse(self, client: socket.socket) -> None:
        try:
            with client:
                while (frame := wire.receive(client)) is not None:
                    try:
                        self._serve(client, frame)
                    finally:
                        frame.close_files()
        except (OSError, ValueError, KeyError):
            return  # the client is gone or speaks nonsense; its connection ends, nothing else
        finally:
            self._slots.release()

    def _serve(self, client: socket.socket, frame: wire.Frame) -> None:
        request = frame.json()
        if "verb" in request:
            verb = self._verbs.get(request["verb"])
            answer = (
                verb(request, frame.fds) if verb else {"refused": "unknown_verb", "message": "There is no such verb"}
            )
            wire.send(client, wire.encode(answer))
            return
        if len(request["tasks"]) != len(frame.fds):
            raise ValueError("one file for each task")
        limit = min(float(request.get("limit") or DEFAULT_LIMIT), MAX_LIMIT)
        at = 0
        while at < len(frame.fds):
            at += self._serve_group(client, request, frame.fds, at, limit)

    def _serve_group(
        self, client: socket.socket, request: dict[str, Any], fds: list[int], start: int, limit: float
    ) -> int:
        """Have one worker do up to ``GROUP`` tasks from ``start``; how many were answered."""
        background = bool(request.get("background"))
        end = min(start + GROUP, len(fds))
        tasks = request["tasks"][start:end]
        worker = self._workers.take(tasks[0].get("key"), background)
        done = 0
        idle = False
        try:
            worker.ask(wire.encode({"tasks": tasks, "limit": limit}), fds[start:end])
            for _ in tasks:
                answer = worker.answer(limit)
                done += 1
                idle = done == len(tasks)
                wire.send(client, answer.header, answer.blob)
        except WorkerGone as gone:
            refused = {"refused": gone.reason, "message": _SENTENCES[gone.reason]}
            results = dict.fromkeys(tasks[done]["operations"], refused)
            done += 1
            idle = True
            wire.send(client, wire.encode({"results": results}))
        finally:
            self._settle(worker, idle)
        return done

    def _settle(self, worker: Worker, idle: bool) -> None:
        """A client that left in the middle leaves answers in the worker's socket: that worker is not used again."""
        if not idle:
            worker.end()
        self._workers.give_back(worker)


def _listen(path: Path) -> socket.socket:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(FileNotFoundError):
        path.unlink()
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o177)
    try:
        listener.bind(str(path))
    finally:
        os.umask(before)
    listener.listen(128)
    return listener


def _same_user(client: socket.socket) -> bool:
    if sys.platform != "linux":
        return True  # the folder is 0700 all the same
    _pid, uid, _gid = struct.unpack("3i", client.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
    return uid in (os.getuid(), 0)


def run(server: Server) -> None:
    """Serve until SIGTERM or SIGINT."""
    limits.raise_open_files()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: server.stop())
    server.serve()
