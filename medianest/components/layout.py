"""The frame around every page."""

from __future__ import annotations

import reflex as rx

from medianest import routes
from medianest.components.i18n import LANGUAGES, _
from medianest.components.media_menu import media_menu
from medianest.components.nav import bottom_bar, brand, sidebar
from medianest.components.scripts import SHELL
from medianest.components.search_box import search_box
from medianest.state.auth import AuthState

STYLESHEETS = [
    "/css/theme.css",
    "/css/base.css",
    "/css/shell.css",
    "/css/media.css",
    "/css/detail.css",
    "/css/forms.css",
]


class PageEffects(rx.Component):
    """Fonts, the heading's focus after a navigation, and the "/" key."""

    library = SHELL
    tag = "PageEffects"
    lib_dependencies: list[str] = ["@fontsource-variable/bricolage-grotesque@5", "@fontsource-variable/inter@5"]


class Preferences(rx.Component):
    """Applies the person's theme and language."""

    library = SHELL
    tag = "Preferences"
    known: rx.Var[bool]
    theme: rx.Var[str]
    language: rx.Var[str]


def head() -> list[rx.Component]:
    """What stands in the head of every page."""
    return [
        rx.el.script(src="/language.js", custom_attrs={"data-languages": " ".join(code for code, _name in LANGUAGES)}),
        rx.el.link(rel="icon", href="/icon.svg", type="image/svg+xml"),
        rx.el.link(rel="apple-touch-icon", href="/icon-192.png"),
        rx.el.link(rel="manifest", href="/manifest.webmanifest"),
        rx.el.meta(name="theme-color", content="#0a0b0f", custom_attrs={"media": "(prefers-color-scheme: dark)"}),
        rx.el.meta(name="theme-color", content="#f6f4f0", custom_attrs={"media": "(prefers-color-scheme: light)"}),
        rx.el.meta(name="referrer", content="same-origin"),
    ]


def skip_link() -> rx.Component:
    return rx.el.a(_("Skip to content"), href="#main", class_name="skip")


def _account() -> rx.Component:
    return rx.el.a(
        rx.el.span(AuthState.display_name[0], class_name="avatar", aria_hidden="true"),
        href=routes.SETTINGS,
        aria_label=_("Your account"),
    )


def shell(*content: rx.Component) -> rx.Component:
    """A page inside the frame. Every page brings one ``h1``."""
    return rx.el.div(
        skip_link(),
        sidebar(),
        rx.el.header(brand(), rx.el.div(search_box(), class_name="grow"), _account(), class_name="topbar"),
        rx.el.main(*content, id="main", class_name="shell-main", tab_index=-1),
        bottom_bar(),
        media_menu(),
        PageEffects.create(),
        Preferences.create(known=AuthState.signed_in, theme=AuthState.theme, language=AuthState.language),
        class_name="shell",
    )


def waiting() -> rx.Component:
    """The frame alone, while it is not known yet who asks."""
    return rx.el.div(
        rx.el.div(brand(), class_name="sidebar", aria_hidden="true"),
        rx.el.main(
            rx.el.span(_("Loading"), class_name="sr-only"),
            id="main",
            class_name="shell-main",
            custom_attrs={"aria-busy": "true"},
        ),
        class_name="shell",
    )


def stage(*content: rx.Component, wide: bool = False) -> rx.Component:
    """A page without a frame: signing in and setting up."""
    return rx.el.main(
        rx.el.div(brand(), *content, class_name="stage-card wide" if wide else "stage-card"),
        PageEffects.create(),
        id="main",
        class_name="stage",
    )


def page_head(title: rx.Var[str] | str, text: rx.Var[str] | None = None, *actions: rx.Component) -> rx.Component:
    """The heading of a plain page, with what can be done on it."""
    return rx.el.div(
        rx.el.div(rx.el.h1(title), rx.el.p(text) if text is not None else rx.fragment()),
        rx.el.div(*actions, class_name="cluster") if actions else rx.fragment(),
        class_name="page-head",
    )


def not_there(title: rx.Var[str], text: rx.Var[str]) -> rx.Component:
    """What stands where a page would be if there were one."""
    return rx.el.div(
        rx.el.div(
            rx.icon("map-pin-off"),
            rx.el.h1(title),
            rx.el.p(text),
            rx.el.div(rx.el.a(_("Go home"), href=routes.HOME, class_name="btn primary"), class_name="cluster"),
            class_name="empty",
        ),
        class_name="page",
    )
