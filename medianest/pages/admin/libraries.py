"""Managing libraries: add, scan, rename, remove, and the files that cannot be used."""

from __future__ import annotations

import reflex as rx

from medianest.components.dialogs import close_dialog, confirm, dialog, open_dialog
from medianest.components.empty import empty, note
from medianest.components.formats import ago, size
from medianest.components.forms import field, switch
from medianest.components.i18n import _, plural
from medianest.components.layout import page_head, shell
from medianest.components.live import job_bar
from medianest.components.nav import library_icon
from medianest.components.new_library import new_library
from medianest.components.skeleton import rows_skeleton
from medianest.services.libraries import IssueView, LibraryAdminView
from medianest.state.admin_libraries import AdminLibrariesState, NewLibraryState
from medianest.state.storyboards import StoryboardsState

_ISSUES, _RENAME, _REMOVE, _ACCEPT = "issues", "rename-library", "remove-library", "accept-missing"


def _about(one: rx.Var[LibraryAdminView]) -> rx.Component:
    """What is known of a library in one line."""
    return rx.el.p(
        rx.el.span(plural("{n} title", "{n} titles", one.item_count)),
        rx.cond(one.missing_count > 0, rx.el.span(plural("{n} missing", "{n} missing", one.missing_count))),
        rx.cond(
            one.last_scan_at,
            rx.el.span(_("scanned {when}", when=ago(one.last_scan_at))),
            rx.el.span(_("not scanned yet")),
        ),
        class_name="meta small",
    )


def _offline(one: rx.Var[LibraryAdminView]) -> rx.Component:
    choose = AdminLibrariesState.choose(one.id.to(str))
    return rx.cond(
        one.state == "offline",
        note(
            "warn",
            "cloud-off",
            rx.el.p(rx.el.strong(_("Offline."))),
            rx.el.p(_(one.state_reason)),
            rx.el.p(_("Nothing is changed until the folder is back or you say that its files are gone for good.")),
            rx.el.button(
                _("They are gone for good"),
                type="button",
                class_name="btn compact",
                on_click=[choose, open_dialog(_ACCEPT)],
            ),
        ),
    )


def _buttons(one: rx.Var[LibraryAdminView]) -> rx.Component:
    choose = AdminLibrariesState.choose(one.id.to(str))

    def button(icon: str, text: rx.Var[str], target: str) -> rx.Component:
        return rx.el.button(
            rx.icon(icon, size=17),
            text,
            type="button",
            class_name="btn compact quiet",
            on_click=[choose, open_dialog(target)],
        )

    return rx.el.div(
        rx.el.button(
            rx.icon("scan-search", size=17),
            _("Scan now"),
            type="button",
            class_name="btn compact",
            on_click=AdminLibrariesState.scan(one.id.to(str)),
        ),
        rx.cond(
            one.issue_count > 0,
            rx.el.button(
                rx.icon("triangle-alert", size=17),
                plural("{n} file cannot be used", "{n} files cannot be used", one.issue_count),
                type="button",
                class_name="btn compact warn",
                on_click=[choose, open_dialog(_ISSUES)],
            ),
        ),
        button("pencil", _("Rename"), _RENAME),
        button("trash-2", _("Remove"), _REMOVE),
        class_name="cluster tight",
    )


def _library(one: rx.Var[LibraryAdminView]) -> rx.Component:
    name = one.id.to(str)
    return rx.el.li(
        rx.el.div(
            rx.el.span(library_icon(one.type, size=24), class_name="thumb"),
            rx.el.div(
                rx.el.h2(rx.el.a(one.name, href=rx.Var.create("/library/") + name)),
                _about(one),
                rx.el.code(one.path, class_name="small muted"),
                class_name="body",
            ),
            class_name="library-head",
        ),
        _offline(one),
        job_bar(name, AdminLibrariesState.load, AdminLibrariesState.jobs[name]),
        _buttons(one),
        class_name="panel library",
    )


def _issue(one: rx.Var[IssueView]) -> rx.Component:
    return rx.el.li(
        rx.el.code(one.path),
        rx.el.p(_(one.message), class_name="soft"),
        rx.el.p(size(one.size), " · ", one.reason, class_name="muted small"),
        class_name="issue",
    )


def _dialogs() -> rx.Component:
    state = AdminLibrariesState
    more = rx.el.button(_("Show more"), type="button", class_name="btn compact", on_click=state.next_issues)
    return rx.fragment(
        dialog(
            _ISSUES,
            _("Files that cannot be used"),
            rx.el.p(
                _("They harm nothing else. After a change on the disk they are looked at again."), class_name="soft"
            ),
            rx.el.ul(rx.foreach(state.issues, _issue), class_name="rows"),
            rx.cond(state.more_issues != "", more),
        ),
        dialog(
            _RENAME,
            _("Rename the library"),
            rx.el.form(
                field(
                    "name",
                    _("Name of the library"),
                    prefix="rename-",
                    default_value=state.chosen.name,
                    key=state.chosen.name,
                    required=True,
                    max_length=100,
                ),
                rx.el.button(_("Save"), type="submit", class_name="btn primary"),
                on_submit=[state.rename, close_dialog(_RENAME)],
                class_name="fields",
            ),
        ),
        confirm(
            _REMOVE,
            _("Remove this library?"),
            _("Its files stay as they are. Watched and listed titles keep their history and places."),
            _("Remove"),
            state.remove,
        ),
        confirm(
            _ACCEPT,
            _("Are these files gone for good?"),
            _("Titles without a file become unavailable. History and playlists keep them."),
            _("They are gone"),
            state.accept_missing,
        ),
    )


def _previews() -> rx.Component:
    return rx.el.section(
        switch(
            _("Preview pictures over the scrub bar"),
            StoryboardsState.on,
            StoryboardsState.switch,
            hint=_("Made in the background after a scan, from the key frames of each film alone."),
        ),
        class_name="panel",
    )


def libraries() -> rx.Component:
    state = AdminLibrariesState
    add = rx.el.button(
        rx.icon("plus", size=18),
        _("Add a library"),
        type="button",
        class_name="btn primary",
        on_click=NewLibraryState.begin,
    )
    demo = rx.el.button(_("Make a demo library"), type="button", class_name="btn", on_click=NewLibraryState.make_demo)
    nothing = empty(
        "library",
        _("There is no library yet"),
        _("A library is a folder of films, shows, music or home videos. To look around first, have a demo made."),
        demo,
    )
    cancel = rx.el.button(_("Cancel"), type="button", class_name="btn quiet", on_click=NewLibraryState.leave)
    return shell(
        rx.el.div(
            page_head(_("Libraries"), _("Folders of this server, and what was found in them."), add),
            rx.cond(
                NewLibraryState.shown,
                rx.el.section(rx.el.h2(_("A new library")), new_library(cancel), class_name="panel"),
            ),
            job_bar("demo", state.load, state.jobs["demo"]),
            rx.cond(
                state.ready,
                rx.cond(
                    state.libraries.length() > 0,
                    rx.el.ul(rx.foreach(state.libraries, _library), class_name="panels"),
                    rx.cond(NewLibraryState.shown, rx.fragment(), nothing),
                ),
                rows_skeleton(3),
            ),
            rx.cond(state.libraries.length() > 0, _previews()),
            _dialogs(),
            class_name="page narrow",
        )
    )
