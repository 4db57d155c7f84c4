"""One's own passkeys: what there is, and another one. And the button that signs in with one."""

from __future__ import annotations

import reflex as rx

from medianest import routes
from medianest.components.dialogs import close_dialog, dialog, open_dialog
from medianest.components.formats import ago, day
from medianest.components.forms import RestForm, field
from medianest.components.i18n import _
from medianest.components.scripts import PASSKEYS
from medianest.components.second_factor_panel import asks_password, password_field, sign_in_again
from medianest.components.table import Column, table
from medianest.services.factor_views import PasskeyView
from medianest.state.passkeys import PasskeysState
from medianest.state.second_factors import SecondFactorsState

_RENAME, _REMOVE = "rename-passkey", "remove-passkey"


class AddPasskey(rx.Component):
    """A name, and then the device is asked; then the page is loaded again. Says where there can be no passkeys."""

    library = PASSKEYS
    tag = "AddPasskey"
    options: rx.Var[str]
    action: rx.Var[str]
    ask: rx.Var[bool]


class PasskeySignIn(rx.Component):
    """Signs in and goes on to ``next``. Says where there can be no passkeys."""

    library = PASSKEYS
    tag = "PasskeySignIn"
    options: rx.Var[str]
    action: rx.Var[str]
    next: rx.Var[str]


def passkey_sign_in(next: rx.Var[str]) -> rx.Component:
    return PasskeySignIn.create(options=routes.SESSION_PASSKEY_OPTIONS, action=routes.SESSION_PASSKEY, next=next)


def _name(one: rx.Var[PasskeyView]) -> tuple[rx.Component, ...]:
    where = rx.cond(one.synced, _("for {host}, synced", host=one.host), _("for {host}, on one device", host=one.host))
    return rx.el.strong(one.name), rx.el.p(where, class_name="small muted")


def _used(one: rx.Var[PasskeyView]) -> rx.Component | rx.Var:
    return rx.cond(one.last_used_at, ago(one.last_used_at), _("never"))


def _made(one: rx.Var[PasskeyView]) -> rx.Var:
    return day(one.created_at)


def _buttons(one: rx.Var[PasskeyView]) -> tuple[rx.Component, ...]:
    def button(text: rx.Var[str], label: rx.Var[str], name: str, look: str) -> rx.Component:
        return rx.el.button(
            text,
            type="button",
            class_name=f"btn compact {look}",
            aria_label=label,
            on_click=[PasskeysState.choose(one.id.to(str)), open_dialog(name)],
        )

    return (
        button(_("Rename"), _("Rename the passkey {name}", name=one.name), _RENAME, "quiet"),
        button(_("Remove"), _("Remove the passkey {name}", name=one.name), _REMOVE, ""),
    )


def _table() -> rx.Component:
    columns = [
        Column(_("Passkey"), _name, "lead"),
        Column(_("Made"), _made, "num"),
        Column(_("Last used"), _used, "num"),
        Column(_("Action"), _buttons, "end"),
    ]
    return table(_("Passkeys"), columns, PasskeysState.passkeys, framed=False)


def _chosen(rest: str = "") -> rx.Var[str]:
    return rx.Var.create(f"{routes.API_PASSKEYS}/") + PasskeysState.chosen.id.to(str) + rest


def _rename() -> rx.Component:
    chosen = PasskeysState.chosen
    return dialog(
        _RENAME,
        _("Rename the passkey"),
        RestForm.create(
            field(
                "name",
                _("New name"),
                prefix="rename-",
                default_value=chosen.name,
                key=chosen.id.to(str),
                required=True,
                max_length=60,
                auto_complete="off",
            ),
            rx.el.button(_("Save"), type="submit", class_name="btn primary"),
            action=_chosen(),
            method="PATCH",
            on_done=[PasskeysState.load, close_dialog(_RENAME)],
            class_name="fields",
        ),
    )


def _remove() -> rx.Component:
    return dialog(
        _REMOVE,
        _("Remove the passkey"),
        rx.el.p(
            _("{name} opens nothing here any more. Delete it on the device, too.", name=PasskeysState.chosen.name),
            class_name="soft gap-below",
        ),
        RestForm.create(
            password_field("remove-"),
            rx.el.button(_("Remove"), type="submit", class_name="btn danger"),
            action=_chosen("/remove"),
            on_done=[PasskeysState.load, close_dialog(_REMOVE)],
            class_name="fields",
        ),
    )


def passkey_panel() -> rx.Component:
    add = AddPasskey.create(options=f"{routes.API_PASSKEYS}/options", action=routes.API_PASSKEYS, ask=asks_password())
    return rx.el.div(
        rx.el.h3(_("Passkeys")),
        rx.el.p(
            _("Sign in with your fingerprint, your face or a security key. There is nothing to remember."),
            class_name="soft",
        ),
        rx.cond(PasskeysState.passkeys.length() > 0, _table()),
        rx.cond(SecondFactorsState.factors.proof == "sign_in", sign_in_again(), add),
        _rename(),
        _remove(),
        class_name="security-part",
    )
