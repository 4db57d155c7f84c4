"""One's own settings of playing: what follows, which languages, what is skipped, and how it begins."""

from __future__ import annotations

import reflex as rx

from medianest.components.formats import language
from medianest.components.forms import select, switch
from medianest.components.i18n import _
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


def _choice(name: str, label: rx.Var[str], value: rx.Var[str], *options: tuple[str, rx.Var[str] | str]) -> rx.Component:
    return select(
        name,
        label,
        *(rx.el.option(text, value=each) for each, text in options),
        value=value,
        on_change=lambda chosen: SettingsState.save(name, chosen),
    )


def _languages() -> rx.Component:
    settings = SettingsState.settings
    codes = [(code, language(code)) for code in _HEARD]
    file = ("", _("As the file says"))
    return rx.el.div(
        _choice("audio_language", _("Preferred sound"), settings.audio_language, file, *codes),
        _choice(
            "subtitle_language",
            _("Preferred subtitles"),
            settings.subtitle_language,
            file,
            ("none", _("None")),
            *codes,
        ),
        class_name="fields two",
    )


def _skipping() -> rx.Component:
    settings = SettingsState.settings
    ways = [("none", _("Leave them")), ("ask", _("Show a button")), ("skip", _("Skip them"))]
    lines = [(each, f"{each}p") for each in ("1080", "720", "480", "360")]
    return rx.el.div(
        _choice("intros", _("Openings and recaps"), settings.intros, *ways),
        _choice("credits", _("Closing credits"), settings.credits, *ways),
        _choice(
            "quality",
            _("Quality to begin with"),
            settings.quality,
            ("auto", _("Automatic")),
            ("original", _("Original")),
            *lines,
        ),
        class_name="fields two",
    )


def _looks_of_subtitles() -> rx.Component:
    settings = SettingsState.settings
    return rx.el.div(
        _choice(
            "subtitle_size",
            _("Size of subtitles"),
            settings.subtitle_size,
            ("small", _("Small")),
            ("medium", _("Medium")),
            ("large", _("Large")),
            ("huge", _("Very large")),
        ),
        _choice(
            "subtitle_color",
            _("Colour of subtitles"),
            settings.subtitle_color,
            ("white", _("White")),
            ("yellow", _("Yellow")),
            ("grey", _("Grey")),
        ),
        _choice(
            "subtitle_background",
            _("Background of subtitles"),
            settings.subtitle_background,
            ("none", _("Outline alone")),
            ("shade", _("Shade")),
            ("solid", _("Black")),
        ),
        _choice(
            "subtitle_place",
            _("Place of subtitles"),
            settings.subtitle_place,
            ("low", _("At the foot")),
            ("high", _("A little higher")),
            ("top", _("At the top")),
        ),
        class_name="fields two",
    )


def playing_panel() -> rx.Component:
    state = SettingsState
    return rx.el.section(
        rx.el.h2(_("Playing")),
        rx.el.div(
            switch(
                _("Play the next one by itself"),
                state.settings.autoplay_next,
                lambda on: state.switch("autoplay_next", on),
                hint=_("After an episode the next begins, with a countdown that can be stopped."),
            ),
            switch(
                _("Ask whether I am still watching"),
                state.settings.still_watching,
                lambda on: state.switch("still_watching", on),
                hint=_("Before another one begins by itself, after three of them or three hours without a touch."),
            ),
            _languages(),
            _looks_of_subtitles(),
            _skipping(),
            class_name="fields",
        ),
        class_name="panel",
    )
