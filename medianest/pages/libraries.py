"""All libraries, for screens without a sidebar."""

from __future__ import annotations

import reflex as rx

from medianest import routes
from medianest.components.empty import empty
from medianest.components.i18n import _, plural
from medianest.components.layout import page_head, shell
from medianest.components.nav import library_icon, managing
from medianest.services.views import LibraryCard
from medianest.state.auth import AuthState
from medianest.state.navigation import NavState


def _library(one: rx.Var[LibraryCard]) -> rx.Component:
    return rx.el.li(
        rx.el.a(
            library_icon(one.type, size=26),
            rx.el.strong(one.name),
            rx.el.span(plural("{n} title", "{n} titles", one.item_count)),
            rx.cond(one.state == "offline", rx.el.span(_("Offline"), class_name="badge warn")),
            href=rx.Var.create("/library/") + one.id.to(str),
            class_name="choice",
        )
    )


def libraries() -> rx.Component:
    return shell(
        rx.el.div(
            page_head(_("Libraries")),
            rx.cond(
                NavState.libraries.length() > 0,
                rx.el.ul(rx.foreach(NavState.libraries, _library), class_name="choices"),
                empty(
                    "library",
                    _("There is no library yet"),
                    _("A library is a folder of films, shows, music or home videos."),
                    rx.cond(
                        AuthState.is_admin,
                        rx.el.a(_("Add a library"), href=routes.ADMIN_LIBRARIES, class_name="btn primary"),
                    ),
                ),
            ),
            rx.el.div(
                rx.el.a(rx.icon("history", size=19), _("History"), href=routes.HISTORY, class_name="nav-link"),
                rx.cond(AuthState.is_admin, managing()),
                class_name="nav-group small-only",
            ),
            class_name="page",
        )
    )
