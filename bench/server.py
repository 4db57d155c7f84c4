"""A real ``medianest serve`` for measurements, with an administrator and a folder for media."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from medianest import routes
from medianest.services.sessions import COOKIE
from tests.e2e.server import Server, free_port, running_server

__all__ = ["Running", "free_port", "serving"]

EMAIL, PASSWORD = "bench@example.org", "a horse that measures batteries"


@dataclass
class Running:
    """A server that answers. ``token`` is an administrator's for programs, ``cookie`` the same person's browser."""

    server: Server
    media: Path
    token: str
    cookie: str

    @property
    def url(self) -> str:
        return self.server.url

    @property
    def port(self) -> int:
        return int(self.url.rsplit(":", 1)[1])

    def client(self) -> httpx.Client:
        return httpx.Client(base_url=self.url, headers={"Authorization": f"Bearer {self.token}"}, timeout=60)

    def add_library(self, name: str, folder: Path, kind: str) -> None:
        """As an operator would: with the program's own verbs. Comes back when everything is in the library."""
        self.server.command("library", "add", name, str(folder), "--type", kind)
        self.server.command("scan", name, "--wait")

    def only_stream(self) -> str:
        """The path of the one film's bytes."""
        with self.client() as client:
            listed = client.get(f"{routes.API}/media").raise_for_status().json()["items"]
            if len(listed) != 1:
                raise RuntimeError(f"the scan found {len(listed)} films instead of one")
            detail = client.get(f"{routes.API}/media/{listed[0]['id']}").raise_for_status().json()
        return routes.stream(listed[0]["id"], detail["sources"][0]["id"])


def sign_in(server: Server) -> tuple[str, str]:
    """Make the administrator, if need be: a bearer token and the Cookie header of a browser."""
    server.command("user", "add", EMAIL, "--role", "admin", "--password-stdin", stdin=PASSWORD + "\n")
    with httpx.Client(base_url=server.url, timeout=30) as client:
        asked = {"email": EMAIL, "password": PASSWORD, "device_name": "bench"}
        token = client.post(f"{routes.API}/auth/login", json=asked).raise_for_status().json()["access_token"]
        form = {"email": EMAIL, "password": PASSWORD}
        client.post(routes.SESSION_SIGN_IN, data=form, headers={"Origin": server.url})
        cookie = next(kept for kept in client.cookies.jar if kept.name == COOKIE)
    return token, f"{COOKIE}={cookie.value}"


@contextmanager
def serving() -> Iterator[Running]:
    """A server on a new data folder, signed in, gone afterwards."""
    home = Path(tempfile.mkdtemp(prefix="medianest-bench-"))
    media = home / "media"
    media.mkdir()
    try:
        with running_server(home / "data", media) as server:
            yield Running(server, media, *sign_in(server))
    finally:
        shutil.rmtree(home, ignore_errors=True)
