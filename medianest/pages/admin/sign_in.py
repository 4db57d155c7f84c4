"""Sign-in providers: add, change, switch, remove, and try one."""

from __future__ import annotations

import reflex as rx

from medianest.components.brands import brand_mark
from medianest.components.dialogs import close_dialog, confirm, dialog, open_dialog
from medianest.components.empty import empty, note
from medianest.components.i18n import _
from medianest.components.layout import page_head, shell
from medianest.components.provider_form import provider_form
from medianest.components.skeleton import rows_skeleton
from medianest.services.sign_in_views import FindingView, SignInProviderView
from medianest.state.admin_sign_in import AdminSignInState

_KIND, _FORM, _REMOVE = "provider-kind", "provider-form", "remove-provider"


def _finding(one: rx.Var[FindingView]) -> rx.Component:
    mark = rx.match(
        one.level,
        ("good", rx.icon("circle-check", size=18)),
        ("warn", rx.icon("triangle-alert", size=18)),
        rx.icon("circle-x", size=18),
    )
    detail = rx.cond(one.detail != "", rx.el.code(one.detail))
    return rx.el.li(mark, rx.el.div(rx.el.p(_(one.text)), detail), class_name="finding " + one.level)


def _state(one: rx.Var[SignInProviderView]) -> rx.Component:
    return rx.el.div(
        rx.cond(
            one.enabled, rx.el.span(_("Offered"), class_name="badge good"), rx.el.span(_("Off"), class_name="badge")
        ),
        rx.cond(one.id, rx.fragment(), rx.el.span(_("From the environment"), class_name="badge")),
        class_name="cluster tight",
    )


def _address(one: rx.Var[SignInProviderView]) -> rx.Component:
    shown = rx.el.label(
        rx.el.span(_("Redirect address, to be registered at the provider"), class_name="label"),
        rx.el.input(class_name="input", read_only=True, value=one.redirect_uri),
        class_name="field",
    )
    missing = note(
        "warn",
        "triangle-alert",
        rx.el.p(_("Set MEDIANEST_PUBLIC_URL to the address that people use, so that providers can send them back.")),
    )
    return rx.cond(one.redirect_uri == "", missing, rx.cond(one.kind == "plex", rx.fragment(), shown))


def _buttons(one: rx.Var[SignInProviderView]) -> rx.Component:
    state, name = AdminSignInState, one.slug
    busy = state.testing == name

    def changing(icon: str, text: rx.Var[str], target: str) -> rx.Component:
        return rx.el.button(
            rx.icon(icon, size=17),
            text,
            type="button",
            class_name="btn compact quiet",
            on_click=[state.choose(name), open_dialog(target)],
        )

    own = rx.fragment(
        changing("pencil", _("Edit"), _FORM),
        rx.el.button(
            rx.cond(one.enabled, _("Switch off"), _("Switch on")),
            type="button",
            class_name="btn compact quiet",
            on_click=state.enable(one.id.to(str), ~one.enabled),
        ),
        changing("trash-2", _("Remove"), _REMOVE),
    )
    return rx.el.div(
        rx.el.button(
            rx.icon("stethoscope", size=17),
            rx.cond(busy, _("Trying …"), _("Test this provider")),
            type="button",
            class_name="btn compact",
            disabled=busy,
            on_click=state.test(name),
        ),
        rx.cond(one.id, own),
        class_name="cluster tight",
    )


def _provider(one: rx.Var[SignInProviderView]) -> rx.Component:
    state = AdminSignInState
    return rx.el.li(
        rx.el.div(
            rx.el.span(brand_mark(one.kind, 24), class_name="thumb"),
            rx.el.div(rx.el.h2(one.name), rx.el.code(one.issuer, class_name="small muted"), class_name="body"),
            _state(one),
            class_name="library-head provider-head",
        ),
        _address(one),
        rx.el.div(
            rx.cond(state.tested == one.slug, rx.el.ul(rx.foreach(state.findings, _finding), class_name="findings")),
            role="status",
        ),
        _buttons(one),
        class_name="panel library",
    )


def _kinds() -> rx.Component:
    def choice(kind: str, title: rx.Var[str] | str, text: rx.Var[str]) -> rx.Component:
        return rx.el.button(
            brand_mark(rx.Var.create(kind), 24),
            rx.el.strong(title),
            rx.el.span(text),
            type="button",
            class_name="choice",
            on_click=[AdminSignInState.begin(kind), close_dialog(_KIND), open_dialog(_FORM)],
        )

    return dialog(
        _KIND,
        _("Which service?"),
        rx.el.div(
            choice("google", rx.Var.create("Google"), _("Any Google account")),
            choice("github", rx.Var.create("GitHub"), _("github.com or a server of your own")),
            choice("plex", rx.Var.create("Plex"), _("Needs nothing to be registered")),
            choice("oidc", rx.Var.create("OpenID Connect"), _("Authentik, Keycloak, Authelia and others")),
            class_name="choices",
        ),
    )


def sign_in() -> rx.Component:
    state = AdminSignInState

    def add(style: str) -> rx.Component:
        return rx.el.button(
            rx.icon("plus", size=18),
            _("Add a provider"),
            type="button",
            class_name=style,
            on_click=open_dialog(_KIND),
        )

    nothing = empty(
        "log-in",
        _("People sign in with a password"),
        _("Let them use an account that they have already: at Google, GitHub, Plex, or your own identity server."),
        add("btn primary"),
    )
    return shell(
        rx.el.div(
            page_head(
                _("Sign-in providers"), _("Services that people may sign in with, besides their password."),
                add("btn primary"),
            ),
            rx.cond(
                state.ready,
                rx.cond(
                    state.providers.length() > 0,
                    rx.el.ul(rx.foreach(state.providers, _provider), class_name="panels"),
                    nothing,
                ),
                rows_skeleton(3),
            ),
            _kinds(),
            dialog(
                _FORM,
                rx.cond(state.chosen, _("Change the provider"), _("A new provider")),
                provider_form([AdminSignInState.load, close_dialog(_FORM)]),
            ),
            confirm(
                _REMOVE,
                _("Remove this provider?"),
                _("People who sign in with it alone cannot come in until it is back. Nothing of theirs is lost."),
                _("Remove"),
                state.remove,
            ),
            class_name="page narrow",
        )
    )  # fmt: skip
