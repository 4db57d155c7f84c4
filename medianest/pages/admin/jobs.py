"""Background work, newest first."""

from __future__ import annotations

import reflex as rx

from medianest.components.empty import empty
from medianest.components.i18n import _
from medianest.components.job_table import cancel_button, job_kind, job_library, job_state, job_times, table
from medianest.components.layout import page_head, shell
from medianest.components.live import job_watch
from medianest.components.skeleton import rows_skeleton
from medianest.services.jobs import JobView
from medianest.state.admin_jobs import AdminJobsState


def _row(job: rx.Var[JobView]) -> rx.Component:
    return rx.el.tr(
        rx.el.td(job_kind(job)),
        rx.el.td(job_library(job)),
        rx.el.td(job_state(job), rx.cond(job.error, rx.el.p(_(job.error), class_name="small soft"))),
        rx.el.td(job_times(job), class_name="num"),
        rx.el.td(cancel_button(job), class_name="end"),
    )


def jobs() -> rx.Component:
    state = AdminJobsState
    heads = [_("Work"), _("Library"), _("State"), _("When"), _("Action")]
    return shell(
        rx.el.div(
            page_head(_("Jobs"), _("What the server does in the background.")),
            job_watch(state.load),
            rx.cond(
                state.ready,
                rx.cond(
                    state.jobs.length() > 0,
                    table(_("Jobs"), heads, rx.foreach(state.jobs, _row)),
                    empty("activity", _("Nothing to do"), _("Scans and other work of the server appear here.")),
                ),
                rows_skeleton(),
            ),
            class_name="page",
        )
    )
