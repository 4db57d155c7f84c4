"""One's own settings: name, looks, language, playing, password, devices."""

from __future__ import annotations

import reflex as rx

from medianest import routes
from medianest.components.api_key_panel import api_key_panel
from medianest.components.formats import ago, language
from medianest.components.forms import RestForm, field, select, switch
from medianest.components.i18n import LANGUAGES, _
from medianest.components.layout import page_head, shell
from medianest.components.native_form import sign_out_form
from medianest.components.skeleton import rows_skeleton
from medianest.services.account_views import SessionView
from medianest.state.settings import SettingsState

# What people here most often listen to and read; the file's own choice comes first.
_HEARD = (
    "en",
    "de",
    "fr",
    "es",
    "it",
    "pt",
    "nl",
    "pl",
    "sv",
    "da",
    "nb",
    "fi",
    "cs",
    "tr",
    "ru",
    "uk",
    "ja",
    "ko",
    "zh",
)


def _profile() -> rx.Component:
    state = SettingsState
    return rx.el.section(
        rx.el.h2(_("Profile")),
        rx.el.form(
            field(
                "display_name",
                _("Name"),
                hint=_("How others see you."),
                wrong=state.faults.get("display_name", "").to(str),
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


def _playing() -> rx.Component:
    state = SettingsState
    codes = [rx.el.option(language(code), value=code) for code in _HEARD]
    return rx.el.section(
        rx.el.h2(_("Playing")),
        rx.el.div(
            switch(
                _("Play the next one by itself"),
                state.settings.autoplay_next,
                lambda on: state.switch("autoplay_next", on),
                hint=_("After an episode the next begins, with a countdown that can be stopped."),
            ),
            rx.el.div(
                select(
                    "audio_language",
                    _("Preferred sound"),
                    rx.el.option(_("As the file says"), value=""),
                    *codes,
                    value=state.settings.audio_language,
                    on_change=lambda value: state.save("audio_language", value),
                ),
                select(
                    "subtitle_language",
                    _("Preferred subtitles"),
                    rx.el.option(_("As the file says"), value=""),
                    rx.el.option(_("None"), value="none"),
                    *codes,
                    value=state.settings.subtitle_language,
                    on_change=lambda value: state.save("subtitle_language", value),
                ),
                class_name="fields two",
            ),
            class_name="fields",
        ),
        class_name="panel",
    )


def _password() -> rx.Component:
    return rx.el.section(
        rx.el.h2(_("Password")),
        RestForm.create(
            field(
                "current_password",
                _("Current password"),
                type="password",
                auto_complete="current-password",
                required=True,
            ),
            field(
                "new_password",
                _("New password"),
                hint=_("At least 10 characters. All other devices are signed out."),
                type="password",
                auto_complete="new-password",
                required=True,
            ),
            rx.el.button(_("Change password"), type="submit", class_name="btn"),
            action=routes.API_PASSWORD,
            method="PUT",
            done=_("Your password is changed."),
            on_done=SettingsState.load,
            class_name="fields password-form",
        ),
        class_name="panel",
    )


def _device(session: rx.Var[SessionView]) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            rx.cond(session.kind == "browser", rx.icon("monitor", size=22), rx.icon("terminal", size=22)),
            class_name="thumb",
        ),
        rx.el.div(
            rx.el.strong(session.device_name),
            rx.el.small(
                rx.cond(session.address, rx.el.span(session.address, " · ")),
                _("used {when}", when=ago(session.last_used_at)),
            ),
            class_name="body",
        ),
        rx.el.div(
            rx.cond(
                session.current,
                rx.el.span(_("This one"), class_name="badge good"),
                rx.el.button(
                    _("Sign out"),
                    type="button",
                    class_name="btn compact",
                    aria_label=_("Sign out {device}", device=session.device_name),
                    on_click=SettingsState.end_session(session.id.to(str)),
                ),
            ),
            class_name="end",
        ),
        class_name="row",
    )


def _devices() -> rx.Component:
    return rx.el.section(
        rx.el.h2(_("Devices")),
        rx.el.p(_("Where you are signed in. What a device plays stops when you sign it out.")),
        rx.el.ul(rx.foreach(SettingsState.sessions, _device), class_name="rows"),
        sign_out_form(
            rx.el.button(rx.icon("log-out", size=18), _("Sign out here"), type="submit", class_name="btn danger"),
            class_name="form-foot",
        ),
        class_name="panel",
    )


def settings() -> rx.Component:
    return shell(
        rx.el.div(
            page_head(_("Settings")),
            rx.cond(
                SettingsState.settings,
                rx.fragment(_profile(), _looks(), _playing(), _password(), _devices(), api_key_panel()),
                rows_skeleton(),
            ),
            class_name="page narrow",
        )
    )
