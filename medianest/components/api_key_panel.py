"""One's own API keys: what there is, and a form for another."""

from __future__ import annotations

import reflex as rx

from medianest import routes
from medianest.components.formats import ago, day
from medianest.components.forms import RestForm, field, select
from medianest.components.i18n import _
from medianest.services.account_views import ApiKeyView
from medianest.state.api_keys import ApiKeysState
from medianest.state.auth import AuthState


def _scope(name: rx.Var[str]) -> rx.Component | rx.Var:
    return rx.match(
        name, ("read", _("Look")), ("play", _("Look and play")), ("manage", _("Also change")), _("Also administer")
    )


def _key(one: rx.Var[ApiKeyView]) -> rx.Component:
    used = rx.cond(one.last_used_at, _("used {when}", when=ago(one.last_used_at)), _("never used"))
    ends = rx.cond(one.expires_at, _("runs out {day}", day=day(one.expires_at)), _("never runs out"))
    return rx.el.li(
        rx.el.span(rx.icon("key-round", size=22), class_name="thumb"),
        rx.el.div(
            rx.el.strong(one.name),
            rx.el.small(_scope(one.scope), " · …", one.hint, " · ", used, " · ", ends),
            class_name="body",
        ),
        rx.el.div(
            rx.cond(one.expired, rx.el.span(_("Run out"), class_name="badge bad")),
            rx.el.button(
                _("Remove"),
                type="button",
                class_name="btn compact",
                aria_label=_("Remove the key {name}", name=one.name),
                on_click=ApiKeysState.remove(one.id.to(str)),
            ),
            class_name="end",
        ),
        class_name="row",
    )


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
        rx.el.ul(rx.foreach(ApiKeysState.keys, _key), class_name="rows"),
        _form(),
        class_name="panel",
    )
