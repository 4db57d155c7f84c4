"""Where one is signed in."""

from __future__ import annotations

import reflex as rx

from medianest.components.formats import ago
from medianest.components.i18n import _
from medianest.components.native_form import sign_out_form
from medianest.components.table import Column, table
from medianest.services.account_views import SessionView
from medianest.state.settings import SettingsState


def _device(session: rx.Var[SessionView]) -> tuple[rx.Component, ...]:
    icon = rx.cond(session.kind == "browser", rx.icon("monitor", size=18), rx.icon("terminal", size=18))
    return (
        rx.el.span(icon, rx.el.strong(session.device_name), class_name="with-icon"),
        rx.cond(session.playing != "", rx.el.p(_("plays {title}", title=session.playing), class_name="small accent")),
    )


def _address(session: rx.Var[SessionView]) -> rx.Component | rx.Var:
    return rx.cond(session.address, session.address, "")


def _used(session: rx.Var[SessionView]) -> rx.Var:
    return ago(session.last_used_at)


def _sign_out(session: rx.Var[SessionView]) -> rx.Component:
    return rx.cond(
        session.current,
        rx.el.span(_("This one"), class_name="badge good"),
        rx.el.button(
            _("Sign out"),
            type="button",
            class_name="btn compact",
            aria_label=_("Sign out {device}", device=session.device_name),
            on_click=SettingsState.end_session(session.id.to(str)),
        ),
    )


def device_panel() -> rx.Component:
    columns = [
        Column(_("Device"), _device, "lead"),
        Column(_("Address"), _address, "num"),
        Column(_("Last used"), _used, "num"),
        Column(_("Action"), _sign_out, "end"),
    ]
    return rx.el.section(
        rx.el.h2(_("Devices")),
        rx.el.p(_("Where you are signed in. What a device plays stops when you sign it out.")),
        table(_("Devices"), columns, SettingsState.sessions, framed=False),
        sign_out_form(
            rx.el.button(rx.icon("log-out", size=18), _("Sign out here"), type="submit", class_name="btn danger"),
            class_name="form-foot",
        ),
        class_name="panel",
    )
