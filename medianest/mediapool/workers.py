"""The supervisor's side of its workers: start, hand over, watch the clock, replace.

A request for a file goes to the worker that has it open, when that one is free or busy with the same file. Requests
of people go before those of scans.
"""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import threading
import time
from collections import OrderedDict, deque
from dataclasses import dataclass, field

from medianest.mediapool import wire
from medianest.mediapool.spawning import spawn

IDLE_SECONDS = 300.0
_REMEMBERED_KEYS = 256


class WorkerGone(Exception):
    """The worker crashed or overran its time; ``reason`` is ``crashed`` or ``timed_out``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(eq=False)
class Worker:
    """One worker process and the socket to it."""

    memory_bytes: int
    process: subprocess.Popen[bytes] | None = None
    sock: socket.socket | None = None
    busy_with: str | None = None
    idle_since: float = field(default_factory=time.monotonic)

    def ask(self, header: bytes, fds: list[int]) -> None:
        """Send tasks, starting the process when there is none.

        Raises:
            WorkerGone: it died before it could take them.
        """
        try:
            wire.send(self._running(), header, fds=fds)
        except OSError as problem:
            self.end()
            raise WorkerGone("crashed") from problem

    def answer(self, limit: float) -> wire.Frame:
        """The next answer, within ``limit`` seconds.

        Raises:
            WorkerGone: the process is dead by then, one way or the other.
        """
        if self.sock is None:
            raise WorkerGone("crashed")
        self.sock.settimeout(limit)
        try:
            frame = wire.receive(self.sock)
        except TimeoutError as problem:
            self.end()
            raise WorkerGone("timed_out") from problem
        except OSError as problem:
            self.end()
            raise WorkerGone("crashed") from problem
        if frame is None:
            self.end()
            raise WorkerGone("crashed")
        return frame

    def _running(self) -> socket.socket:
        if self.process is not None and self.process.poll() is not None:
            self.end()
        if self.sock is None:
            ours, theirs = socket.socketpair()
            try:
                self.process = spawn(
                    [
                        sys.executable,
                        "-m",
                        "medianest.mediapool.worker",
                        str(theirs.fileno()),
                        str(self.memory_bytes),
                    ],
                    pass_fds=(theirs.fileno(),),
                    stdin=subprocess.DEVNULL,
                )
            except OSError:
                ours.close()
                raise
            finally:
                theirs.close()
            self.sock = ours
        self.sock.settimeout(30)
        return self.sock

    def end(self) -> None:
        """Kill the process; the next request starts another."""
        if self.sock is not None:
            self.sock.close()
        if self.process is not None:
            with contextlib.suppress(OSError):
                self.process.kill()
            self.process.wait()
        self.sock = self.process = None


class Workers:
    """A fixed number of workers, started at need, handed out one request at a time."""

    def __init__(self, count: int, memory_bytes: int) -> None:
        self._workers = [Worker(memory_bytes) for _ in range(count)]
        self._free = list(self._workers)
        self._last: OrderedDict[str, Worker] = OrderedDict()
        self._condition = threading.Condition()
        self._people: deque[object] = deque()

    def take(self, key: str | None, background: bool) -> Worker:
        """Wait for a worker. ``key`` names the file; background requests wait while a person's request does."""
        ticket = object()
        with self._condition:
            if not background:
                self._people.append(ticket)
            try:
                while True:
                    if (not background or not self._people) and (worker := self._choose(key)) is not None:
                        break
                    self._condition.wait()
            finally:
                if not background:
                    self._people.remove(ticket)
                    self._condition.notify_all()
            self._free.remove(worker)
            worker.busy_with = key
            if key is not None:
                self._remember(key, worker)
            return worker

    def give_back(self, worker: Worker) -> None:
        with self._condition:
            worker.busy_with = None
            worker.idle_since = time.monotonic()
            self._free.append(worker)
            self._condition.notify_all()

    def _choose(self, key: str | None) -> Worker | None:
        last = self._last.get(key) if key is not None else None
        if last is not None:
            if last in self._free:
                return last
            if last.busy_with == key:
                return None  # it is at this very file: a wait of milliseconds beats opening it twice
        return self._free[-1] if self._free else None

    def _remember(self, key: str, worker: Worker) -> None:
        self._last[key] = worker
        self._last.move_to_end(key)
        while len(self._last) > _REMEMBERED_KEYS:
            self._last.popitem(last=False)

    def end_idle(self) -> None:
        """End workers that nobody has needed for a while: memory is for those who watch."""
        now = time.monotonic()
        with self._condition:
            for worker in self._free:
                if worker.process is not None and now - worker.idle_since > IDLE_SECONDS:
                    worker.end()

    def end_all(self) -> None:
        with self._condition:
            for worker in self._workers:
                worker.end()

    def alive(self) -> int:
        return sum(worker.process is not None and worker.process.poll() is None for worker in self._workers)
