"""All playlists: one's own and those that others share."""

from __future__ import annotations

import reflex as rx

from medianest.components.artwork import POSTER_WIDTHS, image
from medianest.components.dialogs import dialog, open_dialog
from medianest.components.empty import empty
from medianest.components.forms import field
from medianest.components.i18n import _, fault, plural
from medianest.components.layout import page_head, shell
from medianest.components.skeleton import grid_skeleton
from medianest.services.views import PlaylistCard
from medianest.state.playlists import PlaylistsState

_NEW = "new-playlist"


def _mosaic(one: rx.Var[PlaylistCard]) -> rx.Component:
    return rx.el.div(
        rx.cond(
            one.pictures.length() > 0,
            rx.el.div(
                rx.foreach(one.pictures, lambda picture: rx.el.div(image(picture, POSTER_WIDTHS, "160px"))),
                class_name="mosaic",
                custom_attrs={"data-count": one.pictures.length().to_string()},
            ),
            rx.el.span(rx.icon("list-music", size=34), class_name="card-blank"),
        ),
        class_name="card-art square",
    )


def _card(one: rx.Var[PlaylistCard]) -> rx.Component:
    return rx.el.li(
        rx.el.article(
            _mosaic(one),
            rx.el.div(
                rx.el.a(
                    rx.el.span(one.name, class_name="card-title"),
                    href=rx.Var.create("/playlists/") + one.id.to(str),
                    class_name="card-link",
                ),
                rx.el.span(
                    plural("{n} title", "{n} titles", one.item_count),
                    rx.cond(
                        one.mine,
                        rx.cond(one.visibility == "public", rx.fragment(" · ", _("shared"))),
                        rx.fragment(" · ", one.owner_name),
                    ),
                    class_name="card-sub",
                ),
            ),
            class_name="card",
        )
    )


def public_switch(checked: rx.Var[bool] | bool = False, **props) -> rx.Component:
    return rx.el.label(
        rx.el.span(
            rx.el.span(_("Share it"), class_name="label"),
            rx.el.span(_("Everybody on this server may see and play it."), class_name="hint"),
            class_name="switch-text",
        ),
        rx.el.input(type="checkbox", role="switch", name="public", default_checked=checked, **props),
        rx.el.span(class_name="track", aria_hidden="true"),
        class_name="switch",
    )


def _new() -> rx.Component:
    return dialog(
        _NEW,
        _("A new playlist"),
        rx.el.form(
            field(
                "name",
                _("Name"),
                wrong=fault(PlaylistsState.faults, "name"),
                prefix="playlist-",
                required=True,
                max_length=200,
                auto_complete="off",
            ),
            field("description", _("Description"), prefix="playlist-", max_length=2000, auto_complete="off"),
            public_switch(),
            rx.el.button(_("Make the playlist"), type="submit", class_name="btn primary"),
            on_submit=PlaylistsState.create,
            class_name="fields",
        ),
    )


def playlists() -> rx.Component:
    state = PlaylistsState

    def add() -> rx.Component:
        return rx.el.button(
            rx.icon("plus", size=18),
            _("New playlist"),
            type="button",
            class_name="btn primary",
            on_click=open_dialog(_NEW),
        )

    more = rx.el.button(_("Show more"), type="button", class_name="btn", on_click=state.next)
    return shell(
        rx.el.div(
            page_head(_("Playlists"), None, add()),
            rx.cond(
                state.ready,
                rx.cond(
                    state.playlists.length() > 0,
                    rx.el.ul(rx.foreach(state.playlists, _card), class_name="grid"),
                    empty(
                        "list-music",
                        _("No playlists yet"),
                        _("Put films, episodes and songs together in any order: each can be added from its menu."),
                    ),
                ),
                grid_skeleton(count=6),
            ),
            rx.cond(state.more != "", more),
            _new(),
            class_name="page",
        )
    )
