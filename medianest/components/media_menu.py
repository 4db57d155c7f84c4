"""What can be done with a work from anywhere: one menu for all tiles of a page."""

from __future__ import annotations

from typing import Any

import reflex as rx

from medianest.components.dialogs import open_dialog
from medianest.components.favourite import favour
from medianest.components.i18n import _
from medianest.components.media_card import address
from medianest.components.player import commands
from medianest.components.playlist_dialog import ADD_TO_PLAYLIST, playlist_dialog
from medianest.components.renderers import renderer
from medianest.components.scripts import MENU
from medianest.services.views import MediaCard
from medianest.state.actions import MediaActions
from medianest.state.playlists import PlaylistsState


class MediaMenu(rx.Component):
    """Opens beside the button that asked for it."""

    library = MENU
    tag = "MediaMenu"
    draw: rx.Var[Any]
    marks: rx.Var[int]


def menu_link(icon: str, text: rx.Var[str], href: rx.Var[str]) -> rx.Component:
    return rx.el.a(rx.icon(icon, size=18), text, href=href, role="menuitem", class_name="menu-item", tab_index=-1)


def menu_button(icon: str, text: rx.Var[str], on_click: Any) -> rx.Component:
    return rx.el.button(
        rx.icon(icon, size=18),
        text,
        type="button",
        role="menuitem",
        class_name="menu-item",
        on_click=on_click,
        tab_index=-1,
    )


def mark(item: rx.Var[MediaCard], watched: bool) -> list[Any]:
    """Every tile of the work on this page changes at once; the server is told, and says so if it cannot be."""
    changes = rx.Var.create(
        {
            "id": item.id.to(str),
            "changes": {
                "progress": {"watched": watched, "position": 0},
                "unwatched_count": rx.cond(
                    item.unwatched_count, 0 if watched else item.child_count, item.unwatched_count
                ),
            },
        }
    )
    script = f"window.dispatchEvent(new CustomEvent('medianest:media', {{ detail: {changes!s} }}))"
    told = rx.run_script(rx.Var(script, _var_data=changes._get_all_var_data()))
    return [told, MediaActions.mark(item.id.to(str), watched)]


def _watched(item: rx.Var[MediaCard]) -> rx.Var[bool]:
    return item.progress.watched | (item.unwatched_count == 0)


@rx.memo
def media_actions(item: rx.Var[MediaCard]) -> rx.Component:
    """The menu's lines for one work."""
    name = item.id.to(str)
    music = rx.Var.create(["artist", "album", "track"]).contains(item.type)
    return rx.fragment(
        rx.cond(item.available, menu_button("play", _("Play"), commands.play(name))),
        rx.cond(
            music & item.available,
            rx.fragment(
                menu_button("list-start", _("Play next"), commands.enqueue(name, play_next=True)),
                menu_button("list-plus", _("Add to the queue"), commands.enqueue(name)),
            ),
        ),
        rx.cond(
            item.favourite,
            menu_button("heart-off", _("Remove from favourites"), favour(item, rx.Var.create(False))),
            menu_button("heart", _("Add to favourites"), favour(item, rx.Var.create(True))),
        ),
        rx.cond(
            item.type != "artist",
            menu_button(
                "list-music",
                _("Add to a playlist"),
                [PlaylistsState.want(name, item.title), open_dialog(ADD_TO_PLAYLIST)],
            ),
        ),
        rx.cond(
            music,
            rx.fragment(),
            rx.fragment(
                # What was watched and is begun again can be either.
                rx.cond(
                    ~_watched(item) | (item.progress.position > 0),
                    menu_button("circle-check", _("Mark as watched"), mark(item, watched=True)),
                ),
                rx.cond(_watched(item), menu_button("circle", _("Mark as unwatched"), mark(item, watched=False))),
            ),
        ),
        menu_link("info", _("Details"), address(item)),
        rx.cond(
            item.grandparent_id,
            menu_link(
                "corner-left-up",
                _("Go to {title}", title=item.grandparent_title),
                rx.Var.create("/media/") + item.grandparent_id.to(str),
            ),
        ),
    )


def media_menu() -> rx.Component:
    return rx.fragment(
        MediaMenu.create(draw=renderer(lambda item: media_actions(item=item), MediaCard), marks=MediaActions.marks),
        playlist_dialog(),
    )
