"""One's own API keys: what there is, and a form for another."""

from __future__ import annotations

import reflex as rx

from medianest import routes
from medianest.components.formats import ago, day
from medianest.components.forms import RestForm, field, select
from medianest.components.i18n import _
from medianest.components.table import Column, table
from medianest.services.account_views import ApiKeyView
from medianest.state.api_keys import ApiKeysState
from medianest.state.auth import AuthState


def _scope(name: rx.Var[str]) -> rx.Component | rx.Var:
    return rx.match(
        name, ("read", _("Look")), ("play", _("Look and play")), ("manage", _("Also change")), _("Also administer")
    )


def _name(one: rx.Var[ApiKeyView]) -> tuple[rx.Component, ...]:
    return rx.el.strong(one.name), rx.el.p("…", one.hint, class_name="small muted num")


def _may(one: rx.Var[ApiKeyView]) -> rx.Component | rx.Var:
    return _scope(one.scope)


def _used(one: rx.Var[ApiKeyView]) -> rx.Component | rx.Var:
    return rx.cond(one.last_used_at, ago(one.last_used_at), _("never"))


def _ends(one: rx.Var[ApiKeyView]) -> rx.Component | rx.Var:
    ended = rx.el.span(_("Run out"), class_name="badge bad")
    return rx.cond(one.expired, ended, rx.cond(one.expires_at, day(one.expires_at), _("never")))


def _remove(one: rx.Var[ApiKeyView]) -> rx.Component:
    return rx.el.button(
        _("Remove"),
        type="button",
        class_name="btn compact",
        aria_label=_("Remove the key {name}", name=one.name),
        on_click=ApiKeysState.remove(one.id.to(str)),
    )


def _table() -> rx.Component:
    columns = [
        Column(_("Key"), _name, "lead"),
        Column(_("What it may do"), _may),
        Column(_("Last used"), _used, "num"),
        Column(_("Runs out"), _ends, "num"),
        Column(_("Action"), _remove, "end"),
    ]
    return table(_("API keys"), columns, ApiKeysState.keys, framed=False)


def _form() -> rx.Component:
    days = [("30", _("In 30 days")), ("90", _("In 90 days")), ("365", _("In a year")), ("0", _("Never"))]
    return RestForm.create(
        rx.el.div(
            field("name", _("What is it for?"), prefix="key-", required=True, max_length=80, auto_complete="off"),
            select(
                "scope",
                _("What it may do"),
                *(rx.el.option(_scope(rx.Var.create(name)), value=name) for name in ("read", "play", "manage")),
                rx.cond(AuthState.is_admin, rx.el.option(_("Also administer"), value="admin")),
                prefix="key-",
            ),
            select(
                "expires_in_days",
                _("Runs out"),
                *(rx.el.option(text, value=value) for value, text in days),
                prefix="key-",
                default_value="365",
            ),
            class_name="fields two",
        ),
        rx.el.button(_("Make a key"), type="submit", class_name="btn"),
        action=routes.API_KEYS,
        done=_("Copy the key now. It is not shown again."),
        reveal="token",
        reveal_label=_("The new key"),
        on_done=ApiKeysState.load,
        class_name="fields",
    )


def api_key_panel() -> rx.Component:
    return rx.el.section(
        rx.el.h2(_("API keys")),
        rx.el.p(_("For your own programs. A key can neither change your password nor make other keys.")),
        rx.cond(ApiKeysState.keys.length() > 0, _table()),
        _form(),
        class_name="panel",
    )
