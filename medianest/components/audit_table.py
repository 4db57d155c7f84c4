"""The rows of the audit log in words."""

from __future__ import annotations

import reflex as rx

from medianest.components.formats import moment
from medianest.components.i18n import _
from medianest.components.table import Column, table
from medianest.services.account_views import AuditView
from medianest.state.admin_audit import AdminAuditState


def _of_coming_in() -> list[tuple[str, rx.Var[str]]]:
    """Signing in, and what it is done with."""
    return [
        ("sign_in", _("Signed in")),
        ("sign_in.failed", _("Sign-in failed")),
        ("sign_in.refused", _("Sign-in refused")),
        ("sign_in.second_factor_asked", _("Second factor asked")),
        ("second_factor.added", _("Authenticator app turned on")),
        ("second_factor.removed", _("Authenticator app turned off")),
        ("second_factor.refused", _("Wrong code")),
        ("recovery_code.used", _("Recovery code used")),
        ("recovery_codes.renewed", _("New recovery codes made")),
        ("user.second_factors_removed", _("Second factors removed by an administrator")),
        ("passkey.added", _("Passkey added")),
        ("passkey.renamed", _("Passkey renamed")),
        ("passkey.removed", _("Passkey removed")),
        ("passkey.refused", _("Passkey refused")),
        ("pin.set", _("PIN set")),
        ("pin.removed", _("PIN removed")),
        ("pin.refused", _("Wrong PIN")),
        ("user.pin_set", _("PIN set by an administrator")),
        ("user.pin_removed", _("PIN removed by an administrator")),
        ("profile.forgotten", _("Profile forgotten by a browser")),
        ("session.ended", _("Device signed out")),
        ("session.refresh_reused", _("Stolen token refused")),
    ]


def _of_managing() -> list[tuple[str, rx.Var[str]]]:
    """People, libraries and the server."""
    return [
        ("setup.completed", _("Server set up")),
        ("user.added", _("Person added")),
        ("user.changed", _("Person changed")),
        ("user.registered", _("Account made by invitation or registration")),
        ("user.rights", _("Rights of a person changed")),
        ("identity.linked", _("Account elsewhere linked")),
        ("identity.primary", _("Account elsewhere put first")),
        ("identity.unlinked", _("Account elsewhere unlinked")),
        ("provider.added", _("Sign-in provider added")),
        ("provider.changed", _("Sign-in provider changed")),
        ("provider.enabled", _("Sign-in provider switched on")),
        ("provider.disabled", _("Sign-in provider switched off")),
        ("provider.removed", _("Sign-in provider removed")),
        ("provider.tested", _("Sign-in provider tested")),
        ("invitation.added", _("Invitation made")),
        ("invitation.removed", _("Invitation taken back")),
        ("registration.changed", _("Open registration changed")),
        ("password.reset_link", _("Link for a new password made")),
        ("password.reset", _("Password set by a link")),
        ("mail.failed", _("Mail could not be sent")),
        ("user.libraries", _("Libraries of a person changed")),
        ("user.password_reset", _("Password set by an administrator")),
        ("password.changed", _("Password changed")),
        ("password.refused", _("Wrong current password")),
        ("settings.changed", _("Settings changed")),
        ("key.added", _("API key made")),
        ("key.removed", _("API key removed")),
        ("library.added", _("Library added")),
        ("library.renamed", _("Library renamed")),
        ("library.removed", _("Library removed")),
        ("library.missing_accepted", _("Files given up for lost")),
        ("storyboards.switched", _("Preview pictures switched on or off")),
        ("source.connected", _("Server connected")),
        ("source.reconnected", _("Server connected anew")),
        ("source.disconnected", _("Server disconnected")),
        ("audit.exported", _("Audit log saved as a file")),
        ("audit.retention", _("Keeping of the audit log changed")),
        ("audit.pruned", _("Old rows taken away")),
    ]


def _of_webhooks() -> list[tuple[str, rx.Var[str]]]:
    return [
        ("webhook.added", _("Webhook added")),
        ("webhook.changed", _("Webhook changed")),
        ("webhook.paused", _("Webhook paused")),
        ("webhook.resumed", _("Webhook resumed")),
        ("webhook.removed", _("Webhook removed")),
        ("webhook.secret_renewed", _("New secret for a webhook made")),
        ("webhook.tested", _("Webhook tested")),
        ("webhook.redelivered", _("Event delivered to a webhook once more")),
    ]


def action_name(action: rx.Var[str]) -> rx.Component | rx.Var:
    """What happened, in a few words; the code itself where there are none for it."""
    return rx.match(action, *_of_coming_in(), *_of_managing(), *_of_webhooks(), action)


def _when(one: rx.Var[AuditView]) -> rx.Component:
    return rx.el.time(moment(one.at), date_time=one.at.to(str))


def _who(one: rx.Var[AuditView]) -> tuple[rx.Component, ...]:
    name = one.actor["name"].to(str)
    return (
        rx.el.strong(rx.match(name, ("", _("Nobody")), ("system", _("The server")), name)),
        rx.el.p(one.actor["device"].to(str), class_name="small muted"),
    )


def _what(one: rx.Var[AuditView]) -> tuple[rx.Component, ...]:
    return rx.el.span(action_name(one.action)), rx.el.p(rx.el.code(one.action), class_name="small muted")


def _target(one: rx.Var[AuditView]) -> tuple[rx.Component, ...]:
    return rx.el.span(one.target_type), rx.el.p(one.target_id, class_name="small muted anywhere")


def _change(one: rx.Var[AuditView]) -> rx.Component:
    return rx.el.span(AdminAuditState.changes[one.id].to(str), class_name="small anywhere")


def _address(one: rx.Var[AuditView]) -> rx.Component | rx.Var:
    return rx.cond(one.address, one.address, "")


def audit_table() -> rx.Component:
    columns = [
        Column(_("What happened"), _what, "lead"),
        Column(_("Who"), _who),
        Column(_("When"), _when, "num"),
        Column(_("On what"), _target),
        Column(_("Change"), _change),
        Column(_("Address"), _address, "num"),
    ]
    return table(_("Audit log"), columns, AdminAuditState.rows)
