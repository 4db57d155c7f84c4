"""Choosing a new password by a link."""

from __future__ import annotations

import reflex as rx

from medianest import routes
from medianest.components.empty import note
from medianest.components.forms import field
from medianest.components.i18n import _
from medianest.components.layout import stage
from medianest.components.native_form import hidden, in_clear_warning, native_form, query
from medianest.state.password_resets import PasswordResetState


def _wrong() -> rx.Component:
    error = query("error")
    sentence = rx.match(
        error,
        ("invalid", _("This password cannot be used.")),
        ("too_many_requests", _("Too many tries. Wait a little and try again.")),
        ("cross_site", _("That did not come from this page. Try again.")),
        _("That did not work. Try again."),
    )
    shown = (error != "") & (error != "not_found")
    return rx.cond(shown, rx.el.div(note("bad", "circle-alert", rx.el.p(sentence)), role="alert"))


def _form() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            rx.el.h1(_("A new password")),
            rx.el.p(_("All devices are signed out, and you sign in with the new one."), class_name="soft"),
            class_name="stack-2",
        ),
        _wrong(),
        in_clear_warning(),
        native_form(
            hidden("token", PasswordResetState.link),
            field(
                "password",
                _("New password"),
                hint=_("At least 10 characters, and not your e-mail address."),
                type="password",
                auto_complete="new-password",
                required=True,
                auto_focus=True,
            ),
            rx.el.button(_("Set password"), type="submit", class_name="btn primary large"),
            action=routes.SESSION_NEW_PASSWORD,
            method="post",
            class_name="fields",
        ),
    )


def _useless() -> rx.Component:
    return rx.fragment(
        rx.el.h1(_("This link does not work any more")),
        rx.el.p(_("It was used or has run out. Ask for a new one."), class_name="soft"),
        rx.el.p(rx.el.a(_("Sign in"), href=routes.LOGIN, class_name="link")),
    )


def new_password() -> rx.Component:
    return stage(
        rx.cond(
            PasswordResetState.ready,
            rx.cond(PasswordResetState.works, _form(), _useless()),
            rx.fragment(
                rx.el.h1(_("A new password"), class_name="sr-only"),
                rx.el.div(class_name="skeleton line", custom_attrs={"aria-busy": "true"}),
            ),
        )
    )
