"""The heart: on tiles, in menus and on a work's own page."""

from __future__ import annotations

from typing import Any

import reflex as rx

from medianest.components.i18n import _
from medianest.services.views import MediaCard
from medianest.state.actions import MediaActions


def favour(item: rx.Var[MediaCard], on: rx.Var[bool]) -> list[Any]:
    """Every tile of the work on this page changes at once; the server is told, and says so if it cannot be."""
    changes = rx.Var.create({"id": item.id.to(str), "item": item, "changes": {"favourite": on}})
    script = f"window.dispatchEvent(new CustomEvent('medianest:media', {{ detail: {changes!s} }}))"
    told = rx.run_script(rx.Var(script, _var_data=changes._get_all_var_data()))
    return [told, MediaActions.favour(item.id.to(str), on)]


def heart(item: rx.Var[MediaCard], class_name: str, size: int = 18) -> rx.Component:
    """A button that is pressed while the work is held dear."""
    return rx.el.button(
        rx.icon("heart", size=size, fill=rx.cond(item.favourite, "currentColor", "none")),
        type="button",
        class_name=class_name,
        aria_pressed=rx.cond(item.favourite, "true", "false"),
        aria_label=_("Favourite: {title}", title=item.title),
        title=rx.cond(item.favourite, _("Remove from favourites"), _("Add to favourites")),
        on_click=favour(item, ~item.favourite),
    )
