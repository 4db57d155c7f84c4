"""What a page says when there is nothing, and what to do next."""

from __future__ import annotations

import reflex as rx


def empty(icon: str, title: rx.Var[str], text: rx.Var[str], *actions: rx.Component) -> rx.Component:
    return rx.el.div(
        rx.icon(icon),
        rx.el.h2(title),
        rx.el.p(text),
        rx.el.div(*actions, class_name="cluster") if actions else rx.fragment(),
        class_name="empty",
    )


def note(kind: str, icon: str, *children: rx.Component | rx.Var[str]) -> rx.Component:
    """A sentence that must not be missed; ``kind`` is good, warn, bad or nothing."""
    return rx.el.div(rx.icon(icon, size=18), rx.el.div(*children), class_name=f"note {kind}")
