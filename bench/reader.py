"""Many clients that read bytes over HTTP as fast as a server gives them, as a process of its own.

The kernel throws the body away (``MSG_TRUNC``), so that the client costs little beside the server; it prints its own
share of a core, which the reader of the figures needs to trust them. ``python -m bench.reader SPEC``, where SPEC
is JSON: host, port, path, headers, mode (``whole`` or ``random``), clients, seconds, size.
"""

from __future__ import annotations

import json
import random
import selectors
import socket
import sys
import time
from dataclasses import dataclass, field

MEBIBYTE = 1024 * 1024
_SCRAP = bytearray(4 * MEBIBYTE)


@dataclass
class Spec:
    host: str
    port: int
    path: str
    headers: dict[str, str]
    mode: str
    clients: int
    seconds: float
    size: int


@dataclass
class Client:
    """One keep-alive connection: ``left`` bytes of the body are still to come, None while the head is read."""

    spec: Spec
    dice: random.Random
    connection: socket.socket = field(init=False)
    left: int | None = None
    head: bytearray = field(default_factory=bytearray)
    got: int = 0
    asked_at: float = 0
    first: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)

    def open(self) -> None:
        self.connection = socket.create_connection((self.spec.host, self.spec.port))
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.connection.setblocking(False)
        self.ask()

    def ask(self) -> None:
        begin, end = 0, ""
        if self.spec.mode == "random":
            begin = self.dice.randrange(0, self.spec.size - MEBIBYTE)
            end = str(begin + MEBIBYTE - 1)
        extra = "".join(f"{name}: {value}\r\n" for name, value in self.spec.headers.items())
        text = f"GET {self.spec.path} HTTP/1.1\r\nHost: {self.spec.host}\r\nRange: bytes={begin}-{end}\r\n{extra}\r\n"
        self.left, self.head = None, bytearray()
        self.asked_at = time.perf_counter()
        self.connection.send(text.encode())

    def read(self) -> None:
        """Take what is there; ask again when a body is whole."""
        try:
            if self.left is None:
                self._read_head()
            else:
                size = self.connection.recv_into(_SCRAP, min(self.left, len(_SCRAP)), socket.MSG_TRUNC)
                self._took(size)
        except BlockingIOError:
            return
        if self.left == 0:
            self.whole.append(time.perf_counter() - self.asked_at)
            self.ask()

    def _took(self, size: int) -> None:
        if size == 0:
            raise RuntimeError("the server closed the connection in the middle of a body")
        assert self.left is not None
        self.left -= size
        self.got += size

    def _read_head(self) -> None:
        piece = self.connection.recv(16 * 1024)
        if not piece:
            raise RuntimeError("the server closed the connection before it answered")
        if not self.head:
            self.first.append(time.perf_counter() - self.asked_at)
        self.head += piece
        end = self.head.find(b"\r\n\r\n")
        if end < 0:
            return
        lines = bytes(self.head[:end]).decode("latin-1").split("\r\n")
        if not lines[0].split(" ", 2)[1].startswith("20"):
            raise RuntimeError(f"the server answered {lines[0]}")
        fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        self.left = int(fields["content-length"])
        extra = len(self.head) - end - 4
        if extra:
            self._took(extra)


def read(spec: Spec) -> dict[str, float]:
    """Bytes in ``spec.seconds``, with the latencies of requests and the client's own share of a core."""
    chosen = selectors.DefaultSelector()
    clients = [Client(spec, random.Random(number)) for number in range(spec.clients)]
    for client in clients:
        client.open()
        chosen.register(client.connection, selectors.EVENT_READ, client)
    began, cpu = time.perf_counter(), time.process_time()
    end = began + spec.seconds
    while time.perf_counter() < end:
        for key, _ in chosen.select(timeout=0.5):
            key.data.read()
    spent = time.perf_counter() - began
    used = time.process_time() - cpu
    firsts = sorted(value for client in clients for value in client.first)
    wholes = sorted(value for client in clients for value in client.whole)
    return {
        "bytes": sum(client.got for client in clients),
        "seconds": spent,
        "cpu": used / spent,
        "first_p50": firsts[len(firsts) // 2] if firsts else 0.0,
        "whole_p50": wholes[len(wholes) // 2] if wholes else 0.0,
        "requests": len(wholes),
    }


if __name__ == "__main__":
    print(json.dumps(read(Spec(**json.loads(sys.argv[1])))))
