"""People with access."""

from __future__ import annotations

import reflex as rx

from medianest import routes
from medianest.components.dialogs import close_dialog, dialog, open_dialog
from medianest.components.formats import ago
from medianest.components.forms import RestForm, field, select
from medianest.components.i18n import _
from medianest.components.invitation_panel import invitation_panel, invite_dialog
from medianest.components.layout import page_head, shell
from medianest.components.lost_phone import lost_phone_dialog
from medianest.components.person_dialogs import (
    DEVICES,
    RIGHTS,
    SIGN_IN,
    devices_dialog,
    rights_dialog,
    sign_in_dialog,
)
from medianest.components.skeleton import rows_skeleton
from medianest.components.table import Column, table
from medianest.services.account_views import UserView
from medianest.state.admin_person import AdminPersonState
from medianest.state.admin_users import AdminUsersState

_ADD = "add-user"


def _roles() -> list[rx.Component]:
    return [
        rx.el.option(_("Viewer"), value="user"),
        rx.el.option(_("Child"), value="child"),
        rx.el.option(_("Administrator"), value="admin"),
    ]


def _person(one: rx.Var[UserView]) -> tuple[rx.Component, ...]:
    return rx.el.strong(one.display_name), rx.el.p(one.email, class_name="small muted")


def _role(one: rx.Var[UserView]) -> rx.Component:
    name = one.id.to(str)
    return rx.el.select(
        *_roles(),
        value=one.role,
        class_name="select small-select",
        aria_label=_("Role of {name}", name=one.display_name),
        on_change=lambda role: AdminUsersState.set_role(name, role),
    )


def _seen(one: rx.Var[UserView]) -> rx.Component | rx.Var:
    return rx.cond(one.last_login_at, ago(one.last_login_at), _("never"))


def _state(one: rx.Var[UserView]) -> rx.Component | rx.Var:
    return rx.cond(
        one.disabled,
        rx.el.span(_("Disabled"), class_name="badge bad"),
        rx.el.span(_("Active"), class_name="badge good"),
    )


def _buttons(one: rx.Var[UserView]) -> tuple[rx.Component, ...]:
    name = one.id.to(str)

    def about(text: rx.Var[str], label: rx.Var[str], opened: str) -> rx.Component:
        return rx.el.button(
            text,
            type="button",
            class_name="btn compact quiet",
            aria_label=label,
            on_click=[AdminPersonState.choose(name), open_dialog(opened)],
        )

    return (
        about(_("Rights"), _("What {name} may", name=one.display_name), RIGHTS),
        about(_("Devices"), _("Devices of {name}", name=one.display_name), DEVICES),
        about(_("Sign-in"), _("How {name} signs in", name=one.display_name), SIGN_IN),
        rx.el.button(
            rx.cond(one.disabled, _("Enable"), _("Disable")),
            type="button",
            class_name="btn compact",
            on_click=AdminUsersState.set_disabled(name, ~one.disabled),
        ),
    )


def _table() -> rx.Component:
    columns = [
        Column(_("Person"), _person, "lead"),
        Column(_("Role"), _role),
        Column(_("Last seen"), _seen, "num"),
        Column(_("State"), _state),
        Column(_("Action"), _buttons, "end"),
    ]
    return table(_("People with access"), columns, AdminUsersState.users)


def _add() -> rx.Component:
    return dialog(
        _ADD,
        _("Add a person"),
        RestForm.create(
            field("display_name", _("Name"), prefix="new-", auto_complete="off"),
            field("email", _("E-mail"), prefix="new-", type="email", required=True, auto_complete="off"),
            field(
                "password",
                _("Password"),
                hint=_("At least 10 characters, and not the e-mail address. Tell it to them yourself."),
                prefix="new-",
                type="password",
                required=True,
                auto_complete="new-password",
            ),
            select("role", _("Role"), *_roles(), prefix="new-"),
            rx.el.button(_("Add"), type="submit", class_name="btn primary"),
            action=routes.API_ADMIN_USERS,
            done=_("They can sign in now."),
            on_done=[AdminUsersState.load, close_dialog(_ADD)],
            class_name="fields",
        ),
    )


def users() -> rx.Component:
    state = AdminUsersState
    add = rx.el.button(
        rx.icon("user-plus", size=18),
        _("Add a person"),
        type="button",
        class_name="btn primary",
        on_click=open_dialog(_ADD),
    )
    more = rx.el.button(_("Show more"), type="button", class_name="btn", on_click=state.next)
    return shell(
        rx.el.div(
            page_head(_("People with access"), _("Everybody who can sign in to this server."), add),
            rx.cond(state.ready, _table(), rows_skeleton()),
            rx.cond(state.more != "", more),
            invitation_panel(),
            invite_dialog(),
            _add(),
            lost_phone_dialog(),
            rights_dialog(),
            devices_dialog(),
            sign_in_dialog(),
            class_name="page",
        )
    )
