"""A Plex server on loopback, and an administrator's browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from medianest import routes
from tests.fakes.plex_server import TOKEN, PlexServer
from tests.people import People

DOOR = routes.API_ADMIN_PROVIDERS


@pytest.fixture
def plex() -> Iterator[PlexServer]:
    server = PlexServer()
    yield server
    server.close()


@pytest.fixture
def admin(browser: TestClient, people: People) -> TestClient:
    people.add("ann@example.org", role="admin")
    browser.headers.update(people.bearer(browser, "ann@example.org"))
    return browser


def connect(admin: TestClient, plex: PlexServer, token: str = TOKEN) -> dict[str, Any]:
    answer = admin.post(f"{DOOR}/plex/accounts", json={"address": plex.url, "token": token})
    assert answer.status_code == 201, answer.text
    return answer.json()
