"""The message catalogue: whole in every language, and nothing on a page goes past it."""

from string import Formatter

import pytest

from medianest.components.i18n import LANGUAGES
from tools import messages

LANGUAGE_FILES = messages.languages()


def forms(text: str | tuple[str, ...]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def names(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in Formatter().parse(text) if name}


def test_every_language_on_offer_has_a_catalogue() -> None:
    assert {code for code, _name in LANGUAGES} == {"en", *LANGUAGE_FILES}


@pytest.mark.parametrize("language", LANGUAGE_FILES)
def test_every_text_is_translated(language: str) -> None:
    catalog = messages.read(language)
    known = {forms(message.id): message for message in catalog if message.id}
    wanted = messages.messages()
    assert wanted
    # New texts are taken up by `python -m tools.messages`, and then wait in the .po for their translation.
    assert [key for key in wanted if forms(key) not in known] == []
    assert [key for key in wanted if known[forms(key)].fuzzy or not all(forms(known[forms(key)].string))] == []


@pytest.mark.parametrize("language", LANGUAGE_FILES)
def test_a_translation_fills_in_the_same_names(language: str) -> None:
    for message in messages.read(language):
        for text in forms(message.string) if message.id else ():
            assert names(text) <= names(forms(message.id)[-1]), message.id


@pytest.mark.parametrize("language", LANGUAGE_FILES)
def test_what_browsers_fetch_is_made_from_the_catalogue(language: str) -> None:
    made = messages.published(messages.read(language))
    assert (messages.PUBLISHED / f"{language}.json").read_text(encoding="utf-8") == made


def test_the_tool_finds_texts_in_python_and_in_scripts() -> None:
    found = messages.messages()
    assert "Sign in" in found  # pages
    assert "Jump to letter" in found  # a script
    assert "Saved." in found  # a notice of a state
    assert ("{n} title", "{n} titles") in found
