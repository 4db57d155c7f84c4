"""Bytes of files as a real Granian sends them: ranges, conditions, and an end when there must be one."""

from __future__ import annotations

import asyncio
import hashlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

SIZE = 64 * 1024 * 1024 + 12_345
_APP = """
import asyncio, os
from medianest.streaming.files import FileStream

FILE = {file!r}
STOP = {stop!r}
open_streams = 0

async def off_loop(function, *arguments):
    return await asyncio.to_thread(function, *arguments)

async def ended():
    while not os.path.exists(STOP):
        await asyncio.sleep(0.02)

async def app(scope, receive, send):
    global open_streams
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            await send({{"type": message["type"] + ".complete"}})
            if message["type"] == "lifespan.shutdown":
                return
    if scope["path"] == "/open":
        body = str(open_streams).encode()
        await send({{"type": "http.response.start", "status": 200, "headers": []}})
        await send({{"type": "http.response.body", "body": body}})
        return
    open_streams += 1
    try:
        stream = FileStream(os.open(FILE, os.O_RDONLY), "video/mp4", "A Film \\u00e9.mp4", off_loop, ended)
        await stream(scope, receive, send)
    finally:
        open_streams -= 1
"""


class Server:
    def __init__(self, url: str, file: Path, stop: Path) -> None:
        self.url = url
        self.file = file
        self.stop = stop

    def open_streams(self) -> int:
        return int(httpx.get(f"{self.url}/open").text)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    scratch = tmp_path_factory.mktemp("bytes")
    file, stop = scratch / "film.bin", scratch / "stop"
    file.write_bytes(os.urandom(SIZE))
    (scratch / "served.py").write_text(_APP.format(file=str(file), stop=str(stop)))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = ["--interface", "asgi", "--loop", "uvloop", "--port", str(port), "--no-access-log"]
    process = subprocess.Popen([sys.executable, "-m", "granian", *options, "served:app"], cwd=scratch)
    running = Server(f"http://127.0.0.1:{port}", file, stop)
    try:
        _until(lambda: _answers(running))
        yield running
    finally:
        process.terminate()
        process.wait(15)


def _answers(server: Server) -> bool:
    try:
        return server.open_streams() >= 0
    except httpx.HTTPError:
        return False


def _until(condition, seconds: float = 15.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.02)


def ask(server: Server, method: str = "GET", **headers: str) -> httpx.Response:
    return httpx.request(method, f"{server.url}/film", headers={k.replace("_", "-"): v for k, v in headers.items()})


def test_a_whole_file_comes_out_as_it_is(server: Server) -> None:
    answer = ask(server)
    assert answer.status_code == 200
    assert hashlib.sha256(answer.content).digest() == hashlib.sha256(server.file.read_bytes()).digest()
    assert answer.headers["accept-ranges"] == "bytes"


@pytest.mark.parametrize(("start", "end"), [(0, 0), (1, 65536), (65_535, 700_001), (SIZE - 10, SIZE - 1)])
def test_a_range_is_that_range(server: Server, start: int, end: int) -> None:
    answer = ask(server, range=f"bytes={start}-{end}")
    assert answer.status_code == 206
    assert answer.headers["content-range"] == f"bytes {start}-{end}/{SIZE}"
    with server.file.open("rb") as file:
        file.seek(start)
        assert answer.content == file.read(end - start + 1)


def test_several_ranges_come_in_parts(server: Server) -> None:
    answer = ask(server, range="bytes=10-19,100-149")
    boundary = answer.headers["content-type"].partition("boundary=")[2]
    parts = answer.content.split(f"--{boundary}".encode())
    data = server.file.read_bytes()[:200]
    assert answer.status_code == 206
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert parts[1].endswith(data[10:20] + b"\r\n")
    assert parts[2].endswith(data[100:150] + b"\r\n")
    assert parts[3] == b"--\r\n"


def test_a_head_says_the_same_without_the_bytes(server: Server) -> None:
    answer = ask(server, "HEAD", range="bytes=5-9")
    assert (answer.status_code, answer.headers["content-length"], answer.content) == (206, "5", b"")


def test_what_is_known_is_not_sent_again_and_what_is_beyond_is_refused(server: Server) -> None:
    etag = ask(server, "HEAD").headers["etag"]
    known = ask(server, if_none_match=etag)
    assert (known.status_code, known.content) == (304, b"")
    beyond = ask(server, range=f"bytes={SIZE}-")
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{SIZE}")
    assert ask(server, "HEAD", range="bytes=0-1", if_range='"other"').status_code == 200


def test_a_listener_who_leaves_costs_nothing_more(server: Server) -> None:
    with httpx.stream("GET", f"{server.url}/film") as answer:
        body = answer.iter_raw(1000)
        next(body)
        _until(lambda: server.open_streams() == 1)
    _until(lambda: server.open_streams() == 0, 2)


def test_an_ended_session_cuts_the_stream_within_a_second(server: Server) -> None:
    async def listen() -> tuple[int, float]:
        reader, writer = await asyncio.open_connection("127.0.0.1", int(server.url.rpartition(":")[2]))
        writer.write(b"GET /film HTTP/1.1\r\nhost: here\r\n\r\n")
        got = len(await reader.readexactly(100_000))
        server.stop.touch()
        began = time.monotonic()
        while chunk := await reader.read(65536):
            got += len(chunk)
            await asyncio.sleep(0.001)
        writer.close()
        return got, time.monotonic() - began

    try:
        got, took = asyncio.run(listen())
    finally:
        server.stop.unlink(missing_ok=True)
    assert got < SIZE
    assert took < 1.0
