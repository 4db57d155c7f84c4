"""What one has played, the latest first."""

from __future__ import annotations

from typing import Any

import reflex as rx

from medianest import routes
from medianest.components.artwork import WIDE_WIDTHS, image
from medianest.components.dialogs import confirm, open_dialog
from medianest.components.empty import empty
from medianest.components.formats import length, moment
from medianest.components.i18n import _
from medianest.components.layout import page_head, shell
from medianest.components.media_card import address, type_icon
from medianest.components.renderers import renderer
from medianest.components.scripts import LISTS
from medianest.components.skeleton import rows_skeleton
from medianest.services.views import HistoryEntry
from medianest.state.history import HistoryState

_CLEAR = "clear-history"


class PagedList(rx.Component):
    """Rows by cursor, which go on when their end comes into sight."""

    library = LISTS
    tag = "PagedList"
    url: rx.Var[str]
    draw: rx.Var[Any]
    skeleton: rx.Var[Any]
    empty: rx.Var[Any]


@rx.memo
def history_row(item: rx.Var[HistoryEntry]) -> rx.Component:
    """One play."""
    return rx.el.div(
        rx.el.span(
            rx.cond(
                item.media,
                rx.cond(
                    item.media.poster, image(item.media.poster, WIDE_WIDTHS, "104px"), type_icon(item.media, size=20)
                ),
                rx.icon("ghost", size=20),
            ),
            class_name="thumb wide",
        ),
        rx.el.div(
            rx.cond(
                item.media,
                rx.fragment(
                    rx.el.strong(rx.el.a(item.media.title, href=address(item.media))), rx.el.small(item.media.subtitle)
                ),
                rx.fragment(rx.el.strong(item.title, class_name="muted"), rx.el.small(_("No longer in the library"))),
            ),
            rx.el.p(
                rx.el.span(moment(item.started_at)),
                rx.cond(item.device_name != "", rx.el.span(item.device_name)),
                class_name="meta small",
            ),
            class_name="body",
        ),
        rx.el.div(
            rx.cond(
                item.completed,
                rx.el.span(_("Watched"), class_name="badge good"),
                rx.el.span(_("{time} in", time=length(item.position)), class_name="badge"),
            ),
            rx.el.button(
                rx.icon("x", size=17),
                type="button",
                class_name="icon-btn compact",
                aria_label=_("Forget this play of {title}", title=item.title),
                on_click=HistoryState.forget(item.id.to(str)),
            ),
            class_name="end",
        ),
        class_name="row",
    )


def history() -> rx.Component:
    clear = rx.el.button(_("Clear history"), type="button", class_name="btn quiet", on_click=open_dialog(_CLEAR))
    return shell(
        rx.el.div(
            page_head(_("History"), _("Everything you have played. Nobody else sees it."), clear),
            PagedList.create(
                url=routes.API_HISTORY,
                draw=renderer(lambda item: history_row(item=item), HistoryEntry),
                skeleton=rows_skeleton(),
                empty=empty(
                    "history",
                    _("Nothing played yet"),
                    _("What you watch and hear appears here, and goes on where you left it."),
                    rx.el.a(_("Find something"), href=routes.HOME, class_name="btn primary"),
                ),
                key=HistoryState.changes,
            ),
            confirm(
                _CLEAR,
                _("Forget everything you have played?"),
                _("Where you are in each title, and what you have watched, stays."),
                _("Clear history"),
                HistoryState.clear,
            ),
            class_name="page narrow",
        )
    )
