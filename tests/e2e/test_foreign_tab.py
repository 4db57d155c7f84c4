"""The raw websocket, as somebody who writes their own client would use it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any
from uuid import uuid4

import httpx
import pytest
from reflex.state import State
from reflex_base.utils.format import format_event_handler
from websockets.exceptions import InvalidStatus, WebSocketException
from websockets.sync.client import ClientConnection, connect

from medianest import routes
from medianest.services.sessions import COOKIE
from medianest.state.auth import AuthState
from medianest.state.notices import Notices
from tests.architecture.test_handlers import STATES, arguments
from tests.e2e.server import Server, running_server

PASSWORD = "correct horse battery"
SECONDS = 20


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with two people in it."""
    with running_server(tmp_path_factory.mktemp("tabs") / "data") as running:
        running.command("user", "add", "ann@example.org", "--role", "admin", "--password-stdin", stdin=PASSWORD)
        running.command("user", "add", "bob@example.org", "--password-stdin", stdin=PASSWORD)
        yield running


def cookie_for(server: Server, email: str) -> str:
    answer = httpx.post(
        f"{server.url}{routes.SESSION_SIGN_IN}",
        data={"email": email, "password": PASSWORD},
        headers={"origin": server.url},
    )
    return answer.cookies[COOKIE]


class Tab:
    """One websocket with a token of our choice, speaking Engine.IO 4 by hand."""

    def __init__(self, server: Server, token: str, cookie: str | None = None, origin: str | None = None) -> None:
        headers = {"cookie": f"{COOKIE}={cookie}"} if cookie else {}
        url = f"{server.url.replace('http', 'ws', 1)}/_event/?token={token}&EIO=4&transport=websocket"
        self._open = ExitStack()
        self._socket: ClientConnection = self._open.enter_context(
            connect(url, origin=origin or server.url, additional_headers=headers, max_size=None)
        )
        self.told: list[str] = []
        self._socket.recv(SECONDS)
        self._socket.send("40/_event,")
        while not str(self._socket.recv(SECONDS)).startswith("40/_event"):
            pass

    def send(self, handler: Any, *values: Any, path: str = "/") -> None:
        names = list(handler.fn.__code__.co_varnames[1 : handler.fn.__code__.co_argcount])
        event = {
            "name": format_event_handler(handler),
            "payload": dict(zip(names, values, strict=False)),
            "router_data": {"pathname": path, "query": {}, "asPath": path},
        }
        self._socket.send("42/_event," + json.dumps(["event", event]))

    def settle(self) -> str:
        """Everything that was told until a message that we sent to ourselves has come back."""
        mark = f"mark {uuid4()}"
        self.send(Notices.event_handlers["tell"], "info", mark)
        while True:
            message = str(self._socket.recv(SECONDS))
            if message == "2":
                self._socket.send("3")
                continue
            self.told.append(message)
            if mark in message:
                return "\n".join(self.told)

    def open_page(self) -> str:
        """What a browser does first."""
        self.send(State.event_handlers["hydrate"])
        self.send(AuthState.event_handlers["check"])
        return self.settle()

    def close(self) -> None:
        self._open.close()


@pytest.fixture
def tab(server: Server) -> Iterator[Any]:
    opened: list[Tab] = []

    def make(*arguments: Any, **named: Any) -> Tab:
        opened.append(Tab(server, *arguments, **named))
        return opened[-1]

    yield make
    for one in opened:
        one.close()


def test_a_person_is_told_who_they_are(server, tab):
    assert "ann@example.org" in tab(str(uuid4()), cookie_for(server, "ann@example.org")).open_page()


@pytest.mark.parametrize("thief", [None, "bob@example.org"])
def test_another_persons_token_opens_nothing_of_theirs(server, tab, thief):
    token = str(uuid4())
    victim = tab(token, cookie_for(server, "ann@example.org"))
    assert "ann@example.org" in victim.open_page()
    victim.close()
    stranger = tab(token, cookie_for(server, thief) if thief else None)
    told = stranger.open_page()
    assert "ann@example.org" not in told
    assert '"Ann' not in told
    if thief:
        assert thief in told


def test_an_event_before_hydration_opens_nothing_either(server, tab):
    token = str(uuid4())
    victim = tab(token, cookie_for(server, "ann@example.org"))
    victim.open_page()
    victim.close()
    stranger = tab(token)
    stranger.send(AuthState.event_handlers["check"])
    assert "ann@example.org" not in stranger.settle()


def test_an_open_page_is_cleared_once_its_session_has_ended(server, tab):
    cookie = cookie_for(server, "ann@example.org")
    mine = tab(str(uuid4()), cookie)
    assert "ann@example.org" in mine.open_page()
    httpx.post(f"{server.url}{routes.SESSION_SIGN_OUT}", headers={"origin": server.url, "cookie": f"{COOKIE}={cookie}"})
    mine.told.clear()
    mine.send(Notices.event_handlers["tell"], "info", "not done any more")
    told = mine.settle()
    assert "not done any more" not in told
    assert "ann@example.org" not in told
    assert routes.LOGIN in told


def test_nobody_calls_every_handler_and_learns_nothing(server, tab):
    tab(str(uuid4()), cookie_for(server, "ann@example.org")).open_page()
    nobody = tab(str(uuid4()))
    called = 0
    for kind in STATES:
        for handler in kind.event_handlers.values():
            if handler.fn.__module__.startswith("medianest."):
                nobody.send(handler, *arguments(handler.fn))
                called += 1
    assert called > 10
    told = nobody.settle()
    assert "example.org" not in told
    assert "The log has it under" not in told


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1", "http://localhost"])
def test_a_page_of_another_site_opens_no_websocket(server, origin):
    with pytest.raises((InvalidStatus, WebSocketException)):
        Tab(server, str(uuid4()), cookie_for(server, "ann@example.org"), origin=origin)
