"""Python that draws what a script fetched: a function of one item, compiled to JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import reflex as rx
from reflex.vars.function import ArgsFunctionOperation


def renderer(draw: Callable[[rx.Var], rx.Component], of: Any) -> rx.Var:
    """``(item) => draw(item)`` for a script's ``render`` property; ``of`` is the item's type.

    ``draw`` should return one ``rx.memo`` component: what needs a hook (a translation, an event) must stand in a
    component of its own, because scripts call this function once for each item.
    """
    item = rx.Var("item", _var_type=of).to(of)
    return ArgsFunctionOperation.create(("item",), draw(item))


def renderer_with(draw: Callable[[rx.Var, rx.Var], rx.Component], of: Any, second: Any) -> rx.Var:
    """The same for a script that tells a second thing about each item."""
    item = rx.Var("item", _var_type=of).to(of)
    other = rx.Var("other", _var_type=second).to(second)
    return ArgsFunctionOperation.create(("item", "other"), draw(item, other))
