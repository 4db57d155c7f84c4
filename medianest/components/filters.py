"""Small controls of a toolbar."""

from __future__ import annotations

from typing import Any

import reflex as rx


def choice(
    label: rx.Var[str], value: rx.Var[str], on_change: Any, *options: rx.Component, lit: rx.Var[bool] | bool = False
) -> rx.Component:
    """A native select as a chip; ``lit`` while it leaves something out."""
    return rx.el.span(
        rx.el.select(*options, value=value, on_change=on_change, aria_label=label),
        rx.icon("chevron-down", size=15),
        class_name=rx.cond(lit, "chip-select on", "chip-select"),
    )


def chip(text: rx.Var[str], on: rx.Var[bool], on_click: Any) -> rx.Component:
    """Something that is on or off."""
    return rx.el.button(
        rx.cond(on, rx.icon("check", size=15)),
        text,
        type="button",
        class_name="chip",
        aria_pressed=rx.cond(on, "true", "false"),
        on_click=on_click,
    )
