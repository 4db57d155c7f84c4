"""Scans: how far they are, and what the last ones found."""

from __future__ import annotations

from functools import partial

import reflex as rx

from medianest import routes
from medianest.components.empty import empty
from medianest.components.formats import ago, number
from medianest.components.i18n import _
from medianest.components.job_table import cancel_button, job_library, job_state
from medianest.components.layout import page_head, shell
from medianest.components.live import job_bar
from medianest.components.table import Column, listing, table
from medianest.services.jobs import JobView
from medianest.state.admin_jobs import AdminJobsState


def _library(job: rx.Var[JobView]) -> tuple[rx.Component | rx.Var, ...]:
    return (
        rx.el.strong(job_library(job)),
        rx.cond(
            (job.state == "running") | (job.state == "queued"),
            job_bar(job.library_id.to(str), AdminJobsState.load, job),
            rx.cond(job.error, rx.el.p(_(job.error), class_name="small soft")),
        ),
    )


def _begun(job: rx.Var[JobView]) -> rx.Component | rx.Var:
    return rx.cond(job.started_at, ago(job.started_at), "")


def _figure(name: str, job: rx.Var[JobView]) -> rx.Component | rx.Var:
    return rx.cond(job.progress.contains(name), number(job.progress[name]), "")


def _warnings(job: rx.Var[JobView]) -> rx.Component | rx.Var:
    return rx.cond(
        job.progress["issues"].to(int) > 0,
        rx.el.a(number(job.progress["issues"]), href=routes.ADMIN_LIBRARIES, class_name="link"),
        rx.cond(job.progress.contains("issues"), "0", ""),
    )


def _table() -> rx.Component:
    columns = [
        Column(_("Library"), _library, "lead"),
        Column(_("State"), job_state),
        Column(_("Begun"), _begun, "num"),
        Column(_("Found"), partial(_figure, "found"), "figure"),
        Column(_("New"), partial(_figure, "added"), "figure"),
        Column(_("Changed"), partial(_figure, "changed"), "figure"),
        Column(_("Gone"), partial(_figure, "gone"), "figure"),
        Column(_("Warnings"), _warnings, "figure"),
        Column(_("Action"), cancel_button, "end"),
    ]
    return table(_("Scans"), columns, AdminJobsState.scans)


def scans() -> rx.Component:
    state = AdminJobsState
    every = rx.el.button(
        rx.icon("scan-search", size=18), _("Scan all"), type="button", class_name="btn primary", on_click=state.scan_all
    )
    nothing = empty("scan-search", _("Nothing was scanned yet"), _("Add a library, and its first scan begins."))
    return shell(
        rx.el.div(
            page_head(_("Scans"), _("A scan never deletes: what it does not find is kept, and comes back."), every),
            listing(state.ready, state.scans, _table(), nothing),
            class_name="page",
        )
    )
