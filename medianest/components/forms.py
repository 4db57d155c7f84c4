"""Fields and switches with their names, rules and faults."""

from __future__ import annotations

from typing import Any

import reflex as rx

from medianest.components.scripts import FORMS


class RestForm(rx.Component):
    """A form that the browser sends to the API itself: passwords never touch the websocket.

    Its inputs' names are the keys of the JSON that is sent. Faults of single fields are said under the fields, others
    at the top. After success the form is emptied, ``done`` is said, and ``on_done`` runs. ``reveal`` names a field of
    the answer that is shown this once, under ``reveal_label``.
    """

    library = FORMS
    tag = "RestForm"
    action: rx.Var[str]
    method: rx.Var[str]
    done: rx.Var[str]
    reveal: rx.Var[str]
    reveal_label: rx.Var[str]
    on_done: rx.EventHandler[rx.event.no_args_event_spec]


def load_again() -> rx.event.EventSpec:
    """For ``on_done`` where the answer brings a new session cookie: the websocket takes it up with a new page alone."""
    return rx.run_script("window.location.reload()")


def field(
    name: str,
    label: rx.Var[str],
    hint: rx.Var[str] | None = None,
    wrong: rx.Var[str] | None = None,
    prefix: str = "",
    **props: Any,
) -> rx.Component:
    """An input with its label; ``wrong`` is a sentence, empty while nothing is."""
    key = f"{prefix}{name}"
    described = f"{key}-about"
    if wrong is not None:
        props["aria_invalid"] = rx.cond(wrong != "", "true", "false")
    about = [rx.el.p(hint, class_name="hint")] if hint is not None else []
    if wrong is not None:
        about.append(rx.cond(wrong != "", rx.el.p(wrong, class_name="wrong")))
    about.append(rx.el.p(class_name="wrong", hidden=True, custom_attrs={"data-fault": name}))
    return rx.el.div(
        rx.el.label(label, html_for=key),
        rx.el.input(id=key, name=name, class_name="input", aria_describedby=described, **props),
        rx.el.div(*about, id=described),
        class_name="field",
    )


def select(name: str, label: rx.Var[str], *options: rx.Component, prefix: str = "", **props: Any) -> rx.Component:
    key = f"{prefix}{name}"
    return rx.el.div(
        rx.el.label(label, html_for=key),
        rx.el.select(*options, id=key, name=name, class_name="select", **props),
        class_name="field",
    )


def switch(label: rx.Var[str], checked: rx.Var[bool], on_change: Any, hint: rx.Var[str] | None = None) -> rx.Component:
    """On or off, at once."""
    return rx.el.label(
        rx.el.span(
            rx.el.span(label, class_name="label"),
            rx.el.span(hint, class_name="hint") if hint is not None else rx.fragment(),
            class_name="switch-text",
        ),
        rx.el.input(type="checkbox", role="switch", checked=checked, on_change=on_change),
        rx.el.span(class_name="track", aria_hidden="true"),
        class_name="switch",
    )
