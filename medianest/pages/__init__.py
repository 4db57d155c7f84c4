"""One module, one page; composition only."""

from __future__ import annotations

import reflex as rx

from medianest import routes
from medianest.pages.home import home
from medianest.pages.watch import watch


def register(app: rx.App) -> None:
    """Tell ``app`` every page."""
    app.add_page(home, route=routes.HOME, title="MediaNest")
    app.add_page(watch, route=routes.WATCH, title="MediaNest")
