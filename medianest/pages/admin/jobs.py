"""Background work, newest first."""

from __future__ import annotations

import reflex as rx

from medianest.components.empty import empty
from medianest.components.i18n import _
from medianest.components.job_table import cancel_button, job_kind, job_library, job_progress, job_state, job_times
from medianest.components.layout import page_head, shell
from medianest.components.live import job_watch
from medianest.components.table import Column, listing, table
from medianest.services.jobs import JobView
from medianest.state.admin_jobs import AdminJobsState


def _state(job: rx.Var[JobView]) -> tuple[rx.Component | rx.Var, ...]:
    return job_state(job), rx.cond(job.error, rx.el.p(_(job.error), class_name="small soft"))


def _table() -> rx.Component:
    columns = [
        Column(_("Work"), job_kind, "lead"),
        Column(_("Library"), job_library),
        Column(_("State"), _state),
        Column(_("Made"), job_progress, "num"),
        Column(_("When"), job_times, "num"),
        Column(_("Action"), cancel_button, "end"),
    ]
    return table(_("Jobs"), columns, AdminJobsState.jobs)


def jobs() -> rx.Component:
    state = AdminJobsState
    nothing = empty("activity", _("Nothing to do"), _("Scans and other work of the server appear here."))
    return shell(
        rx.el.div(
            page_head(_("Jobs"), _("What the server does in the background.")),
            job_watch(state.load),
            listing(state.ready, state.jobs, _table(), nothing),
            class_name="page",
        )
    )
