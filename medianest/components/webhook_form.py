"""Forms about a webhook. They ask the API themselves: no secret meets the websocket."""

from __future__ import annotations

from typing import Any

import reflex as rx

from medianest import routes
from medianest.components.forms import RestForm, field
from medianest.components.i18n import _
from medianest.services.events import TYPES
from medianest.state.admin_webhooks import AdminWebhooksState

_USUAL = ("media.added", "playback.started", "playback.stopped")


def event_name(type: rx.Var[str] | str) -> rx.Component | rx.Var:
    """What happened, in a few words."""
    return rx.match(
        type,
        ("media.added", _("Titles added")),
        ("media.available", _("Titles back again")),
        ("media.unavailable", _("Titles missing")),
        ("media.removed", _("Titles removed")),
        ("playback.started", _("Playback started")),
        ("playback.paused", _("Playback paused")),
        ("playback.stopped", _("Playback stopped")),
        ("playback.watched", _("Watched to the end")),
        ("user.login", _("Signed in")),
        ("user.login_failed", _("Sign-in failed")),
        ("library.scanned", _("Library scanned")),
        ("library.offline", _("Library offline")),
        ("library.online", _("Library back online")),
        ("provider.state", _("Provider up or down")),
        ("webhook.test", _("Test message")),
        type,
    )


def _events(chosen: rx.Var | None) -> rx.Component:
    def box(type: str) -> rx.Component:
        ticked = type in _USUAL if chosen is None else chosen.events.to(list[str]).contains(type)
        return rx.el.label(
            rx.el.input(type="checkbox", value=type, default_checked=ticked),
            rx.el.span(event_name(rx.Var.create(type))),
            class_name="box",
        )

    return rx.el.fieldset(
        rx.el.legend(_("What is it told of?"), class_name="label"),
        rx.el.div(*map(box, TYPES), class_name="boxes flat"),
        rx.el.p(class_name="wrong", hidden=True, custom_attrs={"data-fault": "events"}),
        class_name="field choice-of-many",
        custom_attrs={"data-list": "events"},
    )


def _form(prefix: str, chosen: rx.Var | None, **props: Any) -> rx.Component:
    known = {} if chosen is None else {name: {"default_value": getattr(chosen, name)} for name in ("name", "url")}
    return RestForm.create(
        field(
            "name", _("Name"), prefix=prefix, required=True, max_length=80, auto_complete="off", **known.get("name", {})
        ),
        field(
            "url",
            _("Address"),
            _("Where messages are posted to. It may be in your own network."),
            prefix=prefix,
            type="url",
            required=True,
            auto_complete="off",
            spell_check=False,
            **known.get("url", {}),
        ),
        _events(chosen),
        rx.el.button(_("Save"), type="submit", class_name="btn primary"),
        class_name="fields",
        **props,
    )


def new_webhook() -> rx.Component:
    """Shows the secret, this once."""
    state = AdminWebhooksState
    return _form(
        "new-webhook-",
        None,
        action=routes.API_WEBHOOKS,
        done=_("Saved. Copy the secret now: it is not shown again."),
        reveal="secret",
        reveal_label=_("Secret, for checking signatures"),
        on_done=state.load,
    )


def changed_webhook(on_done: Any) -> rx.Component:
    state = AdminWebhooksState
    form = _form(
        "webhook-",
        state.chosen,
        action=rx.Var.create(routes.API_WEBHOOKS) + "/" + state.chosen.id.to(str),
        method="PUT",
        done=_("Saved."),
        on_done=on_done,
        key=state.forms.to_string(),
    )
    return rx.cond(state.chosen, form)


def new_secret() -> rx.Component:
    """In place of the old one."""
    state = AdminWebhooksState
    form = RestForm.create(
        rx.el.p(_("The old secret signs nothing any more. Receivers need the new one at once."), class_name="soft"),
        rx.el.button(_("Make a new secret"), type="submit", class_name="btn danger"),
        action=rx.Var.create(routes.API_WEBHOOKS) + "/" + state.chosen.id.to(str) + "/secret",
        done=_("Copy the secret now: it is not shown again."),
        reveal="secret",
        reveal_label=_("Secret, for checking signatures"),
        class_name="fields",
        key=state.forms.to_string(),
    )
    return rx.cond(state.chosen, form)
