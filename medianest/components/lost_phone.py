"""For administrators: somebody lost the phone that their second factor is on."""

from __future__ import annotations

import reflex as rx

from medianest import routes
from medianest.components.dialogs import close_dialog, dialog, open_dialog
from medianest.components.forms import RestForm
from medianest.components.i18n import _
from medianest.state.admin_person import AdminPersonState

_NAME = "lost-phone"


def lost_phone_button(leaving: str) -> rx.Component:
    """Stands in the dialog ``leaving``, which makes room."""
    person = AdminPersonState.person
    return rx.el.button(
        _("Lost phone"),
        type="button",
        class_name="btn danger",
        aria_label=_("Lost phone of {name}", name=person.display_name),
        on_click=[close_dialog(leaving), open_dialog(_NAME)],
    )


def lost_phone_dialog() -> rx.Component:
    """Once on the page."""
    chosen = AdminPersonState.person
    target = rx.Var.create(f"{routes.API_ADMIN_USERS}/") + chosen.id.to(str) + "/second-factors"
    return dialog(
        _NAME,
        _("Remove second factors"),
        rx.el.p(
            _(
                "The authenticator app, the recovery codes and every passkey of {name} go, and they are signed out"
                " everywhere. The password stays.",
                name=chosen.display_name,
            ),
            class_name="soft gap-below",
        ),
        RestForm.create(
            rx.el.button(_("Remove"), type="submit", class_name="btn danger"),
            action=target,
            method="DELETE",
            done=_("The second factors are removed."),
            class_name="fields",
        ),
    )
