"""A library: everything in it, sorted and filtered by the address."""

from __future__ import annotations

import reflex as rx

from medianest.components.empty import empty, note
from medianest.components.filters import chip, choice
from medianest.components.i18n import _
from medianest.components.layout import not_there, page_head, shell
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


def _toolbar() -> rx.Component:
    state = LibraryState
    films = (state.type == "movie") | (state.type == "show") | (state.type == "episode") | (state.type == "video")
    sorts = [
        ("title", _("By title")),
        ("added", _("Recently added")),
        ("year", _("By year")),
        ("rating", _("Best rated")),
        ("duration", _("By length")),
        ("watched", _("Recently watched")),
        ("random", _("Shuffled")),
    ]
    return rx.el.div(
        _types(),
        choice(_("Sort"), state.sort, _choose("sort"), *(rx.el.option(text, value=value) for value, text in sorts)),
        rx.el.button(
            rx.cond(
                state.order == "asc",
                rx.icon("arrow-up-narrow-wide", size=17),
                rx.icon("arrow-down-wide-narrow", size=17),
            ),
            type="button",
            class_name="icon-btn compact filled",
            aria_label=rx.cond(state.order == "asc", _("Ascending; turn round"), _("Descending; turn round")),
            on_click=state.choose("order", rx.cond(state.order == "asc", "desc", "asc")),
        ),
        rx.cond(
            state.facets.genres.length() > 0,
            choice(
                _("Genre"),
                state.genre,
                _choose("genre"),
                rx.el.option(_("All genres"), value=""),
                rx.foreach(state.facets.genres, lambda genre: rx.el.option(genre, value=genre)),
            ),
        ),
        rx.cond(
            state.decades.length() > 0,
            choice(
                _("Decade"),
                state.decade,
                _choose("decade"),
                rx.el.option(_("All years"), value=""),
                rx.foreach(
                    state.decades,
                    lambda decade: rx.el.option(_("{decade}s", decade=decade.to_string()), value=decade.to_string()),
                ),
            ),
        ),
        rx.cond(
            films & (state.facets.resolutions.length() > 1),
            choice(
                _("Resolution"),
                state.resolution,
                _choose("resolution"),
                rx.el.option(_("Any resolution"), value=""),
                rx.foreach(state.facets.resolutions, lambda name: rx.el.option(name.upper(), value=name)),
            ),
        ),
        rx.cond(
            state.facets.content_ratings.length() > 0,
            choice(
                _("Rating"),
                state.content_rating,
                _choose("content_rating"),
                rx.el.option(_("Any rating"), value=""),
                rx.foreach(state.facets.content_ratings, lambda name: rx.el.option(name, value=name)),
            ),
        ),
        rx.cond(
            films,
            chip(_("Unwatched"), state.unwatched, state.choose("unwatched", rx.cond(state.unwatched, "", "true"))),
        ),
        rx.cond(
            state.filtered,
            rx.el.button(
                rx.icon("x", size=16), _("Clear"), type="button", class_name="btn quiet compact", on_click=state.clear
            ),
        ),
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
