"""A receiver of webhooks on loopback that behaves as badly as it is told to, and checks every signature."""

from __future__ import annotations

import contextlib
import json
import socketserver
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from standardwebhooks import Webhook

OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"


def status(code: int, body: bytes = b"", **headers: str) -> bytes:
    named = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {code} Said\r\n{named}content-length: {len(body)}\r\n\r\n".encode() + body


@dataclass
class Heard:
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def message(self) -> dict[str, Any]:
        return json.loads(self.body)

    def verified(self, secret: str) -> Any:
        return Webhook(secret).verify(self.body, self.headers)


@dataclass
class Receiver:
    """``answer`` is what it sends after a request has come: bytes, or a function that is given the connection."""

    answer: bytes | Callable[[Any], None] = OK
    heard: list[Heard] = field(default_factory=list)

    def __post_init__(self) -> None:
        receiver = self
        self.ending = threading.Event()

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                with contextlib.suppress(OSError):
                    receiver._serve(self)

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True

        self._server = Server(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/hook"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def _serve(self, handler: Any) -> None:
        path = handler.rfile.readline().split(b" ")[1].decode()
        headers = {}
        while line := handler.rfile.readline().strip():
            name, _, value = line.decode().partition(":")
            headers[name.lower()] = value.strip()
        body = handler.rfile.read(int(headers.get("content-length", 0)))
        self.heard.append(Heard(path, headers, body))
        if callable(self.answer):
            self.answer(handler)
        else:
            handler.wfile.write(self.answer)

    def drip(self, handler: Any) -> None:
        """Headers that never end, a letter at a time: no single read takes long."""
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nx: ")
        while not self.ending.wait(0.05):
            handler.wfile.write(b"x")
            handler.wfile.flush()

    def hang(self, handler: Any) -> None:  # noqa: ARG002
        self.ending.wait(60)

    def flood(self, handler: Any) -> None:
        """A body without an end."""
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while not self.ending.is_set():
            handler.wfile.write(b"much " * 10_000)

    def until(self, count: int, seconds: float = 30) -> list[Heard]:
        """What it heard, once that is at least ``count``."""
        end = time.monotonic() + seconds
        while len(self.heard) < count:
            assert time.monotonic() < end, f"heard {len(self.heard)} of {count}"
            time.sleep(0.02)
        return self.heard

    def close(self) -> None:
        self.ending.set()
        self._server.shutdown()
        self._server.server_close()
