"""Two machines on one database and one Redis are one house."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import redis

from medianest.config import Settings
from medianest.embedded import running_stores
from tests.e2e.playing import EMAIL, PASSWORD, until
from tests.e2e.server import Server, running_server
from tests.media import media

LEADER = "medianest:leader:schedule"


@pytest.fixture(scope="module")
def variables(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """What an operator sets on each machine."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("shared") / "data", database_url=None, redis_url=None)
    with running_stores(settings, purpose="tests") as stores:
        yield {
            "DATABASE_URL": str(stores.settings.database_url),
            "REDIS_URL": str(stores.settings.redis_url),
            "MEDIANEST_SECRET_KEY": "one long secret that both machines know",
        }


@pytest.fixture(scope="module")
def machines(variables: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Server]]:
    films = tmp_path_factory.mktemp("films")
    shutil.copy(media("film.mp4"), films / "Heat (1995).mp4")
    first, second = tmp_path_factory.mktemp("first"), tmp_path_factory.mktemp("second")
    with (
        running_server(first / "data", films, variables=variables) as one,
        running_server(second / "data", films, variables=variables) as two,
    ):
        one.command("user", "add", EMAIL, "--role", "admin", "--password-stdin", stdin=f"{PASSWORD}\n")
        one.command("library", "add", "Films", str(films), "--type", "movies")
        two.command("scan", "--wait")
        yield one, two


def sign_in(server: Server) -> httpx.Client:
    """A browser's session, made there."""
    client = httpx.Client(base_url=server.url, timeout=20, headers={"origin": server.url})
    form = {"email": EMAIL, "password": PASSWORD, "next": "/"}
    assert client.post("/api/session/sign-in", data=form).status_code == 303
    return client


def test_both_serve_the_same_house(machines: tuple[Server, Server]) -> None:
    for server in machines:
        until(lambda url=server.url: httpx.get(f"{url}/readyz").status_code, lambda code: code == 200)
        client = sign_in(server)
        assert client.get("/").status_code == 200
        (film,) = client.get("/api/v1/media").json()["items"]
        (source,) = client.get(f"/api/v1/media/{film['id']}").json()["sources"]
        address = f"/api/v1/media/{film['id']}/stream?source={source['id']}"
        part = client.get(address, headers={"range": "bytes=0-99"})
        assert (part.status_code, part.content) == (206, media("film.mp4").read_bytes()[:100])


def test_a_session_made_on_one_works_on_the_other_and_ended_there_is_over_on_both(
    machines: tuple[Server, Server],
) -> None:
    one, two = machines
    here = sign_in(one)
    elsewhere = httpx.Client(base_url=two.url, cookies=dict(here.cookies), headers={"origin": two.url}, timeout=20)
    assert elsewhere.get("/api/v1/settings").status_code == 200
    sessions = elsewhere.get("/api/v1/auth/sessions").json()["items"]
    (mine,) = [session["id"] for session in sessions if session["current"]]
    assert elsewhere.delete(f"/api/v1/auth/sessions/{mine}").status_code == 204
    assert here.get("/api/v1/settings").status_code == 401
    assert elsewhere.get("/api/v1/settings").status_code == 401


def test_one_of_them_keeps_the_schedule_and_the_other_takes_over_when_it_is_killed(
    machines: tuple[Server, Server], variables: dict[str, str], tmp_path: Path
) -> None:
    cache = redis.Redis.from_url(variables["REDIS_URL"])
    first, other = machines
    other.stop()
    leader = until(lambda: cache.get(LEADER))
    with running_server(tmp_path / "data", variables=variables) as third:
        until(lambda: httpx.get(f"{third.url}/readyz").status_code, lambda code: code == 200)
        assert cache.get(LEADER) == leader
        first.kill_everything()
        until(lambda: cache.get(LEADER), lambda now: now not in (None, leader), seconds=60)
    assert cache.get(LEADER) is None  # given back, so that the next need not wait
    cache.close()
