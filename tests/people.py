"""A running API on real stores, and people to ask it as."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from pwdlib.hashers.argon2 import Argon2Hasher
from starlette.testclient import TestClient

from medianest import bootstrap, routes
from medianest.api.app import build_api
from medianest.api.headers import outermost
from medianest.api.media_bytes import MediaBytes
from medianest.config import Settings
from medianest.services import Services, passwords, use
from medianest.services.account_views import UserView
from medianest.services.sessions import COOKIE
from medianest.services.viewer import Viewer

PASSWORD = "correct horse battery"
ORIGIN = {"origin": "http://testserver"}


@pytest.fixture
def services(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    """The real services on clean stores. Argon2 is as cheap as it can be: its cost is not what tests are about."""
    cheap = Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "Argon2Hasher", lambda: cheap)
    with bootstrap.build(settings) as built, use(built):
        yield built


@pytest.fixture
def api(services: Services):
    """The API as it stands behind its outer layers."""
    inner = build_api()
    inner.state.services = services
    return outermost(MediaBytes(inner, inner), (), None, ())


@pytest.fixture
def browser(api) -> Iterator[TestClient]:
    """A browser that has visited nothing yet; sends the Origin of our own pages and follows no redirect."""
    with TestClient(api, follow_redirects=False, headers=ORIGIN, raise_server_exceptions=False) as client:
        yield client


@dataclass
class People:
    """Makes people through the services and signs them in through the doors."""

    services: Services
    made: dict[str, UserView] = field(default_factory=dict)

    def add(self, email: str = "ann@example.org", role: str = "user") -> UserView:
        user = self.services.accounts.add(Viewer.system(), email, PASSWORD, role)
        self.made[email] = user
        return user

    def tokens(self, client: TestClient, email: str = "ann@example.org") -> dict:
        answer = client.post(f"{routes.API}/auth/login", json={"email": email, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        return answer.json()

    def bearer(self, client: TestClient, email: str = "ann@example.org") -> dict[str, str]:
        return {"authorization": f"Bearer {self.tokens(client, email)['access_token']}"}

    def sign_in(self, client: TestClient, email: str = "ann@example.org", **extra: str):
        return client.post(routes.SESSION_SIGN_IN, data={"email": email, "password": PASSWORD, **extra})


@pytest.fixture
def people(services: Services) -> People:
    return People(services)


def cookie_of(answer) -> str:
    """The session cookie that an answer sets."""
    found = re.search(rf"{COOKIE}=([^;]*)", answer.headers.get("set-cookie", ""))
    assert found, answer.headers
    return found.group(1)
