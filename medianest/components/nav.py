"""Where one can go: the sidebar, the bottom bar of small screens, and the account's menu."""

from __future__ import annotations

import reflex as rx

from medianest import routes
from medianest.components.i18n import _
from medianest.state.auth import AuthState
from medianest.state.navigation import NavState

_LIBRARY_ICONS = {"movies": "film", "shows": "tv", "music": "music", "videos": "clapperboard"}


def brand() -> rx.Component:
    return rx.el.a(
        rx.el.img(src="/icon.svg", alt=""),
        rx.el.span("MediaNest", class_name="brand-name"),
        href=routes.HOME,
        class_name="brand",
        aria_label=_("MediaNest, home"),
    )


def _here(href: str | rx.Var[str]) -> rx.Var[str]:
    """``aria-current`` for a link to ``href``."""
    path = rx.State.router.url.path.to(str)
    bare = rx.Var(f"({path!s}).replace(/(.)\\/$/, '$1')", _var_data=path._get_all_var_data()).to(str)
    return rx.cond(bare == href, "page", "false")


def link(href: str | rx.Var[str], icon: rx.Component, *text: rx.Component | rx.Var[str]) -> rx.Component:
    return rx.el.a(icon, *text, href=href, class_name="nav-link", aria_current=_here(href))


def library_icon(kind: rx.Var[str], size: int = 19) -> rx.Component | rx.Var:
    cases = [(name, rx.icon(icon, size=size)) for name, icon in _LIBRARY_ICONS.items()]
    return rx.match(kind, *cases, rx.icon("folder", size=size))


def _libraries() -> rx.Component:
    return rx.el.div(
        rx.el.h2(_("Libraries"), class_name="nav-title"),
        rx.foreach(
            NavState.libraries,
            lambda library: link(
                rx.Var.create("/library/") + library.id.to(str),
                library_icon(library.type),
                rx.el.span(library.name, class_name="truncate"),
                rx.cond(
                    library.state == "offline",
                    rx.el.span(
                        rx.icon("cloud-off", size=15),
                        rx.el.span(_("Offline"), class_name="sr-only"),
                        class_name="count",
                    ),
                ),
            ),
        ),
        class_name="nav-group",
    )


def managing() -> rx.Component:
    """Where administrators go: in the sidebar, and on the page of libraries where there is none."""
    return rx.el.div(
        rx.el.h2(_("Manage"), class_name="nav-title"),
        link(routes.ADMIN_LIBRARIES, rx.icon("folder-cog", size=19), _("Libraries")),
        link(routes.ADMIN_PROVIDERS, rx.icon("plug", size=19), _("Sources")),
        link(routes.ADMIN_SCANS, rx.icon("scan-search", size=19), _("Scans")),
        link(routes.ADMIN_USERS, rx.icon("users", size=19), _("People with access")),
        link(routes.ADMIN_SIGN_IN, rx.icon("log-in", size=19), _("Sign-in providers")),
        link(routes.ADMIN_WEBHOOKS, rx.icon("webhook", size=19), _("Webhooks")),
        link(routes.ADMIN_JOBS, rx.icon("activity", size=19), _("Jobs")),
        link(routes.ADMIN_AUDIT, rx.icon("scroll-text", size=19), _("Audit log")),
        class_name="nav-group",
    )


def sidebar() -> rx.Component:
    return rx.el.nav(
        brand(),
        rx.el.div(
            link(routes.HOME, rx.icon("house", size=19), _("Home")),
            link(routes.SEARCH, rx.icon("search", size=19), _("Search")),
            link(routes.PLAYLISTS, rx.icon("list-music", size=19), _("Playlists")),
            link(routes.HISTORY, rx.icon("history", size=19), _("History")),
            class_name="nav-group",
        ),
        rx.cond(NavState.libraries, _libraries()),
        rx.cond(AuthState.is_admin, managing()),
        class_name="sidebar",
        aria_label=_("Main"),
    )


def bottom_bar() -> rx.Component:
    def tab(href: str, icon: str, text: rx.Var[str]) -> rx.Component:
        return rx.el.a(rx.icon(icon, size=21), rx.el.span(text), href=href, aria_current=_here(href))

    return rx.el.nav(
        tab(routes.HOME, "house", _("Home")),
        tab(routes.LIBRARIES, "library", _("Libraries")),
        tab(routes.SEARCH, "search", _("Search")),
        tab(routes.PLAYLISTS, "list-music", _("Playlists")),
        tab(routes.SETTINGS, "circle-user-round", _("You")),
        class_name="bottom-bar",
        aria_label=_("Main, small screen"),
    )
