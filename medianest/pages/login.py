"""Signing in."""

from __future__ import annotations

import reflex as rx

from medianest import routes
from medianest.components.empty import note
from medianest.components.forms import field
from medianest.components.i18n import _
from medianest.components.layout import stage
from medianest.components.native_form import encoded, in_clear_warning, login_form, query, second_step_form
from medianest.components.passkey_panel import passkey_sign_in
from medianest.components.profile_pin_panel import Profiles
from medianest.components.provider_buttons import provider_buttons, provider_faults
from medianest.state.invitations import RegistrationState
from medianest.state.password_resets import PasswordResetState


def _fault() -> rx.Component | rx.Var:
    """Codes of ``?error=``, as api/session.py, api/session_profiles.py and api/v1/provider_sign_in.py give them."""
    return rx.match(
        query("error"),
        ("", ""),
        ("wrong_pin", _("This PIN is wrong. After five wrong ones the password is asked again.")),
        ("wrong_credentials", _("The e-mail address or the password is wrong.")),
        ("too_many_requests", _("Too many tries. Wait a little and try again.")),
        ("wrong_code", _("This code is wrong or was used before. Each code counts once.")),
        ("mfa_expired", _("That took too long. Sign in again.")),
        ("forbidden", _("This account is disabled. Ask an administrator.")),
        *provider_faults(),
        ("cross_site", _("That did not come from this page. Try again.")),
        ("overloaded", _("The server is busy. Try again in a moment.")),
        _("That did not work. Try again."),
    )


def _wrong() -> rx.Component:
    return rx.cond(query("error") != "", rx.el.div(note("bad", "circle-alert", rx.el.p(_fault())), role="alert"))


def _first_step() -> rx.Component:
    return rx.fragment(
        rx.el.h1(_("Sign in")),
        _wrong(),
        rx.cond(
            query("done") == "password",
            rx.el.div(note("good", "check", rx.el.p(_("Your new password is set. Sign in with it."))), role="status"),
        ),
        in_clear_warning(),
        login_form(
            field("email", _("E-mail"), type="email", auto_complete="username", required=True, auto_focus=True),
            field("password", _("Password"), type="password", auto_complete="current-password", required=True),
            rx.el.button(_("Sign in"), type="submit", class_name="btn primary large"),
            class_name="fields",
        ),
        rx.el.p(_("or"), class_name="or"),
        passkey_sign_in(query("next")),
        provider_buttons("next", query("next")),
        rx.cond(
            PasswordResetState.by_mail,
            rx.el.p(rx.el.a(_("Forgot your password?"), href=routes.FORGOTTEN, class_name="link")),
        ),
        rx.cond(
            RegistrationState.allowed,
            rx.el.p(
                _("You are new here?"),
                " ",
                rx.el.a(_("Make an account"), href=routes.REGISTER, class_name="link"),
                class_name="soft",
            ),
        ),
    )


def _other_step(name: str, text: rx.Var[str]) -> rx.Component:
    """To the other kind of code, or to the beginning; what the person wanted to see stays in mind."""
    wanted = rx.cond(query("next") != "", "&next=" + encoded(query("next")), "")
    return rx.el.a(text, href=f"{routes.LOGIN}?step={name}" + wanted, class_name="link")


def _second_step() -> rx.Component:
    app = field(
        "code",
        _("Code"),
        hint=_("Six figures that your authenticator app shows now."),
        input_mode="numeric",
        auto_complete="one-time-code",
        max_length=9,
        required=True,
        auto_focus=True,
    )
    paper = field(
        "recovery_code",
        _("Recovery code"),
        hint=_("One of those that you kept when you set up the app. Each works once."),
        auto_complete="off",
        max_length=40,
        required=True,
        auto_focus=True,
    )
    lost = query("step") == "recovery"
    return rx.fragment(
        rx.el.h1(_("One more step")),
        _wrong(),
        second_step_form(
            rx.cond(lost, paper, app),
            rx.el.button(_("Sign in"), type="submit", class_name="btn primary large"),
            class_name="fields",
        ),
        rx.el.div(
            rx.cond(
                lost,
                _other_step("code", _("Use the authenticator app")),
                _other_step("recovery", _("Use a recovery code")),
            ),
            _other_step("", _("Begin again")),
            class_name="cluster",
        ),
    )


def login() -> rx.Component:
    first = Profiles.create(
        _first_step(),
        source=routes.SESSION_PROFILES,
        action=routes.SESSION_PIN,
        forget=routes.SESSION_FORGET_PROFILE,
        next=query("next"),
        chosen=query("profile"),
        fault=_fault(),
        done=query("done"),
    )
    return stage(rx.cond(query("step") != "", _second_step(), first))
