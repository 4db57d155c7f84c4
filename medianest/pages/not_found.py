"""There is no such page."""

from __future__ import annotations

import reflex as rx

from medianest.components.i18n import _
from medianest.components.layout import not_there, stage


def not_found() -> rx.Component:
    return stage(not_there(_("There is no such page"), _("The address may be mistyped, or the page has moved.")))
