"""For who has lost their password."""

from __future__ import annotations

import reflex as rx

from medianest import routes
from medianest.components.empty import note
from medianest.components.forms import field
from medianest.components.i18n import _
from medianest.components.layout import stage
from medianest.components.native_form import in_clear_warning, native_form, query
from medianest.state.password_resets import PasswordResetState


def _wrong() -> rx.Component:
    error = query("error")
    sentence = rx.match(
        error,
        ("too_many_requests", _("Too many tries. Wait a little and try again.")),
        ("cross_site", _("That did not come from this page. Try again.")),
        _("That did not work. Try again."),
    )
    return rx.cond(error != "", rx.el.div(note("bad", "circle-alert", rx.el.p(sentence)), role="alert"))


def _form() -> rx.Component:
    return native_form(
        field("email", _("E-mail"), type="email", auto_complete="username", required=True, auto_focus=True),
        rx.el.button(_("Send me a link"), type="submit", class_name="btn primary large"),
        action=routes.SESSION_FORGOTTEN,
        method="post",
        class_name="fields",
    )


def _sent() -> rx.Component:
    text = _("If somebody has this address, a link is on its way. It works for an hour.")
    return rx.el.div(note("good", "mail-check", rx.el.p(text)), role="status")


def forgotten() -> rx.Component:
    return stage(
        rx.el.h1(_("A new password")),
        _wrong(),
        in_clear_warning(),
        rx.cond(
            query("sent") != "",
            _sent(),
            rx.cond(
                PasswordResetState.by_mail,
                _form(),
                rx.el.p(_("Ask an administrator of this server for a link."), class_name="soft"),
            ),
        ),
        rx.el.p(rx.el.a(_("Sign in"), href=routes.LOGIN, class_name="link")),
    )
