"""One's own settings: name, looks, language, playing, password, devices."""

from __future__ import annotations

import reflex as rx

from medianest import routes
from medianest.components.api_key_panel import api_key_panel
from medianest.components.device_panel import device_panel
from medianest.components.forms import RestForm, field, load_again, select
from medianest.components.i18n import LANGUAGES, _, fault
from medianest.components.identity_panel import identity_panel
from medianest.components.layout import page_head, shell
from medianest.components.passkey_panel import passkey_panel
from medianest.components.playing_panel import playing_panel
from medianest.components.profile_pin_panel import profile_pin_panel, switch_profile
from medianest.components.second_factor_panel import second_factor_panel
from medianest.components.skeleton import rows_skeleton
from medianest.state.second_factors import SecondFactorsState
from medianest.state.settings import SettingsState


def _profile() -> rx.Component:
    state = SettingsState
    return rx.el.section(
        rx.el.h2(_("Profile")),
        rx.el.form(
            field(
                "display_name",
                _("Name"),
                hint=_("How others see you."),
                wrong=fault(state.faults, "display_name"),
                default_value=state.settings.display_name,
                key=state.settings.display_name,
                auto_complete="name",
                max_length=80,
            ),
            rx.el.p(_("You sign in as {email}.", email=state.settings.email), class_name="muted small"),
            rx.el.button(_("Save"), type="submit", class_name="btn"),
            on_submit=state.rename,
            class_name="fields",
            custom_attrs={"style": {"justifyItems": "start"}},
        ),
        class_name="panel",
    )


def _looks() -> rx.Component:
    state = SettingsState

    def theme(value: str, icon: str, text: rx.Var[str]) -> rx.Component:
        return rx.el.button(
            rx.icon(icon, size=16),
            text,
            type="button",
            aria_pressed=rx.cond(state.settings.theme == value, "true", "false"),
            on_click=state.save("theme", value),
        )

    return rx.el.section(
        rx.el.h2(_("Looks")),
        rx.el.div(
            rx.el.div(
                rx.el.span(_("Theme"), class_name="label", id="theme-label"),
                rx.el.div(
                    theme("dark", "moon", _("Dark")),
                    theme("light", "sun", _("Light")),
                    theme("system", "monitor", _("As the system")),
                    class_name="segmented",
                    role="group",
                    aria_labelledby="theme-label",
                ),
                class_name="field",
            ),
            select(
                "language",
                _("Language"),
                *(rx.el.option(name, value=code, lang=code) for code, name in LANGUAGES),
                value=state.settings.language,
                on_change=lambda value: state.save("language", value),
            ),
            class_name="fields two",
        ),
        class_name="panel",
    )


def _password() -> rx.Component:
    has = SettingsState.settings.has_password
    return rx.el.div(
        rx.el.h3(_("Password")),
        RestForm.create(
            rx.cond(
                has,
                field(
                    "current_password",
                    _("Current password"),
                    type="password",
                    auto_complete="current-password",
                    required=True,
                ),
            ),
            field(
                "new_password",
                _("New password"),
                hint=_("At least 10 characters. All other devices are signed out."),
                type="password",
                auto_complete="new-password",
                required=True,
            ),
            rx.el.button(rx.cond(has, _("Change password"), _("Set a password")), type="submit", class_name="btn"),
            action=routes.API_PASSWORD,
            method="PUT",
            done=_("Your password is changed."),
            on_done=load_again(),
            class_name="fields password-form",
        ),
        class_name="security-part",
    )


def _security() -> rx.Component:
    return rx.el.section(
        rx.el.h2(_("Sign-in and security")),
        _password(),
        rx.cond(SecondFactorsState.factors, rx.fragment(second_factor_panel(), passkey_panel(), profile_pin_panel())),
        class_name="panel",
    )


def _sections() -> tuple[tuple[str, str, rx.Var[str], rx.Component], ...]:
    """Anchor, icon, name and panel of each, in the order of the page."""
    return (
        ("profile", "circle-user-round", _("Profile"), _profile()),
        ("looks", "palette", _("Looks"), _looks()),
        ("playing", "circle-play", _("Playing"), playing_panel()),
        ("security", "shield-check", _("Sign-in and security"), _security()),
        ("accounts", "link", _("Linked accounts"), identity_panel()),
        ("devices", "monitor-smartphone", _("Devices"), device_panel()),
        ("api-keys", "key-round", _("API keys"), api_key_panel()),
    )


def _contents() -> rx.Component:
    return rx.el.nav(
        *(
            rx.el.a(rx.icon(icon, size=18), name, href=f"#{anchor}", class_name="nav-link")
            for anchor, icon, name, _panel in _sections()
        ),
        class_name="contents",
        aria_label=_("On this page"),
    )


def _panels() -> rx.Component:
    panels = (rx.el.div(panel, id=anchor, tab_index=-1) for anchor, _icon, _name, panel in _sections())
    return rx.el.div(*panels, class_name="panels")


def settings() -> rx.Component:
    return shell(
        rx.el.div(
            page_head(_("Settings"), None, switch_profile()),
            rx.cond(
                SettingsState.settings,
                rx.el.div(_contents(), _panels(), class_name="with-contents"),
                rows_skeleton(),
            ),
            class_name="page narrow",
        )
    )
