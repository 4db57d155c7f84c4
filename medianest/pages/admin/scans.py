"""Scans: how far they are, and what the last ones found."""

from __future__ import annotations

import reflex as rx

from medianest import routes
from medianest.components.empty import empty
from medianest.components.formats import ago, number
from medianest.components.i18n import _
from medianest.components.job_table import cancel_button, job_library, job_state, table
from medianest.components.layout import page_head, shell
from medianest.components.live import job_bar
from medianest.components.skeleton import rows_skeleton
from medianest.services.jobs import JobView
from medianest.state.admin_jobs import AdminJobsState


def _figure(job: rx.Var[JobView], name: str) -> rx.Component:
    return rx.el.td(rx.cond(job.progress.contains(name), number(job.progress[name]), ""), class_name="num")


def _row(job: rx.Var[JobView]) -> rx.Component:
    subject = job.library_id.to(str)
    issues = rx.cond(
        job.progress["issues"].to(int) > 0,
        rx.el.a(number(job.progress["issues"]), href=routes.ADMIN_LIBRARIES, class_name="link"),
        rx.cond(job.progress.contains("issues"), "0", ""),
    )
    return rx.el.tr(
        rx.el.td(
            rx.el.strong(job_library(job)),
            rx.cond(
                (job.state == "running") | (job.state == "queued"),
                job_bar(subject, AdminJobsState.load, job),
                rx.cond(job.error, rx.el.p(_(job.error), class_name="small soft")),
            ),
        ),
        rx.el.td(job_state(job)),
        rx.el.td(rx.cond(job.started_at, ago(job.started_at), ""), class_name="num"),
        _figure(job, "found"),
        _figure(job, "added"),
        _figure(job, "changed"),
        _figure(job, "gone"),
        rx.el.td(issues, class_name="num"),
        rx.el.td(cancel_button(job), class_name="end"),
    )


def scans() -> rx.Component:
    state = AdminJobsState
    heads = [
        _("Library"),
        _("State"),
        _("Begun"),
        _("Found"),
        _("New"),
        _("Changed"),
        _("Gone"),
        _("Warnings"),
        _("Action"),
    ]
    every = rx.el.button(
        rx.icon("scan-search", size=18), _("Scan all"), type="button", class_name="btn primary", on_click=state.scan_all
    )
    return shell(
        rx.el.div(
            page_head(_("Scans"), _("A scan never deletes: what it does not find is kept, and comes back."), every),
            rx.cond(
                state.ready,
                rx.cond(
                    state.scans.length() > 0,
                    table(_("Scans"), heads, rx.foreach(state.scans, _row)),
                    empty("scan-search", _("Nothing was scanned yet"), _("Add a library, and its first scan begins.")),
                ),
                rows_skeleton(),
            ),
            class_name="page",
        )
    )
