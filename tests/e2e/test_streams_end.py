"""A session that ends takes its running streams with it, whichever worker they are on."""

from __future__ import annotations

import os
import selectors
import shutil
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from medianest import routes
from tests.e2e.server import Server, running_server, secrets_in
from tests.media import media

PASSWORD = "a horse that ends batteries"
SIZE = 1024**3
CONNECTIONS = 16


def endless_film(path: Path) -> None:
    """A playable film followed by a gibibyte of nothing, which costs no disk."""
    path.parent.mkdir(parents=True)
    shutil.copy(media("film.mp4"), path)
    with path.open("ab") as file:
        file.write(struct.pack(">I4sQ", 1, b"free", SIZE))
    os.truncate(path, path.stat().st_size + SIZE - 16)


@pytest.fixture(scope="module")
def cinema(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    root = tmp_path_factory.mktemp("cinema")
    endless_film(root / "Endless (2020)" / "Endless (2020).mp4")
    with running_server(tmp_path_factory.mktemp("streams") / "data", root) as server:
        server.command("user", "add", "ann@example.org", "--role", "admin", "--password-stdin", stdin=PASSWORD + "\n")
        server.command("library", "add", "Films", str(root), "--type", "movies")
        server.command("scan", "Films", "--wait")
        yield server


def signed_in(server: Server, device: str) -> httpx.Client:
    client = httpx.Client(base_url=server.url + routes.API, timeout=30)
    told = {"email": "ann@example.org", "password": PASSWORD, "device_name": device}
    token = client.post("/auth/login", json=told).raise_for_status().json()["access_token"]
    client.headers["Authorization"] = f"Bearer {token}"
    return client


def stream_of(server: Server, client: httpx.Client) -> socket.socket:
    """A listener that has begun to read the film and goes on as slowly as it can."""
    film = client.get("/media").json()["items"][0]["id"]
    address = httpx.URL(server.url)
    connection = socket.create_connection((address.host, address.port))
    authorization = client.headers["Authorization"]
    head = f"GET {routes.API}/media/{film}/stream HTTP/1.1\r\nHost: x\r\nAuthorization: {authorization}\r\n\r\n"
    connection.sendall(head.encode())
    assert connection.recv(4096).startswith(b"HTTP/1.1 200")
    return connection


def workers_with(server: Server, connections: list[socket.socket]) -> set[int]:
    """The processes at the other end."""
    ports = {connection.getsockname()[1] for connection in connections}
    ends = [(process.pid, end) for process in server.family() for end in process.net_connections("tcp")]
    return {pid for pid, end in ends if end.raddr and end.raddr[1] in ports}


def seconds_until_cut(connections: list[socket.socket]) -> float:
    """How long until each of them has been cut in the middle; they read on meanwhile."""
    began, chosen = time.monotonic(), selectors.DefaultSelector()
    for connection in connections:
        connection.setblocking(False)
        chosen.register(connection, selectors.EVENT_READ)
    while chosen.get_map():
        assert time.monotonic() - began < 20, "a stream went on after its session had ended"
        for key, _ in chosen.select(1):
            if not _more(key.fileobj):
                chosen.unregister(key.fileobj)
    return time.monotonic() - began


def _more(connection: Any) -> bool:
    try:
        return bool(connection.recv(4 * 1024**2, socket.MSG_TRUNC))
    except BlockingIOError:
        return True
    except ConnectionError:
        return False


def test_ending_a_session_cuts_its_streams_on_every_worker_within_a_second_and_nobody_elses(cinema):
    with closing(signed_in(cinema, "Television")) as television, closing(signed_in(cinema, "Telephone")) as telephone:
        theirs = [stream_of(cinema, television) for _ in range(CONNECTIONS)]
        bystander = stream_of(cinema, telephone)
        assert len(workers_with(cinema, theirs)) == 2
        listed = telephone.get("/auth/sessions").json()["items"]
        session = next(one["id"] for one in listed if one["device_name"] == "Television")
        telephone.delete(f"/auth/sessions/{session}").raise_for_status()
        assert seconds_until_cut(theirs) < 1
        assert television.get("/media").status_code == 401
        bystander.setblocking(True)
        bystander.settimeout(10)
        assert len(bystander.recv(1024**2)) > 0
        for connection in [*theirs, bystander]:
            connection.close()


@pytest.mark.parametrize(
    "line",
    [
        "GET /?token=eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJtZWRpYW5lc3QifQ.c2lnbmF0dXJl",
        "cookie: medianest_session=abc",
        "key mnk_0123456789abcdefghij",
        '{"password": "correct horse battery"}',
    ],
)
def test_a_secret_in_a_log_would_be_found(line, tmp_path):
    log = tmp_path / "log"
    log.write_text(f"ready\n{line}\n")
    assert secrets_in(log)
