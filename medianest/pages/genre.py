"""Everything of one genre, over all libraries."""

from __future__ import annotations

import reflex as rx

from medianest import routes
from medianest.components.empty import empty
from medianest.components.i18n import _
from medianest.components.layout import page_head, shell
from medianest.components.media_grid import media_grid

_KINDS = "movie,show,album,video"


def genre() -> rx.Component:
    name = rx.State.genre.to(str)  # pyright: ignore[reportAttributeAccessIssue]  # from the route
    quoted = rx.Var(f"encodeURIComponent({name!s})", _var_type=str, _var_data=name._get_all_var_data()).to(str)
    return shell(
        rx.el.div(
            page_head(name),
            media_grid(
                rx.Var.create(f"{routes.API_MEDIA}?type={_KINDS}&genre=") + quoted,
                empty(
                    "tags", _("Nothing of this genre"), _("Its titles were removed, or they are not shared with you.")
                ),
            ),
            class_name="page",
        )
    )
