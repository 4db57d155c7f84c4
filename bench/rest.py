"""A generated library behind Granian with two workers, and clients that keep asking."""

from __future__ import annotations

import os
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from medianest import bootstrap, migrations, routes
from medianest.config import Settings
from medianest.embedded import running_stores
from medianest.repositories.database import open_engine
from medianest.repositories.media import MediaRepository
from medianest.repositories.media_query import MediaQuery
from medianest.repositories.sight import EVERYTHING
from medianest.repositories.unit_of_work import Reading
from medianest.services.sign_in import Device
from medianest.services.viewer import Viewer
from tests.factories import Factory, Made

WORKERS = 2
EMAIL, PASSWORD = "bench@example.org", "a long enough password"
START_SECONDS = 60


@dataclass
class House:
    """Stores with a library in them, and one person who is signed in."""

    settings: Settings
    make: Factory
    films: Made
    music: Made
    titles: list[str]
    headers: dict[str, str]


@contextmanager
def house(films: int, tracks: int) -> Iterator[House]:
    """``films`` and ``tracks`` (with albums and artists) in new stores."""
    with tempfile.TemporaryDirectory(prefix="medianest-bench-") as folder:
        wished = Settings(data_dir=Path(folder) / "data", database_url=None, redis_url=None, secret_key="x" * 40)
        with running_stores(wished, purpose="bench") as stores:
            settings = stores.settings
            assert settings.database_url
            migrations.upgrade(settings.database_url, Path(folder) / "dumps")
            make = Factory(settings.database_url)
            shelf, music = make.make_library("Films"), make.make_library("Music", "music")
            titles = make.make_many(shelf, "movie", films) + make.make_much_music(music, tracks)
            make.run("vacuum analyze")
            yield House(settings, make, shelf, music, titles, _sign_in(settings))
            make.close()


def _sign_in(settings: Settings) -> dict[str, str]:
    with bootstrap.build(settings) as services:
        services.accounts.add(Viewer.system(), EMAIL, PASSWORD, "user")
        pair = services.sign_in.program(Viewer.nobody(), EMAIL, PASSWORD, Device("bench"))
    return {"Authorization": f"Bearer {pair.access_token}"}


@contextmanager
def granian(factory: str, house: House, **environment: str) -> Iterator[int]:
    """``bench.rest_apps:factory`` in two workers; yields the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = house.settings
    told = {
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url,
        "MEDIANEST_SECRET_KEY": settings.secret_key,
        "MEDIANEST_DATA_DIR": str(settings.data_dir),
        "MEDIANEST_API_BURST": "1000000",  # how fast it can answer, not how fast it may be asked
        "PYTHONPATH": str(Path(__file__).resolve().parent.parent),
    }
    command = [
        *(sys.executable, "-m", "granian", "--interface", "asgi", "--factory", "--loop", "uvloop"),
        *("--host", "127.0.0.1", "--port", str(port), "--workers", str(WORKERS), "--no-access-log"),
        *("--log-level", "warning", f"bench.rest_apps:{factory}"),
    ]
    known = {name: value for name, value in told.items() if value}
    server = subprocess.Popen(command, env=os.environ | known | environment, start_new_session=True)
    try:
        _until_open(port, server)
        yield port
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(20)


def _until_open(port: int, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("the server does not start")


@dataclass
class Load:
    """What ``clients`` saw together: answers a second, and the time of each answer in seconds."""

    rate: float
    times: list[float]


def load(port: int, path: Callable[[], str], headers: dict[str, str], clients: int, seconds: float) -> Load:
    """Ask again as soon as answered, over ``clients`` connections from this one thread.

    Raises:
        RuntimeError: an answer is not 200.
    """
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())

    def request() -> bytes:
        return f"GET {path()} HTTP/1.1\r\nHost: localhost\r\n{lines}\r\n".encode()

    times: list[float] = []
    with selectors.DefaultSelector() as ready:
        for _ in range(clients):
            peer = socket.create_connection(("127.0.0.1", port))
            peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            ready.register(peer, selectors.EVENT_READ, [b"", time.perf_counter()])
            peer.sendall(request())
        began = time.perf_counter()
        while (now := time.perf_counter()) - began < seconds:
            for key, _ in ready.select(1):
                peer, state = key.fileobj, key.data
                assert isinstance(peer, socket.socket)
                state[0] += peer.recv(1 << 18)
                if _whole(state[0]):
                    now = time.perf_counter()
                    times.append(now - state[1])
                    state[:] = [b"", now]
                    peer.sendall(request())
        lasted = time.perf_counter() - began
        for key in list(ready.get_map().values()):
            key.fileobj.close()  # type: ignore[union-attr]
    return Load(len(times) / lasted, sorted(times))


def _whole(answer: bytes) -> bool:
    head, mark, body = answer.partition(b"\r\n\r\n")
    if not mark:
        return False
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(f"the server answers {answer[:200]!r}")
    start = head.lower().index(b"content-length:") + 15
    return len(body) >= int(head[start:].split(b"\r", 1)[0])


class Watched(MediaRepository):
    """Tells each statement that it runs."""

    def __init__(self, work: Reading, tell: Callable[[str, dict[str, Any]], None]) -> None:
        super().__init__(work)
        self._tell = tell

    def _rows(self, statement: str, values: dict[str, Any]) -> Any:
        self._tell(statement, values)
        return super()._rows(statement, values)


def page_statement(house: House) -> str:
    """The statement behind the first page of films, with its values filled in."""
    assert house.settings.database_url
    engine = open_engine(house.settings.database_url, 1)
    seen: list[str] = []
    user = house.make.run("select id from users")[0][0]
    with Reading(engine) as work:
        driver = work._driver.cursor()
        media = Watched(work, lambda text, values: seen.append(driver.mogrify(text, values).decode()))
        media.page(MediaQuery(library=house.films.id), user, EVERYTHING, limit=50)
    engine.dispose()
    return seen[0]


def media_path(house: House) -> str:
    return f"{routes.API}/media?library={house.films.id}&limit=50"
