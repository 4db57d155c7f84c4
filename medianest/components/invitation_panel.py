"""Who may come in by themselves: invitations, and registration for anybody."""

from __future__ import annotations

import reflex as rx

from medianest import routes
from medianest.components.dialogs import dialog, open_dialog
from medianest.components.formats import day
from medianest.components.forms import RestForm, field, select, switch
from medianest.components.i18n import _
from medianest.components.library_choice import library_choice
from medianest.services.invitation_views import InvitationView
from medianest.state.invitations import AdminInvitationsState

INVITE = "invite"


def role_name(role: rx.Var[str]) -> rx.Component | rx.Var:
    return rx.match(role, ("admin", _("Administrator")), ("child", _("Child")), _("Viewer"))


def role_options() -> list[rx.Component]:
    return [
        rx.el.option(_("Viewer"), value="user"),
        rx.el.option(_("Child"), value="child"),
        rx.el.option(_("Administrator"), value="admin"),
    ]


def _state(one: rx.Var[InvitationView]) -> rx.Component | rx.Var:
    return rx.match(
        one.state,
        ("open", rx.el.span(_("Open"), class_name="badge good")),
        ("used", rx.el.span(_("Used"), class_name="badge")),
        rx.el.span(_("Run out"), class_name="badge bad"),
    )


def _row(one: rx.Var[InvitationView]) -> rx.Component:
    state = AdminInvitationsState
    named = rx.foreach(one.library_ids, lambda each: rx.el.span(state.names.get(each.to(str), ""), class_name="chip"))
    return rx.el.li(
        rx.el.span(rx.icon("mail-open", size=22), class_name="thumb"),
        rx.el.div(
            rx.el.strong(rx.cond(one.name != "", one.name, _("Without a name"))),
            rx.el.small(
                role_name(one.role),
                " · ",
                _("{used} of {n} came", used=one.uses, n=one.max_uses),
                " · ",
                _("until {day}", day=day(one.expires_at)),
            ),
            rx.cond(one.library_ids, rx.el.div(named, class_name="cluster tight")),
            class_name="body",
        ),
        rx.el.div(
            _state(one),
            rx.el.button(
                _("Remove"),
                type="button",
                class_name="btn compact",
                aria_label=_("Remove the invitation {name}", name=one.name),
                on_click=state.remove(one.id.to(str)),
            ),
            class_name="end",
        ),
        class_name="row",
    )


def invite_dialog() -> rx.Component:
    state = AdminInvitationsState
    days = [("1", _("A day")), ("7", _("A week")), ("30", _("A month")), ("90", _("Three months"))]
    return dialog(
        INVITE,
        _("Invite somebody"),
        RestForm.create(
            field("name", _("Who is it for?"), prefix="invite-", max_length=80, auto_complete="off"),
            rx.el.div(
                select("role", _("Role"), *role_options(), prefix="invite-"),
                select(
                    "days",
                    _("The link works for"),
                    *(rx.el.option(text, value=value) for value, text in days),
                    prefix="invite-",
                    default_value="7",
                ),
                field(
                    "max_uses", _("For how many people?"), prefix="invite-", type="number", min=1, max=100,
                    default_value="1", required=True,
                ),
                class_name="fields two",
            ),
            library_choice(state.libraries, rx.Var.create([]).to(list[str]), True, prefix="invite-"),
            rx.el.button(_("Make a link"), type="submit", class_name="btn primary"),
            action=routes.API_INVITATIONS,
            done=_("Send this link. It is not shown again."),
            reveal="url",
            reveal_label=_("Link"),
            on_done=state.load,
            class_name="fields",
        ),
    )  # fmt: skip


def _registration() -> rx.Component:
    state = AdminInvitationsState
    kept = state.registration
    chosen = state.newcomers_see
    return rx.fragment(
        switch(
            _("Anybody may make an account"),
            kept.open,
            state.open_registration,
            hint=_("Everybody who reaches this server can come in without an invitation, as a viewer."),
        ),
        rx.cond(
            kept.open,
            RestForm.create(
                library_choice(state.libraries, chosen, rx.cond(kept.library_ids, False, True), prefix="open-"),
                rx.el.input(type="hidden", name="open", value="true", read_only=True),
                rx.el.button(_("Save"), type="submit", class_name="btn"),
                action=routes.API_REGISTRATION,
                method="PUT",
                done=_("Saved."),
                on_done=state.load,
                class_name="fields",
                key=chosen.join(),
            ),
        ),
    )


def invitation_panel() -> rx.Component:
    state = AdminInvitationsState
    return rx.el.section(
        rx.el.h2(_("Ways in")),
        rx.el.p(_("A link lets people make their own account, with their own password.")),
        rx.cond(
            state.invitations.length() > 0,
            rx.el.ul(rx.foreach(state.invitations, _row), class_name="rows"),
        ),
        rx.el.div(
            rx.el.button(
                rx.icon("mail-plus", size=18),
                _("Invite somebody"),
                type="button",
                class_name="btn",
                on_click=open_dialog(INVITE),
            ),
            class_name="cluster",
        ),
        rx.cond(state.registration, _registration()),
        class_name="panel stack-4",
    )
