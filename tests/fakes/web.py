"""A small web server on loopback: what a far end of the internet is made of in tests."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass
class Request:
    method: str
    path: str
    query: dict[str, str]
    form: dict[str, str]
    body: Any
    headers: dict[str, str]


@dataclass
class Answer:
    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


class Fake:
    """Answers by ``answer`` and remembers what it was asked. ``down``: every answer is 503."""

    def __init__(self) -> None:
        self.asked: list[Request] = []
        self.down = False
        self.hang: threading.Event | None = None
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def _any(self) -> None:
                parts = urlsplit(self.path)
                raw = self.rfile.read(int(self.headers.get("content-length") or 0))
                kind = self.headers.get("content-type", "")
                request = Request(
                    self.command,
                    parts.path,
                    dict(parse_qsl(parts.query)),
                    dict(parse_qsl(raw.decode())) if "form" in kind else {},
                    json.loads(raw) if "json" in kind and raw else None,
                    {name.lower(): value for name, value in self.headers.items()},
                )
                fake.asked.append(request)
                if fake.hang is not None:
                    fake.hang.wait(30)
                answer = Answer(503, {"error": "maintenance"}) if fake.down else fake.answer(request)
                plain = isinstance(answer.body, str)
                body = answer.body.encode() if plain else answer.body
                if not isinstance(body, bytes):
                    body = json.dumps(body).encode()
                self.send_response(answer.status)
                headers = {"content-type": "text/html" if plain else "application/json", **answer.headers}
                for name, value in {**headers, "content-length": str(len(body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = do_PUT = do_DELETE = _any

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def answer(self, request: Request) -> Answer:
        raise NotImplementedError

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def of(self, path: str) -> list[Request]:
        return [request for request in self.asked if request.path == path]


Change = Callable[[dict[str, Any]], Any]
