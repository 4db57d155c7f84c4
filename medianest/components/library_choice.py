"""Which libraries somebody sees: every one, or those that are ticked. A part of a ``RestForm``."""

from __future__ import annotations

import reflex as rx

from medianest.components.i18n import _
from medianest.services.views import LibraryCard


def library_choice(
    libraries: rx.Var[list[LibraryCard]], chosen: rx.Var[list[str]], every: rx.Var[bool] | bool, prefix: str = ""
) -> rx.Component:
    """Sent as ``library_ids``: a list, or null for every library. ``chosen`` are ids that are ticked at first."""

    def box(library: rx.Var[LibraryCard]) -> rx.Component:
        name = library.id.to(str)
        return rx.el.label(
            rx.el.input(type="checkbox", value=name, default_checked=chosen.contains(name)),
            rx.el.span(library.name),
            class_name="box",
        )

    return rx.el.fieldset(
        rx.el.legend(_("Libraries"), class_name="label"),
        rx.el.label(
            rx.el.input(
                type="checkbox", default_checked=every, id=f"{prefix}every", custom_attrs={"data-every": "true"}
            ),
            rx.el.span(_("Every library, and those that come later")),
            class_name="box",
        ),
        rx.el.div(rx.foreach(libraries, box), class_name="boxes"),
        rx.el.p(class_name="wrong", hidden=True, custom_attrs={"data-fault": "library_ids"}),
        class_name="field choice-of-many",
        custom_attrs={"data-list": "library_ids"},
    )
