"""The first start: the administrator, then the first library."""

from __future__ import annotations

import reflex as rx

from medianest import routes
from medianest.components.empty import note
from medianest.components.forms import field
from medianest.components.i18n import _
from medianest.components.layout import stage
from medianest.components.native_form import in_clear_warning, query, setup_form
from medianest.components.new_library import new_library
from medianest.state.admin_libraries import NewLibraryState
from medianest.state.auth import AuthState


def _wrong() -> rx.Component:
    """Codes of ``?error=``; with ``invalid``, ``?fields=`` names the inputs that were refused, parted by commas."""
    error = query("error")
    sentence = rx.match(
        error,
        ("invalid", _("Something below cannot be used.")),
        ("conflict", _("This server is set up already. Sign in.")),
        ("too_many_requests", _("Too many tries. Wait a little and try again.")),
        ("cross_site", _("That did not come from this page. Try again.")),
        ("overloaded", _("The server is busy. Try again in a moment.")),
        _("That did not work. Try again."),
    )
    return rx.cond(error != "", rx.el.div(note("bad", "circle-alert", rx.el.p(sentence)), role="alert"))


def _refused(name: str) -> rx.Var[bool]:
    return query("fields").split(",").contains(name)


def _administrator() -> rx.Component:
    def checked(name: str, label: rx.Var[str], rule: rx.Var[str], **props) -> rx.Component:
        return field(
            name, label, hint=rule, required=True, aria_invalid=rx.cond(_refused(name), "true", "false"), **props
        )

    return rx.fragment(
        rx.el.div(
            rx.el.h1(_("Welcome to MediaNest")),
            rx.el.p(_("Make your account first. It manages this server."), class_name="soft"),
            class_name="stack-2",
        ),
        _wrong(),
        in_clear_warning(),
        setup_form(
            checked(
                "code",
                _("Code"),
                _("The code that the server printed when it started."),
                auto_complete="one-time-code",
                auto_focus=True,
                placeholder="ABCD-EFGH",
            ),
            checked("display_name", _("Name"), _("How others see you."), auto_complete="name"),
            checked("email", _("E-mail"), _("You sign in with it."), type="email", auto_complete="username"),
            checked(
                "password",
                _("Password"),
                _("At least 10 characters, and not your e-mail address."),
                type="password",
                auto_complete="new-password",
            ),
            rx.el.button(_("Create the administrator"), type="submit", class_name="btn primary large"),
            class_name="fields",
        ),
    )


def _library() -> rx.Component:
    demo = rx.el.button(
        rx.icon("sparkles", size=19),
        _("Make a demo library"),
        type="button",
        class_name="btn",
        on_click=NewLibraryState.make_demo,
    )
    return rx.fragment(
        rx.el.div(
            rx.el.h1(_("Your first library")),
            rx.el.p(_("Choose a folder of this server. Nothing in it is changed."), class_name="soft"),
            class_name="stack-2",
        ),
        new_library(),
        rx.el.p(_("or look around first"), class_name="or"),
        rx.el.div(
            demo,
            rx.el.a(_("Later"), href=routes.HOME, class_name="btn quiet"),
            class_name="cluster",
        ),
        rx.el.p(
            _("The server draws and plays the demo itself: ten short films, a show and an album."),
            class_name="muted small",
        ),
    )


def setup() -> rx.Component:
    choosing = (query("step") == "library") & AuthState.signed_in
    return stage(rx.cond(choosing, _library(), _administrator()), wide=True)
