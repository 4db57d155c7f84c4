"""The first start: the administrator, then the first library."""

from __future__ import annotations

import reflex as rx

from medianest.components.native_form import query, setup_form

# Codes of ``?error=``; with ``invalid``, ``?fields=`` names the inputs that were refused, parted by commas.
_ERRORS = (
    ("invalid", "Something below cannot be used."),
    ("conflict", "This server is set up already. Sign in."),
    ("too_many_requests", "Too many tries. Wait a little and try again."),
    ("cross_site", "That did not come from this page. Try again."),
    ("overloaded", "The server is busy. Try again in a moment."),
)


def _field(name: str, label: str, rule: str, **props) -> rx.Component:
    refused = query("fields").split(",").contains(name)
    return rx.el.div(
        rx.el.label(label, html_for=name),
        rx.el.input(id=name, name=name, required=True, aria_invalid=refused, aria_describedby=f"{name}-rule", **props),
        rx.el.p(rule, id=f"{name}-rule"),
    )


def setup() -> rx.Component:
    error = query("error")
    return rx.el.main(
        rx.el.h1("Welcome to MediaNest"),
        rx.cond(
            error != "",
            rx.el.p(rx.match(error, *_ERRORS, "That did not work. Try again."), role="alert"),
        ),
        rx.cond(query("step") == "library", rx.el.p("Now choose your first library."), _administrator()),
    )


def _administrator() -> rx.Component:
    return setup_form(
        _field("code", "Code", "The code that the server printed when it started.", auto_complete="one-time-code"),
        _field("display_name", "Name", "How others see you.", auto_complete="name"),
        _field("email", "E-mail", "You sign in with it.", type="email", auto_complete="username"),
        _field(
            "password",
            "Password",
            "At least 10 characters, and not your e-mail address.",
            type="password",
            auto_complete="new-password",
        ),
        rx.el.button("Create the administrator", type="submit"),
    )
