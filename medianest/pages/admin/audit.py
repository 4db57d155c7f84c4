"""Who changed what."""

from __future__ import annotations

import reflex as rx

from medianest.components.audit_table import action_name, audit_table
from medianest.components.empty import empty
from medianest.components.forms import field, select
from medianest.components.i18n import _, fault
from medianest.components.layout import page_head, shell
from medianest.components.table import listing
from medianest.state.admin_audit import AdminAuditState
from medianest.state.audit_retention import AuditRetentionState

_PAUSE = 300  # milliseconds without a key before a name that is being typed is asked for


def _retention() -> rx.Component:
    choices = [
        ("0", _("For ever")), ("90", _("90 days")), ("365", _("A year")), ("730", _("Two years")),
        ("1825", _("Five years")),
    ]  # fmt: skip
    return rx.el.section(
        select(
            "retention",
            _("How long rows are kept"),
            *(rx.el.option(text, value=days) for days, text in choices),
            value=AuditRetentionState.days,
            on_change=AuditRetentionState.keep,
        ),
        rx.el.p(
            _("Older rows go once a day. The log says so itself, and what is left can still be verified."),
            class_name="soft small",
        ),
        class_name="panel stack-2",
        aria_label=_("How long rows are kept"),
    )


def _filters() -> rx.Component:
    state = AdminAuditState

    def day(name: str, label: rx.Var[str], value: rx.Var[str], wrong: rx.Var[str]) -> rx.Component:
        return field(name, label, wrong=wrong, type="date", value=value, on_change=lambda day: state.choose(name, day))

    return rx.el.div(
        select(
            "action",
            _("What happened"),
            rx.el.option(_("Everything"), value=""),
            rx.foreach(state.actions, lambda name: rx.el.option(action_name(name), value=name)),
            value=state.action,
            on_change=lambda value: state.choose("action", value),
        ),
        field(
            "actor",
            _("Who"),
            type="search",
            default_value=state.actor,
            auto_complete="off",
            on_change=lambda value: state.choose("actor", value).debounce(_PAUSE),
        ),
        day("since", _("From"), state.since, fault(state.faults, "since")),
        day("until", _("Until"), state.until, fault(state.faults, "until")),
        role="search",
        aria_label=_("Filter"),
        class_name="fields filters",
    )


def _download(text: rx.Var[str], address: rx.Var[str]) -> rx.Component:
    # A link of the page's own router would look for a page of this name.
    return rx.el.a(
        rx.icon("download", size=18), text, href=address, reload_document=True, download=True, class_name="btn"
    )


def audit() -> rx.Component:
    state = AdminAuditState
    more = rx.el.button(_("Show more"), type="button", class_name="btn more", on_click=state.next)
    nothing = empty("scroll-text", _("Nothing here"), _("Nothing was written down that fits."))
    return shell(
        rx.el.div(
            page_head(
                _("Audit log"),
                _("Who changed what, and from where. Rows are chained: a changed or missing one shows."),
                _download(_("Save as CSV"), state.csv_address),
                _download(_("Save as JSON"), state.json_address),
            ),
            _filters(),
            listing(state.ready, state.rows, audit_table(), nothing),
            rx.cond(state.more != "", more),
            _retention(),
            class_name="page",
        )
    )
