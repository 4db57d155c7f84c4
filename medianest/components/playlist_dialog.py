"""Adding a work to a playlist from anywhere."""

from __future__ import annotations

import reflex as rx

from medianest.components.dialogs import close_dialog, dialog
from medianest.components.forms import field
from medianest.components.i18n import _, plural
from medianest.services.views import PlaylistCard
from medianest.state.playlists import PlaylistsState

ADD_TO_PLAYLIST = "add-to-playlist"


def _target(one: rx.Var[PlaylistCard]) -> rx.Component:
    return rx.cond(
        one.mine,
        rx.el.li(
            rx.el.button(
                rx.icon("list-music", size=18),
                rx.el.span(one.name, class_name="truncate"),
                rx.el.span(plural("{n} title", "{n} titles", one.item_count), class_name="muted small count"),
                type="button",
                class_name="menu-item",
                on_click=[PlaylistsState.add_to(one.id.to(str)), close_dialog(ADD_TO_PLAYLIST)],
            )
        ),
    )


@rx.memo
def playlist_dialog() -> rx.Component:
    """One for each page; ``PlaylistsState.want`` says what is to be added."""
    state = PlaylistsState
    return dialog(
        ADD_TO_PLAYLIST,
        _("Add to a playlist"),
        rx.el.p(state.wanted_title, class_name="soft truncate"),
        rx.el.ul(rx.foreach(state.playlists, _target), class_name="targets"),
        rx.el.form(
            rx.el.input(type="hidden", name="with_wanted", value="yes", read_only=True),
            field("name", _("A new playlist"), prefix="wanted-", required=True, max_length=200, auto_complete="off"),
            rx.el.button(_("Make it and add"), type="submit", class_name="btn primary"),
            on_submit=[state.create, close_dialog(ADD_TO_PLAYLIST)],
            reset_on_submit=True,
            class_name="fields",
        ),
    )
