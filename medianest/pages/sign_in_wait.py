"""Between Plex and here: a person who came back before Plex says that they have agreed."""

from __future__ import annotations

import reflex as rx

from medianest import routes
from medianest.components.i18n import _
from medianest.components.layout import stage
from medianest.components.pin_wait import pin_wait


def sign_in_wait() -> rx.Component:
    return stage(
        rx.el.h1(_("Waiting for Plex")),
        rx.el.p(
            _("Agree in the window of Plex. As soon as Plex says so, you go on here by yourself."), class_name="soft"
        ),
        pin_wait(),
        rx.el.p(rx.el.a(_("Sign in another way"), href=routes.LOGIN, class_name="link"), class_name="soft"),
    )
