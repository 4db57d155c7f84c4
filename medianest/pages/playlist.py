"""One playlist: play it, reorder it by dragging or by keys, take titles out."""

from __future__ import annotations

import reflex as rx

from medianest.components.artwork import POSTER_WIDTHS, image
from medianest.components.dialogs import close_dialog, confirm, dialog, open_dialog
from medianest.components.empty import empty
from medianest.components.formats import clock, length
from medianest.components.forms import field
from medianest.components.i18n import _, plural
from medianest.components.layout import not_there, shell
from medianest.components.media_card import address, type_icon
from medianest.components.player import commands
from medianest.components.scripts import REORDER
from medianest.components.skeleton import rows_skeleton
from medianest.pages.playlists import public_switch
from medianest.services.views import PlaylistEntry
from medianest.state.playlists import PlaylistState

_EDIT, _DELETE = "edit-playlist", "delete-playlist"


class Reorder(rx.Component):
    """A list whose rows (``data-entry``) can be dragged; tells the entry and the one it was put before."""

    library = REORDER
    tag = "Reorder"
    ids: rx.Var[list[str]]
    enabled: rx.Var[bool]
    on_move: rx.EventHandler[lambda entry, before: [entry, before]]


def _thumb(entry: rx.Var[PlaylistEntry]) -> rx.Component:
    return rx.el.span(
        rx.cond(
            entry.media,
            rx.cond(
                entry.media.poster, image(entry.media.poster, POSTER_WIDTHS, "56px"), type_icon(entry.media, size=20)
            ),
            rx.icon("ghost", size=20),
        ),
        class_name="thumb",
    )


def _tools(entry: rx.Var[PlaylistEntry], index: rx.Var[int]) -> rx.Component:
    """Up, down, out: dragging is for the mouse alone."""

    def tool(icon: str, label: rx.Var[str], on_click: rx.event.EventSpec, **props) -> rx.Component:
        return rx.el.button(
            rx.icon(icon, size=17),
            type="button",
            class_name="icon-btn compact",
            aria_label=label,
            on_click=on_click,
            **props,
        )

    last = PlaylistState.entries.length() - 1
    return rx.fragment(
        tool("arrow-up", _("Move {title} up", title=entry.title), PlaylistState.step(index, -1), disabled=index == 0),
        tool(
            "arrow-down",
            _("Move {title} down", title=entry.title),
            PlaylistState.step(index, 1),
            disabled=index == last,
        ),
        tool("x", _("Take {title} out", title=entry.title), PlaylistState.remove(entry.id.to(str))),
    )


def _entry(entry: rx.Var[PlaylistEntry], index: rx.Var[int]) -> rx.Component:
    card = PlaylistState.card
    play = rx.el.button(
        rx.icon("play", size=17, fill="currentColor"),
        type="button",
        class_name="icon-btn compact",
        aria_label=_("Play {title}", title=entry.title),
        on_click=commands.play_playlist(card.id.to(str), entry=entry.id.to(str)),
    )
    return rx.el.li(
        _thumb(entry),
        rx.el.div(
            rx.cond(
                entry.media,
                rx.fragment(
                    rx.el.strong(rx.el.a(entry.media.title, href=address(entry.media))),
                    rx.el.small(entry.media.subtitle),
                ),
                rx.fragment(rx.el.strong(entry.title, class_name="muted"), rx.el.small(_("No longer in the library"))),
            ),
            class_name="body",
        ),
        rx.el.div(
            rx.cond(entry.media, rx.el.span(clock(entry.media.duration), class_name="num")),
            rx.cond(entry.media.available, play),
            rx.cond(card.mine, _tools(entry, index)),
            class_name="end",
        ),
        class_name="row",
        custom_attrs={"data-entry": entry.id.to(str), "draggable": card.mine},
    )


def _head() -> rx.Component:
    card = PlaylistState.card
    name = card.id.to(str)
    mine = rx.fragment(
        rx.el.button(_("Edit"), type="button", class_name="btn", on_click=open_dialog(_EDIT)),
        rx.el.button(_("Delete"), type="button", class_name="btn quiet", on_click=open_dialog(_DELETE)),
    )
    playing = rx.fragment(
        rx.el.button(
            rx.icon("play", size=19, fill="currentColor"),
            _("Play"),
            type="button",
            class_name="btn primary",
            on_click=commands.play_playlist(name),
        ),
        rx.el.button(
            rx.icon("shuffle", size=18),
            _("Shuffle"),
            type="button",
            class_name="btn",
            on_click=commands.play_playlist(name, shuffle=True),
        ),
    )
    return rx.el.header(
        rx.el.h1(card.name),
        rx.cond(card.description != "", rx.el.p(card.description, class_name="soft")),
        rx.el.p(
            rx.el.span(plural("{n} title", "{n} titles", card.item_count)),
            rx.cond(card.duration > 0, rx.el.span(length(card.duration))),
            rx.cond(card.mine, rx.fragment(), rx.el.span(_("by {name}", name=card.owner_name))),
            rx.cond(card.visibility == "public", rx.el.span(_("shared"))),
            class_name="meta",
        ),
        rx.el.div(rx.cond(card.item_count > 0, playing), rx.cond(card.mine, mine), class_name="cluster"),
        class_name="stack playlist-head",
    )


def _dialogs() -> rx.Component:
    card = PlaylistState.card
    return rx.fragment(
        dialog(
            _EDIT,
            _("Edit the playlist"),
            rx.el.form(
                field(
                    "name",
                    _("Name"),
                    prefix="edit-",
                    default_value=card.name,
                    key=card.name,
                    required=True,
                    max_length=200,
                ),
                field(
                    "description",
                    _("Description"),
                    prefix="edit-",
                    default_value=card.description,
                    key=card.description,
                    max_length=2000,
                ),
                public_switch(card.visibility == "public", key=card.visibility),
                rx.el.button(_("Save"), type="submit", class_name="btn primary"),
                on_submit=[PlaylistState.change, close_dialog(_EDIT)],
                class_name="fields",
            ),
        ),
        confirm(
            _DELETE,
            _("Delete this playlist?"),
            _("The titles in it stay in the library."),
            _("Delete"),
            PlaylistState.delete,
        ),
    )


def _content() -> rx.Component:
    state = PlaylistState
    ids = rx.Var(f"({state.entries!s} ?? []).map((entry) => entry.id)", _var_data=state.entries._get_all_var_data())
    more = rx.el.button(_("Show more"), type="button", class_name="btn", on_click=state.next)
    return rx.el.div(
        _head(),
        rx.cond(
            state.entries.length() > 0,
            Reorder.create(
                rx.foreach(state.entries, _entry),
                ids=ids.to(list[str]),
                enabled=state.card.mine,
                on_move=state.move,
                class_name="rows",
            ),
            empty(
                "list-plus",
                _("Nothing in it yet"),
                _("Find something and choose “Add to a playlist” in its menu."),
            ),
        ),
        rx.cond(state.more != "", more),
        _dialogs(),
        class_name="page narrow",
    )


def playlist() -> rx.Component:
    return shell(
        rx.cond(
            PlaylistState.missing,
            not_there(_("There is no such playlist"), _("It was deleted, or it is not shared with you.")),
            rx.cond(PlaylistState.card, _content(), rx.el.div(rows_skeleton(), class_name="page narrow")),
        )
    )
