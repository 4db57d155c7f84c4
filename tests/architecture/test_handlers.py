"""Every public method of a State is a remote call. So each is meant to be one, and asks who is calling."""

from __future__ import annotations

import ast
import asyncio
import contextlib
import importlib
import inspect
import pkgutil
import typing
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from reflex.state import BaseState, State

from medianest import services
from medianest import state as states
from medianest.errors import MediaNestError
from medianest.services.viewer import Viewer
from medianest.state.auth import Guarded

# Handlers that nobody may call, each because it is how one comes in. They ask whether the setup is needed, whether
# a link lets its visitor in, or what may be signed in with, no more.
WAYS_IN = {
    "AuthState.check",
    "AuthState.check_admin",
    "AuthState.enter_login",
    "AuthState.enter_setup",
    "RegistrationState.enter",
    "RegistrationState.look",
    "SignInState.look",
    "PasswordResetState.enter",
    "PasswordResetState.look",
}


for module in pkgutil.walk_packages(states.__path__, f"{states.__name__}."):
    importlib.import_module(module.name)


def ours(kind: type[BaseState] = State) -> Iterator[type[BaseState]]:
    for child in kind.get_substates():
        if child.__module__.startswith("medianest."):
            yield child
        yield from ours(child)


STATES = sorted(set(ours()), key=lambda kind: kind.__name__)
HANDLERS = [
    pytest.param(kind, name, id=f"{kind.__name__}.{name}")
    for kind in STATES
    for name, handler in kind.event_handlers.items()
    if handler.fn.__qualname__ == f"{kind.__name__}.{name}" and handler.fn.__qualname__ not in WAYS_IN
]


def test_there_are_handlers_to_try():
    assert len(HANDLERS) >= 1


@pytest.mark.parametrize("kind", STATES, ids=lambda kind: kind.__name__)
def test_every_state_belongs_to_a_session(kind):
    assert issubclass(kind, Guarded)


@pytest.mark.parametrize("kind", STATES, ids=lambda kind: kind.__name__)
def test_every_public_method_is_meant_to_be_a_remote_call(kind):
    tree = ast.parse(inspect.getsource(inspect.getmodule(kind)))
    body = next(node for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and node.name == kind.__name__).body
    methods = [node for node in body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    bare = [
        method.name
        for method in methods
        if not method.name.startswith("_")
        and not any(ast.unparse(mark).startswith(("rx.event", "rx.var")) for mark in method.decorator_list)
    ]
    assert bare == []


class Untouchable:
    """Services that nobody may reach."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"services.{name} was asked without a viewer")


@pytest.mark.parametrize(("kind", "name"), HANDLERS)
def test_no_handler_asks_a_service_for_nobody(kind, name, monkeypatch):
    async def nobody(_, *, anew: bool = False) -> Viewer:
        return Viewer.nobody("127.0.0.1")

    monkeypatch.setattr(Guarded, "_viewer_or_nobody", nobody)
    function = kind.event_handlers[name].fn

    async def called() -> None:
        state = await State().get_state(kind)
        await finished(function(state, *arguments(function)))

    # Refused, or nothing that needed anybody: what may not happen is that a service is reached.
    with services.use(Untouchable()), contextlib.suppress(MediaNestError):
        asyncio.run(called())


async def finished(answer: Any) -> None:
    if inspect.isasyncgen(answer):
        async for _ in answer:
            pass
    elif inspect.isgenerator(answer):
        list(answer)
    elif inspect.isawaitable(answer):
        await answer


def arguments(function: Any) -> list[Any]:
    """Something of the right type for each argument."""
    samples = {int: 1, float: 1.0, bool: True, dict: {}, list: [], UUID: UUID(int=0)}
    hints = typing.get_type_hints(function)
    names = [
        name
        for name, parameter in inspect.signature(function).parameters.items()
        if name != "self" and parameter.kind is parameter.POSITIONAL_OR_KEYWORD
    ]
    return [samples.get(typing.get_origin(hints.get(name)) or hints.get(name), "x") for name in names]
