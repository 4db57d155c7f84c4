"""Connected servers: connect one, see how it is, make libraries of what it has, disconnect it."""

from __future__ import annotations

import reflex as rx

from medianest import routes
from medianest.components.brands import brand_mark
from medianest.components.dialogs import close_dialog, confirm, dialog, open_dialog
from medianest.components.empty import empty, note
from medianest.components.formats import ago
from medianest.components.forms import RestForm
from medianest.components.i18n import _, fault, plural
from medianest.components.layout import page_head, shell
from medianest.components.nav import library_icon
from medianest.components.skeleton import rows_skeleton
from medianest.services.provider_account_views import (
    CollectionView,
    FieldView,
    ProviderAccountView,
    ProviderKindView,
)
from medianest.state.admin_providers import AdminProvidersState

_KIND, _FORM, _COLLECTIONS, _REMOVE = "source-kind", "source-form", "source-collections", "disconnect-source"


def _state(one: rx.Var[ProviderAccountView]) -> rx.Component | rx.Var:
    return rx.match(
        one.state,
        ("connected", rx.el.span(_("Connected"), class_name="badge good")),
        ("sign_in_again", rx.el.span(_("Connect again"), class_name="badge warn")),
        rx.el.span(_("Not reachable"), class_name="badge warn"),
    )


def _account(one: rx.Var[ProviderAccountView]) -> rx.Component:
    state, name = AdminProvidersState, one.id.to(str)
    busy = state.asking == name
    return rx.el.li(
        rx.el.div(
            rx.el.span(brand_mark(one.provider, 24), class_name="thumb"),
            rx.el.div(
                rx.el.h2(one.name),
                rx.el.p(
                    rx.el.span(one.title),
                    rx.el.span(plural("{n} library", "{n} libraries", one.library_count)),
                    rx.cond(one.checked_at, rx.el.span(_("asked {when}", when=ago(one.checked_at)))),
                    class_name="meta small",
                ),
                class_name="body",
            ),
            rx.el.div(_state(one), class_name="cluster tight"),
            class_name="library-head provider-head",
        ),
        rx.cond(one.state_reason, note("warn", "triangle-alert", rx.el.p(_(one.state_reason)))),
        rx.el.div(
            rx.el.button(
                rx.icon("library", size=17),
                _("Choose libraries"),
                type="button",
                class_name="btn compact",
                on_click=[state.look(name), open_dialog(_COLLECTIONS)],
            ),
            rx.el.button(
                rx.icon("stethoscope", size=17),
                rx.cond(busy, _("Asking …"), _("Check")),
                type="button",
                class_name="btn compact quiet",
                disabled=busy,
                on_click=state.check(name),
            ),
            rx.el.button(
                rx.icon("unplug", size=17),
                _("Disconnect"),
                type="button",
                class_name="btn compact quiet",
                on_click=[state.choose(name), open_dialog(_REMOVE)],
            ),
            class_name="cluster tight",
        ),
        class_name="panel library",
    )


def _kind(one: rx.Var[ProviderKindView]) -> rx.Component:
    return rx.el.button(
        brand_mark(one.name, 24),
        rx.el.strong(one.title),
        type="button",
        class_name="choice",
        on_click=[AdminProvidersState.begin(one.name), close_dialog(_KIND), open_dialog(_FORM)],
    )


def _question(one: rx.Var[FieldView]) -> rx.Component:
    """A field of the connect form, as its provider asks it."""
    key = rx.Var.create("source-") + one.name
    return rx.el.div(
        rx.el.label(_(one.label), html_for=key),
        rx.el.input(
            id=key,
            name=one.name,
            type=rx.cond(one.secret, "password", "text"),
            required=one.required,
            auto_complete="off",
            spell_check=False,
            class_name="input",
            aria_describedby=key + "-about",
        ),
        rx.el.div(
            rx.cond(one.help != "", rx.el.p(_(one.help), class_name="hint")),
            rx.el.p(class_name="wrong", hidden=True, custom_attrs={"data-fault": one.name}),
            id=key + "-about",
        ),
        class_name="field",
    )


