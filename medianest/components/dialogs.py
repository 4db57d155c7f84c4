"""Native dialogs, opened and closed in the browser by their id."""

from __future__ import annotations

import json
from typing import Any

import reflex as rx

from medianest.components.i18n import _


def open_dialog(name: str) -> rx.event.EventSpec:
    """For ``on_click``: compiled into the page, never an answer of the server's."""
    script = f"document.getElementById({json.dumps(name)})?.showModal()"
    return rx.run_script(script)


def close_dialog(name: str) -> rx.event.EventSpec:
    script = f"document.getElementById({json.dumps(name)})?.close()"
    return rx.run_script(script)


def dialog(name: str, title: rx.Var[str], *content: rx.Component, foot: tuple[rx.Component, ...] = ()) -> rx.Component:
    """A modal with a heading and a way out; Escape closes it too."""
    return rx.el.dialog(
        rx.el.div(
            rx.el.h2(title, id=f"{name}-title"),
            rx.el.button(
                rx.icon("x", size=20),
                type="button",
                class_name="icon-btn compact",
                aria_label=_("Close"),
                on_click=close_dialog(name),
            ),
            class_name="dialog-head",
        ),
        rx.el.div(*content, class_name="dialog-body"),
        rx.el.div(*foot, class_name="dialog-foot") if foot else rx.fragment(),
        id=name,
        class_name="dialog",
        aria_labelledby=f"{name}-title",
    )


def confirm(name: str, title: rx.Var[str], text: rx.Var[str], action: rx.Var[str], on_yes: Any) -> rx.Component:
    """Asks once more before what cannot be undone."""
    return dialog(
        name,
        title,
        rx.el.p(text, class_name="soft"),
        foot=(
            rx.el.button(_("Cancel"), type="button", class_name="btn quiet", on_click=close_dialog(name)),
            rx.el.button(action, type="button", class_name="btn danger", on_click=[close_dialog(name), on_yes]),
        ),
    )
