"""Webhooks: add, change, test, pause, remove, and see what each was told."""

from __future__ import annotations

from typing import Any

import reflex as rx

from medianest.components.delivery_log import delivery_log
from medianest.components.dialogs import close_dialog, confirm, dialog, open_dialog
from medianest.components.empty import empty, note
from medianest.components.formats import ago
from medianest.components.i18n import _
from medianest.components.layout import page_head, shell
from medianest.components.skeleton import rows_skeleton
from medianest.components.webhook_form import changed_webhook, event_name, new_secret, new_webhook
from medianest.services.webhooks.views import WebhookView
from medianest.state.admin_webhooks import AdminWebhooksState

_NEW, _FORM, _LOG, _SECRET, _REMOVE = "webhook-new", "webhook-form", "webhook-log", "webhook-secret", "remove-webhook"


def _state(one: rx.Var[WebhookView]) -> rx.Component:
    last = rx.match(
        one.last,
        ("delivered", rx.el.span(_("Delivered"), class_name="badge good")),
        ("failed", rx.el.span(_("Failing"), class_name="badge bad")),
        rx.el.span(_("Not tried yet"), class_name="badge"),
    )
    return rx.el.div(
        rx.cond(one.enabled, last, rx.el.span(_("Paused"), class_name="badge warn")), class_name="cluster tight"
    )


def _standing(one: rx.Var[WebhookView]) -> rx.Component:
    return rx.el.p(
        rx.cond(one.last_at, rx.el.span(_("Last told {when}", when=ago(one.last_at)))),
        rx.cond(one.waiting > 0, rx.el.span(_("{n} waiting", n=one.waiting))),
        rx.cond(one.dead > 0, rx.el.span(_("{n} given up", n=one.dead))),
        class_name="meta small",
    )


def _fault(one: rx.Var[WebhookView]) -> rx.Component:
    reason = rx.cond(one.pause_reason != "", one.pause_reason, one.last_reason)
    return rx.cond(reason != "", note("warn", "triangle-alert", rx.el.p(_(reason))))


def _button(icon: str, text: rx.Var[str] | rx.Component, *clicks: Any, **props: Any) -> rx.Component:
    return rx.el.button(
        rx.icon(icon, size=17),
        text,
        **{"type": "button", "class_name": "btn compact quiet", "on_click": list(clicks), **props},
    )


def _buttons(one: rx.Var[WebhookView]) -> rx.Component:
    state, name = AdminWebhooksState, one.id.to(str)
    busy = state.testing == name
    return rx.el.div(
        _button(
            "send",
            rx.cond(busy, _("Sending …"), _("Send a test")),
            state.test(name),
            disabled=busy,
            class_name="btn compact",
        ),
        _button("list", _("What it was told"), state.show(name), open_dialog(_LOG)),
        _button("pencil", _("Edit"), state.choose(name), open_dialog(_FORM)),
        rx.cond(
            one.enabled,
            _button("pause", _("Pause"), state.enable(name, False)),
            _button("play", _("Go on"), state.enable(name, True)),
        ),
        _button("key-round", _("New secret"), state.choose(name), open_dialog(_SECRET)),
        _button("trash-2", _("Remove"), state.choose(name), open_dialog(_REMOVE)),
        class_name="cluster tight",
    )


def _webhook(one: rx.Var[WebhookView]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.span(rx.icon("webhook", size=22), class_name="thumb"),
            rx.el.div(rx.el.h2(one.name), rx.el.code(one.origin, class_name="small muted"), class_name="body"),
            _state(one),
            class_name="library-head provider-head",
        ),
        rx.el.div(
            rx.foreach(one.events, lambda type: rx.el.span(event_name(type), class_name="badge")),
            class_name="cluster tight",
        ),
        _standing(one),
        _fault(one),
        _buttons(one),
        class_name="panel library",
    )


def _dialogs() -> rx.Component:
    state = AdminWebhooksState
    return rx.fragment(
        dialog(_NEW, _("A new webhook"), new_webhook()),
        dialog(_FORM, _("Change the webhook"), changed_webhook([state.load, close_dialog(_FORM)])),
        dialog(_SECRET, _("A new secret"), new_secret()),
        dialog(
            _LOG,
            _("What it was told"),
            delivery_log(),
            foot=(_button("refresh-cw", _("Look again"), state.look_again),),
        ),
        confirm(
            _REMOVE,
            _("Remove this webhook?"),
            _("It is told nothing any more, and the log of what it was told is lost."),
            _("Remove"),
            state.remove,
        ),
    )


def webhooks() -> rx.Component:
    state = AdminWebhooksState

    def add(style: str) -> rx.Component:
        return _button("plus", _("Add a webhook"), open_dialog(_NEW), class_name=style)

    nothing = empty(
        "webhook",
        _("No program is told anything"),
        _("Let other programs know when titles are added, somebody plays something, or a disk is gone."),
        add("btn primary"),
    )
    return shell(
        rx.el.div(
            page_head(
                _("Webhooks"),
                _("Programs that are told what happens here. Each message is signed, and sent until it arrives."),
                add("btn primary"),
            ),
            rx.cond(
                state.ready,
                rx.cond(
                    state.webhooks.length() > 0,
                    rx.el.ul(rx.foreach(state.webhooks, _webhook), class_name="panels"),
                    nothing,
                ),
                rows_skeleton(3),
            ),
            _dialogs(),
            class_name="page narrow",
        )
    )
