"""What a webhook was told: each delivery with its tries, its message and what the receiver said."""

from __future__ import annotations

import reflex as rx

from medianest.components.empty import empty
from medianest.components.formats import ago, moment
from medianest.components.i18n import _
from medianest.components.skeleton import rows_skeleton
from medianest.components.webhook_form import event_name
from medianest.services.webhooks.views import DeliveryView, TryView
from medianest.state.admin_webhooks import AdminWebhooksState


def _badge(one: rx.Var[DeliveryView]) -> rx.Component | rx.Var:
    waits = rx.cond(
        one.attempts > 0,
        rx.el.span(_("Tried again"), class_name="badge warn"),
        rx.el.span(_("Waiting"), class_name="badge"),
    )
    return rx.match(
        one.state,
        ("delivered", rx.el.span(_("Delivered"), class_name="badge good")),
        ("dead", rx.el.span(_("Given up"), class_name="badge bad")),
        waits,
    )


def _try(one: rx.Var[TryView]) -> rx.Component:
    result = rx.cond(one.status, rx.el.span(one.status.to_string(), class_name="num"), rx.fragment())
    return rx.el.li(
        rx.el.time(moment(one.at), date_time=one.at),
        rx.el.span(_("{n} ms", n=one.milliseconds), class_name="num"),
        result,
        rx.cond(one.reason != "", rx.el.span(_(one.reason)), rx.el.span(_("Delivered"))),
        class_name="cluster tight small soft",
    )


def _message(one: rx.Var[DeliveryView]) -> rx.Var[str]:
    return rx.Var(f"JSON.stringify({one.message!s}, null, 2)", _var_data=one._get_all_var_data()).to(str)


def _delivery(one: rx.Var[DeliveryView]) -> rx.Component:
    again = rx.cond(
        one.state != "waiting",
        rx.el.button(
            rx.icon("repeat", size=16),
            _("Deliver again"),
            type="button",
            class_name="btn compact",
            on_click=AdminWebhooksState.again(one.id.to(str)),
        ),
        rx.el.p(_("Tried again: {when}", when=ago(one.due_at)), class_name="small soft"),
    )
    said = rx.cond(
        one.answer != "",
        rx.fragment(
            rx.el.h3(_("What the receiver said"), class_name="label"), rx.el.pre(one.answer, class_name="code")
        ),
    )
    return rx.el.li(
        rx.el.details(
            rx.el.summary(
                _badge(one),
                rx.el.strong(event_name(one.type)),
                rx.el.span(ago(one.created_at), class_name="small muted"),
            ),
            rx.el.div(
                rx.el.ol(rx.foreach(one.tries, _try), class_name="tries"),
                said,
                rx.el.h3(_("Message"), class_name="label"),
                rx.el.pre(_message(one), class_name="code", tab_index=0),
                again,
                class_name="stack-2 delivery-body",
            ),
        ),
        class_name="delivery",
    )


def delivery_log() -> rx.Component:
    state = AdminWebhooksState
    nothing = empty("inbox", _("Nothing yet"), _("What this webhook is told appears here, for 30 days."))
    more = rx.cond(
        state.more != "",
        rx.el.button(_("Show more"), type="button", class_name="btn quiet", on_click=state.show_more),
    )
    shown = rx.cond(
        state.deliveries.length() > 0,
        rx.fragment(rx.el.ul(rx.foreach(state.deliveries, _delivery), class_name="deliveries"), more),
        nothing,
    )
    return rx.el.div(rx.cond(state.told, shown, rows_skeleton(4)), role="status")
