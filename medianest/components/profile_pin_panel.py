"""One's own PIN for shared browsers; and what such a browser shows on the sign-in page."""

from __future__ import annotations

import reflex as rx

from medianest import routes
from medianest.components.dialogs import close_dialog, dialog, open_dialog
from medianest.components.forms import RestForm, field
from medianest.components.i18n import _
from medianest.components.native_form import sign_out_form
from medianest.components.scripts import PROFILES
from medianest.components.second_factor_panel import password_field, sign_in_again
from medianest.state.second_factors import SecondFactorsState

_REMOVE = "remove-pin"


class Profiles(rx.Component):
    """Whom this browser remembers, and the PIN of the one who is chosen; its children where it remembers nobody, or
    somebody wants to sign in another way. ``fault``: what went wrong, in a sentence."""

    library = PROFILES
    tag = "Profiles"
    source: rx.Var[str]
    action: rx.Var[str]
    forget: rx.Var[str]
    next: rx.Var[str]
    chosen: rx.Var[str]
    fault: rx.Var[str]
    done: rx.Var[str]


def pin_field(label: rx.Var[str], prefix: str) -> rx.Component:
    return field(
        "pin",
        label,
        hint=_("4 to 8 digits."),
        prefix=prefix,
        type="password",
        input_mode="numeric",
        auto_complete="off",
        max_length=8,
        required=True,
    )


def switch_profile() -> rx.Component:
    """To the sign-in page, which offers those whom this browser remembers."""
    text = rx.icon("users-round", size=18), _("Switch profile")
    return sign_out_form(rx.el.button(*text, type="submit", class_name="btn"))


def _remove() -> rx.Component:
    return dialog(
        _REMOVE,
        _("Remove PIN"),
        rx.el.p(
            _("Every shared browser forgets your profile; you sign in there as before."), class_name="soft gap-below"
        ),
        RestForm.create(
            password_field("remove-pin-"),
            rx.el.button(_("Remove PIN"), type="submit", class_name="btn danger"),
            action=f"{routes.API_PIN}/remove",
            on_done=[SecondFactorsState.load, close_dialog(_REMOVE)],
            class_name="fields",
        ),
    )


def _form() -> rx.Component:
    has = SecondFactorsState.factors.pin
    return RestForm.create(
        pin_field(rx.cond(has, _("New PIN"), _("PIN")), "own-"),
        password_field("own-pin-"),
        rx.el.div(
            rx.el.button(rx.cond(has, _("Change PIN"), _("Set PIN")), type="submit", class_name="btn"),
            rx.cond(
                has,
                rx.el.button(_("Remove PIN"), type="button", class_name="btn quiet", on_click=open_dialog(_REMOVE)),
            ),
            class_name="cluster",
        ),
        action=routes.API_PIN,
        method="PUT",
        done=_("The PIN is set."),
        on_done=SecondFactorsState.load,
        class_name="fields",
    )


def profile_pin_panel() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.h3(_("PIN for shared browsers")),
            rx.cond(
                SecondFactorsState.factors.pin,
                rx.el.span(_("On"), class_name="badge good"),
                rx.el.span(_("Off"), class_name="badge"),
            ),
            class_name="cluster",
        ),
        rx.el.p(
            _(
                "With a PIN, a browser where you sign in, like the television's, remembers your profile for 90 days: "
                "choose it there and type the PIN."
            ),
            class_name="soft",
        ),
        rx.cond(SecondFactorsState.factors.proof == "sign_in", sign_in_again(), _form()),
        _remove(),
        class_name="security-part",
    )
