"""Home: what to go on with, what is new, and a shelf for each library."""

from __future__ import annotations

import reflex as rx

from medianest import routes
from medianest.components.empty import empty
from medianest.components.hero import hero
from medianest.components.i18n import _
from medianest.components.layout import shell
from medianest.components.live import library_watch
from medianest.components.renderers import renderer
from medianest.components.row import HomeFeed, tiles
from medianest.components.skeleton import home_skeleton
from medianest.services.views import MediaCard, Row
from medianest.state.auth import AuthState


@rx.memo
def row_heading(item: rx.Var[Row]) -> rx.Component:
    """A shelf's name, which leads to its library."""
    title = rx.match(
        item.kind,
        ("continue", _("Continue watching")),
        ("next_up", _("Next up")),
        ("favourites", _("Favourites")),
        ("recent", _("Recently added in {library}", library=item.title)),
        item.title,
    )
    return rx.cond(
        item.library_id,
        rx.el.h2(rx.el.a(title, href=rx.Var.create("/library/") + item.library_id.to(str))),
        rx.el.h2(title),
    )


def _nothing() -> rx.Component:
    admin = empty(
        "clapperboard",
        _("Your library is empty"),
        _("Add a folder of films, shows, music or home videos, and everything in it appears here."),
        rx.el.a(_("Add a library"), href=routes.ADMIN_LIBRARIES, class_name="btn primary"),
    )
    person = empty(
        "clapperboard",
        _("There is nothing to watch yet"),
        _("As soon as an administrator adds a library, it appears here."),
    )
    return rx.el.div(rx.cond(AuthState.is_admin, admin, person), class_name="page")


def home() -> rx.Component:
    return shell(
        rx.el.h1(_("Home"), class_name="sr-only"),
        library_watch(),
        HomeFeed.create(
            url=routes.API_HOME,
            draw=tiles(),
            hero=renderer(lambda item: hero(item=item), MediaCard),
            heading=renderer(lambda item: row_heading(item=item), Row),
            skeleton=home_skeleton(),
            empty=_nothing(),
        ),
    )
