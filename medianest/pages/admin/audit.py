"""Who changed what."""

from __future__ import annotations

import reflex as rx

from medianest.components.empty import empty
from medianest.components.filters import choice
from medianest.components.formats import moment
from medianest.components.forms import field
from medianest.components.i18n import _
from medianest.components.job_table import table
from medianest.components.layout import page_head, shell
from medianest.components.skeleton import rows_skeleton
from medianest.services.account_views import AuditView
from medianest.state.admin_audit import AdminAuditState


def _row(one: rx.Var[AuditView]) -> rx.Component:
    actor = one.actor
    return rx.el.tr(
        rx.el.td(rx.el.time(moment(one.at), date_time=one.at.to(str)), class_name="num"),
        rx.el.td(
            rx.el.strong(rx.cond(actor["name"].to(str) != "", actor["name"].to(str), _("Nobody"))),
            rx.el.p(actor["device"].to(str), class_name="small muted"),
        ),
        rx.el.td(rx.el.code(one.action)),
        rx.el.td(one.target_type, rx.el.p(one.target_id, class_name="small muted")),
        rx.el.td(AdminAuditState.changes[one.id].to(str), class_name="small"),
        rx.el.td(rx.cond(one.address, one.address, ""), class_name="num"),
    )


def _filters() -> rx.Component:
    state = AdminAuditState

    def day(name: str, label: rx.Var[str], value: rx.Var[str]) -> rx.Component:
        return field(name, label, type="date", value=value, on_change=lambda chosen: state.choose(name, chosen))

    return rx.el.div(
        choice(
            _("What happened"),
            state.action,
            lambda value: state.choose("action", value),
            rx.el.option(_("Everything"), value=""),
            rx.foreach(state.actions, lambda name: rx.el.option(name, value=name)),
        ),
        rx.el.form(
            field("actor", _("Who"), default_value=state.actor, auto_complete="off", type="search"),
            on_submit=state.narrow,
        ),
        day("since", _("From"), state.since),
        day("until", _("Until"), state.until),
        class_name="cluster",
        custom_attrs={"style": {"alignItems": "end", "marginBottom": "var(--s5)"}},
    )


def _table() -> rx.Component:
    heads = [_("When"), _("Who"), _("What happened"), _("On what"), _("Change"), _("Address")]
    return table(_("Audit log"), heads, rx.foreach(AdminAuditState.rows, _row))


def _download(text: rx.Var[str], address: rx.Var[str]) -> rx.Component:
    return rx.el.a(rx.icon("download", size=18), text, href=address, download=True, class_name="btn")


def audit() -> rx.Component:
    state = AdminAuditState
    more = rx.el.button(_("Show more"), type="button", class_name="btn", on_click=state.next)
    return shell(
        rx.el.div(
            page_head(
                _("Audit log"),
                _("Who changed what, and from where. Rows are chained: a changed or missing one shows."),
                _download(_("Save as CSV"), state.csv_address),
                _download(_("Save as JSON"), state.json_address),
            ),
            _filters(),
            rx.cond(
                state.ready,
                rx.cond(
                    state.rows.length() > 0,
                    _table(),
                    empty("scroll-text", _("Nothing here"), _("Nothing was written down that fits.")),
                ),
                rows_skeleton(),
            ),
            rx.cond(state.more != "", more),
            class_name="page",
        )
    )