def _form() -> rx.Component:
    state = AdminProvidersState
    return RestForm.create(
        rx.foreach(state.kind.fields, _question),
        rx.el.button(_("Connect"), type="submit", class_name="btn primary"),
        action=rx.Var.create(routes.API_ADMIN_PROVIDERS) + "/" + state.kind.name + "/accounts",
        method="POST",
        done=_("Connected."),
        on_done=[state.load, close_dialog(_FORM)],
        class_name="fields",
    )


def _collection(one: rx.Var[CollectionView]) -> rx.Component:
    state = AdminProvidersState
    add = rx.el.button(
        rx.icon("plus", size=17),
        _("Make a library"),
        type="button",
        class_name="btn compact",
        disabled=state.asking != "",
        on_click=state.add_library(one.remote_id),
    )
    there = rx.el.a(_("Open"), href=rx.Var.create("/library/") + one.library_id.to(str), class_name="btn compact quiet")
    return rx.el.li(
        rx.el.span(library_icon(one.type), class_name="thumb"),
        rx.el.span(one.title, class_name="body truncate"),
        rx.cond(one.library_id, there, add),
        class_name="library-head provider-head",
    )


def _seeking(one: rx.Var[FieldView]) -> rx.Component:
    """Where nothing lists what libraries can be made of: what somebody pastes is looked for."""
    busy = AdminProvidersState.asking != ""
    return rx.el.form(
        _question(one),
        rx.el.button(rx.icon("search", size=17), _("Find"), type="submit", class_name="btn", disabled=busy),
        on_submit=AdminProvidersState.seek,
        class_name="fields",
    )


def _dialogs() -> rx.Component:
    state = AdminProvidersState
    nothing = rx.cond(
        state.sought & (state.text == ""),
        rx.fragment(),
        rx.el.p(_("There is nothing on this server that a library can be made of."), class_name="soft"),
    )
    found = rx.cond(
        state.asking != "",
        rows_skeleton(2),
        rx.cond(
            fault(state.faults, "server") != "",
            note("warn", "triangle-alert", rx.el.p(fault(state.faults, "server"))),
            nothing,
        ),
    )
    return rx.fragment(
        dialog(
            _KIND, _("What do you want to connect?"), rx.el.div(rx.foreach(state.kinds, _kind), class_name="choices")
        ),
        dialog(_FORM, _("Connect a server"), rx.cond(state.kind, _form())),
        dialog(
            _COLLECTIONS,
            _("Libraries of this server"),
            rx.cond(state.sought, _seeking(state.sought)),
            rx.cond(
                state.collections.length() > 0,
                rx.el.ul(rx.foreach(state.collections, _collection), class_name="rows"),
                found,
            ),
        ),
        confirm(
            _REMOVE,
            _("Disconnect this server?"),
            _("Its libraries go offline and keep everything, until it is connected again. Its token is forgotten."),
            _("Disconnect"),
            state.disconnect,
        ),
    )


def providers() -> rx.Component:
    state = AdminProvidersState

    def add(style: str) -> rx.Component:
        return rx.el.button(
            rx.icon("plus", size=18), _("Connect a server"), type="button", class_name=style,
            on_click=open_dialog(_KIND),
        )  # fmt: skip

    nothing = empty(
        "plug",
        _("No other server is connected"),
        _("Films, shows and music of a Plex server can stand beside those on your own disks."),
        add("btn primary"),
    )
    return shell(
        rx.el.div(
            page_head(_("Sources"), _("Other servers and services whose media are shown here."), add("btn primary")),
            rx.cond(
                state.ready,
                rx.cond(
                    state.accounts.length() > 0,
                    rx.el.ul(rx.foreach(state.accounts, _account), class_name="panels"),
                    nothing,
                ),
                rows_skeleton(3),
            ),
            _dialogs(),
            class_name="page narrow",
        )
    )
