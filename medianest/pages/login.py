"""Signing in."""

from __future__ import annotations

import reflex as rx

from medianest.components.native_form import login_form, query

# Codes of ``?error=``, as api/session.py gives them.
_ERRORS = (
    ("wrong_credentials", "The e-mail address or the password is wrong."),
    ("too_many_requests", "Too many tries. Wait a little and try again."),
    ("forbidden", "This account is disabled. Ask an administrator."),
    ("cross_site", "That did not come from this page. Try again."),
    ("overloaded", "The server is busy. Try again in a moment."),
)


def login() -> rx.Component:
    error = query("error")
    return rx.el.main(
        rx.el.h1("Sign in"),
        rx.cond(
            error != "",
            rx.el.p(rx.match(error, *_ERRORS, "That did not work. Try again."), role="alert"),
        ),
        login_form(
            rx.el.label("E-mail", html_for="email"),
            rx.el.input(id="email", name="email", type="email", auto_complete="username", required=True),
            rx.el.label("Password", html_for="password"),
            rx.el.input(
                id="password", name="password", type="password", auto_complete="current-password", required=True
            ),
            rx.el.button("Sign in", type="submit"),
        ),
    )
