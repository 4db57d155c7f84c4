"""Making an account of one's own."""

from __future__ import annotations

import reflex as rx

from medianest import routes
from medianest.components.empty import note
from medianest.components.forms import field
from medianest.components.i18n import _
from medianest.components.layout import stage
from medianest.components.native_form import hidden, in_clear_warning, native_form, query
from medianest.components.provider_buttons import provider_buttons
from medianest.state.invitations import RegistrationState


def _wrong() -> rx.Component:
    """Codes of ``?error=``; with ``invalid``, ``?fields=`` names the inputs that were refused, parted by commas."""
    error = query("error")
    sentence = rx.match(
        error,
        ("invalid", _("Something below cannot be used.")),
        ("conflict", _("There is already somebody with this e-mail address. Sign in instead.")),
        ("too_many_requests", _("Too many tries. Wait a little and try again.")),
        ("cross_site", _("That did not come from this page. Try again.")),
        ("overloaded", _("The server is busy. Try again in a moment.")),
        _("That did not work. Try again."),
    )
    return rx.cond(error != "", rx.el.div(note("bad", "circle-alert", rx.el.p(sentence)), role="alert"))


def _form() -> rx.Component:
    refused = query("fields").split(",")

    def checked(name: str, label: rx.Var[str], rule: rx.Var[str], **props) -> rx.Component:
        wrong = rx.cond(refused.contains(name), "true", "false")
        return field(name, label, hint=rule, required=True, aria_invalid=wrong, **props)

    return rx.fragment(
        rx.el.div(
            rx.el.h1(rx.cond(RegistrationState.invited, _("You are invited"), _("Make an account"))),
            rx.el.p(_("With an account you keep your place, your lists and your history."), class_name="soft"),
            class_name="stack-2",
        ),
        _wrong(),
        in_clear_warning(),
        native_form(
            hidden("invitation", RegistrationState.token),
            checked("display_name", _("Name"), _("How others see you."), auto_complete="name", auto_focus=True),
            checked("email", _("E-mail"), _("You sign in with it."), type="email", auto_complete="username"),
            checked(
                "password",
                _("Password"),
                _("At least 10 characters, and not your e-mail address."),
                type="password",
                auto_complete="new-password",
            ),
            rx.el.button(_("Make my account"), type="submit", class_name="btn primary large"),
            action=routes.SESSION_REGISTER,
            method="post",
            class_name="fields",
        ),
        provider_buttons("invitation", RegistrationState.token, rx.el.p(_("or"), class_name="or")),
    )


def _closed() -> rx.Component:
    return rx.fragment(
        rx.el.h1(
            rx.cond(RegistrationState.invited, _("This link does not work any more"), _("This server is by invitation"))
        ),
        rx.el.p(
            rx.cond(
                RegistrationState.invited,
                _("It was used, has run out or was taken back. Ask for a new one."),
                _("Ask an administrator for a link."),
            ),
            class_name="soft",
        ),
    )


def register() -> rx.Component:
    return stage(
        rx.cond(
            RegistrationState.ready,
            rx.cond(RegistrationState.allowed, _form(), _closed()),
            rx.fragment(
                rx.el.h1(_("Make an account"), class_name="sr-only"),
                rx.el.div(class_name="skeleton line", custom_attrs={"aria-busy": "true"}),
            ),
        ),
        rx.el.p(
            _("You have an account?"), " ", rx.el.a(_("Sign in"), href=routes.LOGIN, class_name="link"),
            class_name="soft",
        ),
    )  # fmt: skip
