"""Pages that only signed-in people see."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

import reflex as rx

from medianest.state.auth import AuthState

Page = Callable[[], rx.Component]


def waiting() -> rx.Component:
    """What stands in for a page until it is known who asks: nothing to see, and something for a screen reader."""
    return rx.el.main(custom_attrs={"aria-busy": "true"}, style={"min_height": "100vh"})


def guarded(page: Page, *, admin: bool = False, meanwhile: Page = waiting) -> Page:
    """``page``, shown only while somebody is signed in (``admin``: an administrator).

    It needs ``on_load=[AuthState.check, ...]``. Its markup is in a script that anyone can fetch, so it holds no
    secrets; what it shows comes from handlers that ask who is calling.

    Reflex's own ``is_hydrated`` is not asked: it goes down at every navigation and reconnect, and
    a grid that is taken away and put back loses its place. What ``AuthState`` says is false until it is known.
    """

    @wraps(page)
    def shown() -> rx.Component:
        return rx.cond(AuthState.is_admin if admin else AuthState.signed_in, page(), meanwhile())

    return shown
