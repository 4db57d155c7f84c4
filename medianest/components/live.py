"""How far jobs are, as it happens."""

from __future__ import annotations

from typing import Any

import reflex as rx

from medianest import routes
from medianest.components.scripts import LIVE
from medianest.state.auth import AuthState

# What a job is doing, by the name of its phase; keys of the message catalogue.
WORDS = {  # message
    "walk": "Looking for files",
    "read": "Reading files",
    "tidy": "Tidying up",
    "make": "Drawing and playing",
    "done": "Done",
    "offline": "Offline",
    # end of messages
}


class JobBar(rx.Component):
    """A bar for the job about ``subject`` (a library's id, or a kind of job); nothing while none runs."""

    library = LIVE
    tag = "JobBar"
    url: rx.Var[str]
    subject: rx.Var[str]
    known: rx.Var[Any]
    words: rx.Var[dict]
    on_end: rx.EventHandler[rx.event.no_args_event_spec]


class JobWatch(rx.Component):
    """Runs ``on_change`` when a job begins or ends."""

    library = LIVE
    tag = "JobWatch"
    url: rx.Var[str]
    on_change: rx.EventHandler[rx.event.no_args_event_spec]


class LibraryWatch(rx.Component):
    """Has the lists of the page read again when they may have changed."""

    library = LIVE
    tag = "LibraryWatch"
    url: rx.Var[str]


def job_bar(subject: rx.Var[str] | str, on_end: Any, known: rx.Var | None = None) -> rx.Component:
    about = {} if known is None else {"known": known}
    return JobBar.create(url=routes.API_JOB_EVENTS, subject=subject, words=WORDS, on_end=on_end, **about)


def job_watch(on_change: Any) -> rx.Component:
    return JobWatch.create(url=routes.API_JOB_EVENTS, on_change=on_change)


def library_watch() -> rx.Component:
    """For pages with lists of works: what a scan finds, and its pictures, appear by themselves."""
    return LibraryWatch.create(url=rx.cond(AuthState.is_admin, routes.API_JOB_EVENTS, ""))
