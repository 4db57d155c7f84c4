"""The media pool as threads see it: synchronous, thread-safe, a few connections that are used again."""

from __future__ import annotations

import queue
import socket
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from medianest.errors import Overloaded, SourceUnavailable
from medianest.mediapool import wire
from medianest.mediapool.facts_json import media_facts
from medianest.mediapool.tasks import Outcome, Task, close_all, open_all, outcome, request
from medianest.providers.base import LocalFile, MediaFacts

# A supervisor that is being restarted is back within this time.
CONNECT_SECONDS = 5.0
# Beyond a task's own limit: queueing behind other requests, starting a worker.
QUEUE_SECONDS = 60.0


class MediaPool:
    """Asks the media pool at ``path``. Every method may be called from any thread."""

    def __init__(self, path: Path, connections: int = 8) -> None:
        self._path = path
        self._idle: queue.LifoQueue[socket.socket | None] = queue.LifoQueue()
        for _ in range(connections):
            self._idle.put(None)

    def probe(self, file: LocalFile, limit: float = 15.0) -> MediaFacts:
        """What the file holds.

        Raises:
            MediaRefused: broken, hostile or beyond a limit.
            SourceUnavailable: there is no such file now, or the pool cannot be reached.
        """
        return media_facts(self.one(file, "probe", limit=limit).value("probe"))

    def one(
        self,
        file: LocalFile,
        operation: str,
        arguments: Mapping[str, Any] | None = None,
        limit: float = 15.0,
        *,
        background: bool = False,
    ) -> Outcome:
        """Run one operation on one file for somebody who waits; ``background`` lets everybody else go first."""
        return next(iter(self._exchange([Task(file, {operation: arguments or {}})], limit, background)))

    def batch(self, tasks: Iterable[Task], limit: float = 15.0, background: bool = True) -> Iterator[Outcome]:
        """Run many tasks, dozens to a message; outcomes come in the tasks' order.

        ``limit`` is seconds for each task. A task that overruns or crashes its worker is refused (``timed_out``,
        ``crashed``) and the others go on.
        """
        remaining = iter(tasks)
        while chunk := list(islice(remaining, wire.MAX_FILES)):
            yield from self._exchange(chunk, limit, background)

    def call(self, verb: str, arguments: Mapping[str, Any], fds: Sequence[int] = (), limit: float = 15.0) -> Any:
        """Ask the supervisor itself. The caller keeps its descriptors.

        Raises:
            SourceUnavailable: the pool cannot be reached.
        """
        header = wire.encode({**arguments, "verb": verb})
        return self._converse(header, fds, 1, limit)[0].json()

    def _exchange(self, tasks: Sequence[Task], limit: float, background: bool) -> list[Outcome]:
        fds, which, outcomes = open_all(tasks)
        try:
            if fds:
                header = request([tasks[index] for index in which], limit, background)
                for index, frame in zip(which, self._converse(header, fds, len(fds), limit), strict=True):
                    outcomes[index] = outcome(frame)
        finally:
            close_all(fds)
        return [outcomes[index] for index in range(len(tasks))]

    def _converse(self, header: bytes, fds: Sequence[int], answers: int, limit: float) -> list[wire.Frame]:
        try:
            sock = self._idle.get(timeout=limit + QUEUE_SECONDS)
        except queue.Empty:
            raise Overloaded("Too many files are being opened at once") from None
        keep: socket.socket | None = None
        try:
            sock = self._send(sock, header, fds)
            sock.settimeout(limit + QUEUE_SECONDS)
            frames = [_required(wire.receive(sock)) for _ in range(answers)]
            keep = sock
            return frames
        except OSError as problem:
            raise SourceUnavailable("Media cannot be opened now; the server is busy or starting") from problem
        finally:
            if keep is None and sock is not None:
                sock.close()
            self._idle.put(keep)

    def _send(self, sock: socket.socket | None, header: bytes, fds: Sequence[int]) -> socket.socket:
        """Send on a kept connection; when the supervisor was restarted since, on a new one."""
        if sock is not None:
            try:
                if _alive(sock):
                    wire.send(sock, header, fds=fds)
                    return sock
            except OSError:
                pass
            sock.close()
        sock = _connect(self._path)
        wire.send(sock, header, fds=fds)
        return sock

    def close(self) -> None:
        """Close the idle connections."""
        idle = [self._idle.get_nowait() for _ in range(self._idle.qsize())]
        for sock in idle:
            if sock is not None:
                sock.close()
            self._idle.put(None)


def _required(frame: wire.Frame | None) -> wire.Frame:
    if frame is None:
        raise wire.WireError("the media pool went away")
    return frame


def _alive(sock: socket.socket) -> bool:
    """Whether the other end still holds an idle connection: nothing to read, and not closed."""
    sock.setblocking(False)
    try:
        sock.recv(1, socket.MSG_PEEK)
        return False
    except BlockingIOError:
        return True
    finally:
        sock.settimeout(QUEUE_SECONDS)


def _connect(path: Path) -> socket.socket:
    deadline = time.monotonic() + CONNECT_SECONDS
    while True:
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        sock.settimeout(QUEUE_SECONDS)
        try:
            sock.connect(str(path))
            return sock
        except (FileNotFoundError, ConnectionRefusedError):
            sock.close()
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        except BaseException:
            sock.close()
            raise
