"""One module, one page; composition only."""

from __future__ import annotations

import reflex as rx

from medianest import routes
from medianest.components.guard import guarded
from medianest.pages.home import home
from medianest.pages.login import login
from medianest.pages.setup import setup
from medianest.pages.watch import watch
from medianest.state.auth import AuthState


def register(app: rx.App) -> None:
    """Tell ``app`` every page."""
    # Not behind the gate of `guarded`: it closes for a moment whenever the websocket connects again, and a film must
    # not stop for that. The player shows nothing that its own requests were not given.
    app.add_page(watch, route=routes.WATCH, title="MediaNest", on_load=AuthState.check)
    app.add_page(login, route=routes.LOGIN, title="MediaNest", on_load=AuthState.enter_login)
    app.add_page(setup, route=routes.SETUP, title="MediaNest", on_load=AuthState.enter_setup)
    app.add_page(guarded(home), route=routes.HOME, title="MediaNest", on_load=AuthState.check)
