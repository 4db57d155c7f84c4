"""A library: everything in it, sorted and filtered by the address."""

from __future__ import annotations

from typing import Any

import reflex as rx

from medianest.components.empty import empty, note
from medianest.components.filters import chip, choice
from medianest.components.formats import resolution_name
from medianest.components.i18n import _
from medianest.components.layout import not_there, page_head, shell
from medianest.components.live import library_watch
from medianest.components.media_grid import media_grid
from medianest.components.skeleton import grid_skeleton
from medianest.state.libraries import LibraryState


def _choose(name: str):
    return lambda value: LibraryState.choose(name, value)


def _types() -> rx.Component | rx.Var:
    """What of it is shown: shows or episodes; albums, artists or songs."""

    def tab(value: str, text: rx.Var[str]) -> rx.Component:
        return rx.el.button(
            text,
            type="button",
            aria_pressed=rx.cond(LibraryState.type == value, "true", "false"),
            on_click=LibraryState.choose("type", value),
        )

    return rx.match(
        LibraryState.library.type,
        ("shows", rx.el.div(tab("show", _("Shows")), tab("episode", _("Episodes")), class_name="segmented")),
        (
            "music",
            rx.el.div(
                tab("album", _("Albums")), tab("artist", _("Artists")), tab("track", _("Songs")), class_name="segmented"
            ),
        ),
        rx.fragment(),
    )


def _films() -> rx.Var[bool]:
    """Whether what is shown is looked at rather than heard."""
    return rx.Var.create(["movie", "show", "episode", "video"]).contains(LibraryState.type)


def _order() -> rx.Component:
    state = LibraryState
    rising = state.order == "asc"
    sorts = [
        ("title", _("By title")),
        ("added", _("Recently added")),
        ("year", _("By year")),
        ("rating", _("Best rated")),
        ("duration", _("By length")),
        ("watched", _("Recently watched")),
        ("random", _("Shuffled")),
    ]
    return rx.fragment(
        choice(_("Sort"), state.sort, _choose("sort"), *(rx.el.option(text, value=value) for value, text in sorts)),
        rx.el.button(
            rx.cond(rising, rx.icon("arrow-up-narrow-wide", size=17), rx.icon("arrow-down-wide-narrow", size=17)),
            type="button",
            class_name="icon-btn compact filled",
            aria_label=rx.cond(rising, _("Ascending; turn round"), _("Descending; turn round")),
            on_click=state.choose("order", rx.cond(rising, "desc", "asc")),
        ),
    )


def _filter(
    name: str, label: rx.Var[str], everything: rx.Var[str], offered: rx.Var, value: rx.Var, least: int, option: Any
) -> rx.Component:
    """A choice of one of what the library holds; left out where there is nothing to choose from."""
    options = rx.foreach(offered, lambda one: option(one))
    chosen = choice(label, value, _choose(name), rx.el.option(everything, value=""), options, lit=value != "")
    return rx.cond(offered.length() >= least, chosen)


def _toolbar() -> rx.Component:
    state = LibraryState
    facets = state.facets
    ratings = facets.content_ratings
    turned = rx.cond(state.unwatched, "", "true")

    def plain(one: rx.Var) -> rx.Component:
        return rx.el.option(one, value=one)

    def years(one: rx.Var) -> rx.Component:
        return rx.el.option(_("{decade}s", decade=one.to_string()), value=one.to_string())

    def lines(one: rx.Var) -> rx.Component:
        return rx.el.option(resolution_name(one), value=one)

    for_eyes = rx.fragment(
        _filter("resolution", _("Resolution"), _("Any resolution"), facets.resolutions, state.resolution, 2, lines),
        _filter("content_rating", _("Rating"), _("Any rating"), ratings, state.content_rating, 1, plain),
        chip(_("Unwatched"), state.unwatched, state.choose("unwatched", turned)),
    )
    clear = rx.el.button(rx.icon("x", size=16), _("Clear"), class_name="btn quiet compact", on_click=state.clear)
    return rx.el.div(
        _types(),
        _order(),
        _filter("genre", _("Genre"), _("All genres"), facets.genres, state.genre, 1, plain),
        _filter("decade", _("Decade"), _("All years"), state.decades, state.decade, 1, years),
        rx.cond(_films(), for_eyes),
        chip(_("Favourites"), state.favourite, state.choose("favourite", rx.cond(state.favourite, "", "true"))),
        rx.cond(state.filtered, clear),
        class_name="toolbar",
        role="group",
        aria_label=_("Sort and filter"),
    )


def _nothing() -> rx.Component:
    return rx.cond(
        LibraryState.filtered,
        empty(
            "list-filter",
            _("Nothing fits these filters"),
            _("Take one of them away to see more."),
            rx.el.button(_("Clear the filters"), type="button", class_name="btn primary", on_click=LibraryState.clear),
        ),
        empty(
            "folder-open",
            _("This library is still empty"),
            _("What is put into its folder appears here after a moment. An administrator can look at its scans."),
        ),
    )


def _content() -> rx.Component:
    state = LibraryState
    wide = (state.type == "episode") | (state.type == "video")
    return rx.el.div(
        page_head(state.library.name),
        library_watch(),
        rx.cond(
            state.library.state == "offline",
            note(
                "warn",
                "cloud-off",
                _("This library is offline. Nothing is lost; its titles play again when it is back."),
            ),
        ),
        _toolbar(),
        rx.cond(
            state.grid_url != "",
            media_grid(state.grid_url, _nothing(), wide=wide, letters=state.letters_url),
            grid_skeleton(),
        ),
        class_name="page",
    )


def library() -> rx.Component:
    return shell(
        rx.cond(
            LibraryState.missing,
            not_there(_("There is no such library"), _("It was removed, or it is not shared with you.")),
            rx.cond(LibraryState.library, _content(), rx.el.div(grid_skeleton(), class_name="page")),
        )
    )
