"""Adding a library: what it holds, where it lies, what it is called."""

from __future__ import annotations

import reflex as rx

from medianest.components.forms import field
from medianest.components.i18n import _, fault
from medianest.services.account_views import FolderView
from medianest.state.admin_libraries import NewLibraryState


def _kind(value: str, icon: str, title: rx.Var[str], text: rx.Var[str]) -> rx.Component:
    return rx.el.button(
        rx.icon(icon, size=24),
        rx.el.strong(title),
        rx.el.span(text),
        type="button",
        class_name="choice",
        aria_pressed=rx.cond(NewLibraryState.kind == value, "true", "false"),
        on_click=NewLibraryState.choose_kind(value),
    )


def _folder(one: rx.Var[FolderView]) -> rx.Component:
    return rx.el.button(
        rx.icon("folder", size=18),
        rx.el.span(one.name, class_name="truncate"),
        type="button",
        on_click=NewLibraryState.open(one.path),
    )


def folder_picker() -> rx.Component:
    """The server's folders: one that is open is the one that is taken."""
    place = NewLibraryState.place
    up = rx.el.button(
        rx.icon("arrow-up", size=17),
        type="button",
        class_name="icon-btn compact",
        aria_label=_("Up one folder"),
        on_click=NewLibraryState.open(rx.cond(place.parent, place.parent, "")),
    )
    return rx.el.div(
        rx.el.span(_("Folder on the server"), class_name="label", id="folder-label"),
        rx.el.div(
            rx.el.div(
                rx.cond(place.path, up),
                rx.cond(
                    place.path,
                    rx.el.code(place.path, class_name="truncate"),
                    rx.el.span(_("Where are your files?"), class_name="muted"),
                ),
                class_name="folders-path",
            ),
            rx.el.div(
                rx.foreach(place.folders, _folder),
                rx.cond(
                    place.folders.length() == 0, rx.el.p(_("No folders in here."), class_name="muted folders-none")
                ),
                class_name="folders-list",
            ),
            class_name="folders",
            role="group",
            aria_labelledby="folder-label",
        ),
        rx.el.p(
            rx.cond(
                place.path, _("This folder and everything in it becomes the library."), _("Open a folder to choose it.")
            ),
            class_name="hint",
        ),
        rx.cond(
            NewLibraryState.faults.contains("path"),
            rx.el.p(fault(NewLibraryState.faults, "path"), class_name="wrong", role="alert"),
        ),
        class_name="field",
    )


def new_library(*more: rx.Component) -> rx.Component:
    """The form; ``more`` stands beside its button."""
    return rx.el.form(
        rx.el.div(
            _kind("movies", "film", _("Films"), _("One film in each file")),
            _kind("shows", "tv", _("Shows"), _("Series with seasons")),
            _kind("music", "music", _("Music"), _("Albums and songs")),
            _kind("videos", "clapperboard", _("Home videos"), _("Your own clips")),
            class_name="choices",
            role="group",
            aria_label=_("What is in it?"),
        ),
        folder_picker(),
        field(
            "name",
            _("Name of the library"),
            wrong=fault(NewLibraryState.faults, "name"),
            required=True,
            max_length=100,
            auto_complete="off",
            placeholder=_("Films"),
        ),
        rx.el.div(
            rx.el.button(
                _("Add the library"),
                type="submit",
                class_name="btn primary",
                disabled=~NewLibraryState.place.path.bool(),
            ),
            *more,
            class_name="cluster",
        ),
        on_submit=NewLibraryState.add,
        class_name="fields",
    )
