"""An authenticator app for one's own sign-in: setting it up, its recovery codes, turning it off."""

from __future__ import annotations

import reflex as rx

from medianest import routes
from medianest.components.dialogs import close_dialog, dialog, open_dialog
from medianest.components.empty import note
from medianest.components.formats import ago, day
from medianest.components.forms import RestForm, field
from medianest.components.i18n import _, plural
from medianest.components.scripts import SECOND_FACTOR
from medianest.state.second_factors import SecondFactorsState

_OFF, _CODES = "app-off", "recovery-codes"
_FEW = 3


class AppSetup(rx.Component):
    """Begins, shows what is shown once, and turns the app on; then the page is loaded again. ``ask``: the password."""

    library = SECOND_FACTOR
    tag = "AppSetup"
    begin: rx.Var[str]
    confirm: rx.Var[str]
    ask: rx.Var[bool]


class NewRecoveryCodes(rx.Component):
    """Makes recovery codes and shows them this once."""

    library = SECOND_FACTOR
    tag = "NewRecoveryCodes"
    action: rx.Var[str]
    ask: rx.Var[bool]
    on_done: rx.EventHandler[rx.event.no_args_event_spec]


def asks_password() -> rx.Var[bool]:
    """Whether a change to the sign-in asks for the password at this moment."""
    return (SecondFactorsState.factors.proof == "password").to(bool)


def sign_in_again() -> rx.Component:
    """Said in place of forms, to those who have no password and signed in long ago."""
    text = _("To change this, sign out and in again. For ten minutes after that you can.")
    return note("", "shield-check", rx.el.p(text))


def password_field(prefix: str) -> rx.Component:
    return rx.cond(
        asks_password(),
        field(
            "password",
            _("Your password"),
            prefix=prefix,
            type="password",
            auto_complete="current-password",
            required=True,
        ),
    )


def _turn_off() -> rx.Component:
    return dialog(
        _OFF,
        _("Turn the authenticator app off"),
        rx.el.p(
            _("Your password alone will do to sign in. The recovery codes go with the app."),
            class_name="soft gap-below",
        ),
        RestForm.create(
            password_field("off-"),
            field(
                "code",
                _("Code"),
                hint=_("From the app, or a recovery code."),
                prefix="off-",
                auto_complete="one-time-code",
                required=True,
            ),
            rx.el.button(_("Turn off"), type="submit", class_name="btn danger"),
            action=f"{routes.API_TOTP}/remove",
            on_done=[SecondFactorsState.load, close_dialog(_OFF)],
            class_name="fields",
        ),
    )


def _renew() -> rx.Component:
    return dialog(
        _CODES,
        _("New recovery codes"),
        rx.el.p(_("All earlier codes stop to work. The new ones are shown this once."), class_name="soft gap-below"),
        NewRecoveryCodes.create(
            action=f"{routes.API_TOTP}/recovery-codes", ask=asks_password(), on_done=SecondFactorsState.load
        ),
    )


def _on() -> rx.Component:
    factors = SecondFactorsState.factors
    left = factors.recovery_codes_left
    few = plural("{n} recovery code is left. Make new ones.", "{n} recovery codes are left. Make new ones.", n=left)
    used = rx.cond(
        factors.app_last_used_at, rx.fragment(" ", _("Last used {when}.", when=ago(factors.app_last_used_at)))
    )
    return rx.fragment(
        rx.el.p(
            _("A code is asked after your password since {day}.", day=day(factors.app_since)), used, class_name="soft"
        ),
        rx.cond(
            left <= _FEW,
            note("warn", "triangle-alert", rx.el.p(few)),
            rx.el.p(plural("{n} recovery code is left.", "{n} recovery codes are left.", n=left), class_name="soft"),
        ),
        rx.cond(
            factors.proof == "sign_in",
            sign_in_again(),
            rx.el.div(
                rx.el.button(_("New recovery codes"), type="button", class_name="btn", on_click=open_dialog(_CODES)),
                rx.el.button(_("Turn off"), type="button", class_name="btn quiet", on_click=open_dialog(_OFF)),
                class_name="cluster",
            ),
        ),
        _turn_off(),
        _renew(),
    )


def _off() -> rx.Component:
    setup = AppSetup.create(begin=routes.API_TOTP, confirm=f"{routes.API_TOTP}/confirm", ask=asks_password())
    return rx.fragment(
        rx.el.p(
            _("Whoever learns your password still needs your phone: after the password a code is asked."),
            class_name="soft",
        ),
        rx.cond(SecondFactorsState.factors.proof == "sign_in", sign_in_again(), setup),
    )


def second_factor_panel() -> rx.Component:
    app = SecondFactorsState.factors.app
    return rx.el.div(
        rx.el.div(
            rx.el.h3(_("Authenticator app")),
            rx.cond(app, rx.el.span(_("On"), class_name="badge good"), rx.el.span(_("Off"), class_name="badge")),
            class_name="cluster",
        ),
        rx.cond(app, _on(), _off()),
        class_name="security-part",
    )
