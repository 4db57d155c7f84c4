"""Forms that the browser itself sends: passwords never touch the websocket, and password managers know them."""

from __future__ import annotations

import reflex as rx
from reflex_components_core.el.elements.base import BaseHTML

from medianest import routes
from medianest.components.empty import note
from medianest.components.i18n import _
from medianest.state.auth import AuthState


class NativeForm(BaseHTML):
    """``rx.el.form`` always prevents its own submission; this one does not."""

    tag = "form"
    action: rx.Var[str]
    method: rx.Var[str]


native_form = NativeForm.create


def query(name: str) -> rx.vars.StringVar:
    """A value of the page's address; empty without one."""
    return rx.State.router.url.query_parameters.get(name, "").to(str)


def encoded(value: rx.Var[str]) -> rx.vars.StringVar:
    """``value`` as a part of an address."""
    return rx.Var(f"encodeURIComponent({value!s})", _var_type=str, _var_data=value._get_all_var_data()).to(str)


def hidden(name: str, value: rx.Var[str]) -> rx.Component:
    """A value that travels with the form. Keyed by itself, because it is empty until the page is hydrated."""
    return rx.el.input(type="hidden", name=name, default_value=value, key=value)


def login_form(*children: rx.Component, **props) -> rx.Component:
    """Around inputs named ``email`` and ``password`` and a submit button; goes on to ``?next=``."""
    return native_form(*children, hidden("next", query("next")), action=routes.SESSION_SIGN_IN, method="post", **props)


def second_step_form(*children: rx.Component, **props) -> rx.Component:
    """Around an input named ``code`` or ``recovery_code`` and a submit button; goes on to ``?next=``."""
    return native_form(
        *children, hidden("next", query("next")), action=routes.SESSION_SECOND_STEP, method="post", **props
    )


def setup_form(*children: rx.Component, **props) -> rx.Component:
    """Around inputs named ``code``, ``display_name``, ``email`` and ``password`` and a submit button."""
    return native_form(*children, action=routes.SESSION_SETUP, method="post", **props)


def in_clear_warning() -> rx.Component:
    """Said where a password is typed, when it would travel readable by anyone on the way."""
    text = _("This connection is not encrypted. Use https, or sign in only on a network that you trust.")
    return rx.cond(AuthState.in_clear, note("warn", "lock-open", rx.el.p(text)))


def sign_out_form(*children: rx.Component, **props) -> rx.Component:
    """Around a submit button."""
    return native_form(*children, action=routes.SESSION_SIGN_OUT, method="post", **props)
