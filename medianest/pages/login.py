"""Signing in."""

from __future__ import annotations

import reflex as rx

from medianest import routes
from medianest.components.empty import note
from medianest.components.forms import field
from medianest.components.i18n import _
from medianest.components.layout import stage
from medianest.components.native_form import in_clear_warning, login_form, query
from medianest.state.invitations import RegistrationState


def _wrong() -> rx.Component:
    """Codes of ``?error=``, as api/session.py gives them."""
    error = query("error")
    sentence = rx.match(
        error,
        ("wrong_credentials", _("The e-mail address or the password is wrong.")),
        ("too_many_requests", _("Too many tries. Wait a little and try again.")),
        ("forbidden", _("This account is disabled. Ask an administrator.")),
        ("cross_site", _("That did not come from this page. Try again.")),
        ("overloaded", _("The server is busy. Try again in a moment.")),
        _("That did not work. Try again."),
    )
    return rx.cond(error != "", rx.el.div(note("bad", "circle-alert", rx.el.p(sentence)), role="alert"))


def login() -> rx.Component:
    return stage(
        rx.el.h1(_("Sign in")),
        _wrong(),
        in_clear_warning(),
        login_form(
            field("email", _("E-mail"), type="email", auto_complete="username", required=True, auto_focus=True),
            field("password", _("Password"), type="password", auto_complete="current-password", required=True),
            rx.el.button(_("Sign in"), type="submit", class_name="btn primary large"),
            class_name="fields",
        ),
        rx.cond(
            RegistrationState.allowed,
            rx.el.p(
                _("You are new here?"),
                " ",
                rx.el.a(_("Make an account"), href=routes.REGISTER, class_name="link"),
                class_name="soft",
            ),
        ),
    )
