"""State belongs to a session: under another one it is emptied before anything is told."""

import asyncio
from types import SimpleNamespace
from uuid import UUID

import pytest
from reflex.state import State
from reflex_base.event import Event

from medianest import routes
from medianest.services.viewer import Viewer
from medianest.state.auth import AuthState, Guarded, session_cookie
from medianest.state.binding import SessionBinding
from medianest.state.failures import tell_failure
from medianest.state.notices import Notices

ANN = Viewer(user_id=UUID(int=1), role="user", name="Ann", session_id=UUID(int=11))
BOB = Viewer(user_id=UUID(int=2), role="user", name="Bob", session_id=UUID(int=22))
NOBODY = Viewer.nobody()
HYDRATE = "reflex___state____state.hydrate_and_load"


@pytest.fixture
def asking(monkeypatch):
    """Sets who is behind the websocket."""

    def ask(viewer: Viewer) -> None:
        async def answer(_, *, anew: bool = False) -> Viewer:
            return viewer

        monkeypatch.setattr(Guarded, "_viewer_or_nobody", answer)

    return ask


async def tab_of_ann() -> State:
    root = State()
    (await root.get_state(Guarded))._bound = str(ANN.session_id)
    auth = await root.get_state(AuthState)
    auth.display_name, auth.signed_in, auth._read_at = "Ann", True, 1.0
    (await root.get_state(Notices)).text = "Ann's own"
    root._clean()
    return root


def before_event(root: State, name: str):
    return asyncio.run(SessionBinding().preprocess(None, root, Event(name=name, payload={})))


def contents(root: State) -> tuple[str, bool, float, str]:
    auth = root.get_substate(AuthState.get_full_name().split("."))
    notices = root.get_substate(Notices.get_full_name().split("."))
    return auth.display_name, auth.signed_in, auth._read_at, notices.text


EMPTY = ("", False, 0, "")


def test_the_same_session_keeps_its_state(asking):
    root = asyncio.run(tab_of_ann())
    asking(ANN)
    assert before_event(root, "anything") is None
    assert contents(root) == ("Ann", True, 1.0, "Ann's own")


@pytest.mark.parametrize("stranger", [BOB, NOBODY])
@pytest.mark.parametrize("event", [HYDRATE, "reflex___state____state.hydrate", "anything"])
def test_a_stranger_with_the_tabs_token_finds_it_empty(asking, stranger, event):
    root = asyncio.run(tab_of_ann())
    asking(stranger)
    before_event(root, event)
    assert contents(root) == EMPTY


def test_a_state_whose_session_was_forgotten_is_emptied(asking):
    """The record of the session may run out in Redis before the state that it guards."""
    root = asyncio.run(tab_of_ann())
    root.get_substate(Guarded.get_full_name().split("."))._bound = None
    asking(NOBODY)
    before_event(root, HYDRATE)
    assert contents(root) == EMPTY


def test_an_ended_session_clears_the_open_page_and_does_nothing_that_it_asks(asking):
    root = asyncio.run(tab_of_ann())
    asking(NOBODY)
    update = before_event(root, "anything")
    assert update is not None
    told = str(update.delta)
    assert "Ann" not in told
    assert "display_name" in told
    assert [event.name for event in update.events] == ["_redirect"]
    assert routes.LOGIN in str(update.events[0].payload)


def test_a_page_load_after_the_end_goes_on_to_be_told_that_nobody_is_there(asking):
    root = asyncio.run(tab_of_ann())
    asking(NOBODY)
    assert before_event(root, HYDRATE) is None


@pytest.mark.parametrize(
    ("header", "token"),
    [
        ("medianest_session=abc", "abc"),
        ("a=b; medianest_session=abc; c=d", "abc"),
        ("xmedianest_session=abc", ""),
        ("medianest_session", ""),
        ("", ""),
    ],
)
def test_the_cookie_is_found_among_others(header, token):
    assert session_cookie(header) == token


def test_an_unexpected_failure_tells_a_number_and_nothing_else():
    told = str(tell_failure(ValueError("the secret is 1234")).args)
    assert "1234" not in told
    assert "The log has it under" in told


@pytest.mark.parametrize(
    ("url", "in_clear"),
    [
        ("http://nas.local:8000/login", True),
        ("http://192.168.1.5/login", True),
        ("http://127.0.0.1:8000/login", False),
        ("http://[::1]:8000/login", False),
        ("https://nas.local/login", False),
        ("", False),
    ],
)
def test_a_password_that_would_travel_in_clear_is_warned_of(url, in_clear):
    page = SimpleNamespace(router=SimpleNamespace(url=url), in_clear=None)
    AuthState._look_at_connection(page)
    assert page.in_clear is in_clear
