"""What the tables of jobs and of scans say of one job."""

from __future__ import annotations

import reflex as rx

from medianest.components.formats import ago
from medianest.components.i18n import _
from medianest.services.jobs import JobView
from medianest.state.admin_jobs import AdminJobsState


def job_state(job: rx.Var[JobView]) -> rx.Component | rx.Var:
    return rx.match(
        job.state,
        ("queued", rx.el.span(_("Waiting"), class_name="badge")),
        ("running", rx.el.span(_("Running"), class_name="badge accent")),
        ("done", rx.el.span(_("Done"), class_name="badge good")),
        ("failed", rx.el.span(_("Failed"), class_name="badge bad")),
        rx.el.span(_("Cancelled"), class_name="badge warn"),
    )


def job_kind(job: rx.Var[JobView]) -> rx.Component | rx.Var:
    return rx.match(
        job.kind,
        ("scan", _("Scan")),
        ("demo", _("Demo library")),
        ("artwork", _("Pictures")),
        ("storyboard", _("Preview pictures")),
        job.kind,
    )


def job_progress(job: rx.Var[JobView]) -> rx.Component | rx.Var:
    """How many are made of those expected, for work that knows both."""
    done, total = job.progress["done"].to(int), job.progress["total"].to(int)
    failed = job.progress["failed"].to(int)
    return rx.cond(
        job.progress["total"],
        rx.fragment(
            _("{done} of {total}", done=done, total=total),
            rx.cond(job.progress["failed"], rx.el.p(_("{n} without a picture", n=failed), class_name="small soft")),
        ),
        "",
    )


def job_library(job: rx.Var[JobView]) -> rx.Component | rx.Var:
    return rx.cond(job.library_id, AdminJobsState.names.get(job.library_id.to(str), "").to(str), "")


def job_times(job: rx.Var[JobView]) -> rx.Component | rx.Var:
    return rx.cond(job.finished_at, ago(job.finished_at), ago(job.created_at))


def cancel_button(job: rx.Var[JobView]) -> rx.Component:
    return rx.cond(
        (job.state == "queued") | (job.state == "running"),
        rx.el.button(
            _("Cancel"), type="button", class_name="btn compact", on_click=AdminJobsState.cancel(job.id.to(str))
        ),
    )
