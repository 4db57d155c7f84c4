"""What administrators do with one person: what they may, where they are signed in, and a way back in."""

from __future__ import annotations

import reflex as rx

from medianest import routes
from medianest.components.dialogs import close_dialog, dialog
from medianest.components.formats import ago
from medianest.components.forms import RestForm, field
from medianest.components.i18n import _
from medianest.components.library_choice import library_choice
from medianest.components.lost_phone import lost_phone_button
from medianest.components.profile_pin_panel import pin_field
from medianest.components.skeleton import rows_skeleton
from medianest.components.table import Column, listing, table
from medianest.services.account_views import SessionView
from medianest.services.ratings import STEPS
from medianest.state.admin_person import AdminPersonState

RIGHTS, DEVICES, SIGN_IN = "person-rights", "person-devices", "person-sign-in"


def _whose(rest: str) -> rx.Var[str]:
    return rx.Var.create(f"{routes.API_ADMIN_USERS}/") + AdminPersonState.person.id.to(str) + rest


def _box(name: str, label: rx.Var[str], hint: rx.Var[str], checked: rx.Var[bool]) -> rx.Component:
    """A yes or no that is sent with the form."""
    return rx.el.label(
        rx.el.span(
            rx.el.span(label, class_name="label"), rx.el.span(hint, class_name="hint"), class_name="switch-text"
        ),
        rx.el.input(
            type="checkbox", role="switch", name=name, default_checked=checked, custom_attrs={"data-flag": "true"}
        ),
        rx.el.span(class_name="track", aria_hidden="true"),
        class_name="switch",
    )


def _maturity() -> rx.Component:
    options = [
        rx.el.option(_("Up to {age} years: {names}", age=age, names=names), value=str(age)) for age, names in STEPS
    ]
    return rx.el.div(
        rx.el.label(_("How mature may it be?"), html_for="rights-max_rating"),
        rx.el.select(
            rx.el.option(_("No limit"), value=""),
            *options,
            id="rights-max_rating",
            name="max_rating",
            default_value=AdminPersonState.most,
            class_name="select",
            custom_attrs={"data-number": "true"},
        ),
        class_name="field",
    )


def _pin() -> rx.Component:
    """Set for somebody who cannot themselves, a child for one."""
    state = AdminPersonState
    has = state.rights.has_pin
    return rx.el.div(
        RestForm.create(
            pin_field(rx.cond(has, _("New PIN"), _("PIN for shared browsers")), "rights-"),
            rx.el.button(rx.cond(has, _("Change PIN"), _("Set PIN")), type="submit", class_name="btn"),
            action=_whose("/pin"),
            method="PUT",
            on_done=state.saved,
            class_name="fields",
        ),
        rx.cond(
            has,
            RestForm.create(
                rx.el.button(_("Remove PIN"), type="submit", class_name="btn quiet"),
                action=_whose("/pin"),
                method="DELETE",
                on_done=state.saved,
            ),
        ),
        class_name="stack-4",
    )


def rights_dialog() -> rx.Component:
    state = AdminPersonState
    rights = state.rights
    form = RestForm.create(
        library_choice(state.libraries, state.may_see, rx.cond(rights.library_ids, False, True), prefix="rights-"),
        rx.el.div(
            _maturity(),
            field(
                "stream_limit",
                _("On how many devices at once?"),
                prefix="rights-",
                type="number",
                min=1,
                max=100,
                placeholder=_("No limit"),
                default_value=rx.cond(rights.stream_limit, rights.stream_limit.to(str), ""),
                custom_attrs={"data-number": "true"},
            ),
            class_name="fields two",
        ),
        _box(
            "shows_unrated",
            _("Show what nobody has rated"),
            _("Only matters with a limit of maturity. Music is never hidden by one."),
            rights.shows_unrated,
        ),
        _box("may_download", _("May download"), _("The original files, to keep."), rights.may_download),
        _box(
            "may_transcode",
            _("May have videos converted"),
            _("Without it only what a device plays as it is can be played."),
            rights.may_transcode,
        ),
        rx.el.button(_("Save"), type="submit", class_name="btn primary"),
        action=_whose("/rights"),
        method="PATCH",
        on_done=[AdminPersonState.saved, close_dialog(RIGHTS)],
        class_name="fields",
        key=state.version.to(str),
    )
    return dialog(
        RIGHTS,
        _("What {name} may", name=state.person.display_name),
        rx.cond(
            state.person.role == "admin",
            rx.el.p(_("An administrator sees everything, whatever stands here."), class_name="soft"),
        ),
        rx.cond(rights, rx.el.div(form, rx.el.hr(class_name="rule"), _pin(), class_name="stack-4"), rows_skeleton(3)),
    )


def _device(session: rx.Var[SessionView]) -> tuple[rx.Component, ...]:
    return (
        rx.el.strong(session.device_name),
        rx.cond(session.playing != "", rx.el.p(_("plays {title}", title=session.playing), class_name="small accent")),
    )


def _used(session: rx.Var[SessionView]) -> rx.Var:
    return ago(session.last_used_at)


def _end(session: rx.Var[SessionView]) -> rx.Component:
    return rx.el.button(
        _("Sign out"),
        type="button",
        class_name="btn compact",
        aria_label=_("Sign out {device}", device=session.device_name),
        on_click=AdminPersonState.end_session(session.id.to(str)),
    )


def devices_dialog() -> rx.Component:
    state = AdminPersonState
    columns = [
        Column(_("Device"), _device, "lead"),
        Column(_("Last used"), _used, "num"),
        Column(_("Action"), _end, "end"),
    ]
    shown = table(_("Devices"), columns, state.sessions, framed=False)
    nothing = rx.el.p(_("Signed in nowhere."), class_name="soft")
    return dialog(
        DEVICES,
        _("Devices of {name}", name=state.person.display_name),
        listing(state.version > 0, state.sessions, shown, nothing, 3),
    )


def sign_in_dialog() -> rx.Component:
    state = AdminPersonState
    return dialog(
        SIGN_IN,
        _("How {name} signs in", name=state.person.display_name),
        rx.el.div(
            RestForm.create(
                rx.el.p(_("A link by which they choose a new password themselves, within a day."), class_name="soft"),
                rx.el.button(_("Make a link"), type="submit", class_name="btn primary"),
                action=_whose("/reset-link"),
                done=_("Send this link. It is not shown again."),
                reveal="url",
                reveal_label=_("Link"),
                class_name="fields",
                key=state.version.to(str),
            ),
            rx.el.hr(class_name="rule"),
            RestForm.create(
                field(
                    "password",
                    _("Or set one here"),
                    hint=_("At least 10 characters. They are signed out everywhere."),
                    prefix="reset-",
                    type="password",
                    required=True,
                    auto_complete="new-password",
                ),
                rx.el.button(_("Set password"), type="submit", class_name="btn"),
                action=_whose("/password"),
                method="PUT",
                done=_("The password is set."),
                class_name="fields",
            ),
            rx.el.hr(class_name="rule"),
            rx.el.p(_("A lost phone: the authenticator app and every passkey go."), class_name="soft"),
            lost_phone_button(SIGN_IN),
            class_name="stack-4",
        ),
    )
