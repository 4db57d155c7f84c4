"""The theme file and the style sheet made from it."""

import re

import pytest

from medianest.components import theme


def test_the_style_sheet_is_made_from_the_theme() -> None:
    assert theme.STYLESHEET.read_text(encoding="utf-8") == theme.css()


def test_light_has_every_name_of_dark() -> None:
    assert theme.LIGHT.keys() == theme.DARK.keys()


def test_every_variable_that_the_sheets_use_is_made() -> None:
    sheets = "".join(path.read_text(encoding="utf-8") for path in theme.STYLESHEET.parent.glob("*.css"))
    used = set(re.findall(r"var\(--([a-z0-9-]+)", sheets))
    made = set(re.findall(r"--([a-z0-9-]+):", sheets))
    assert used - made <= {"tint"}  # set on the element, from a picture's colour


def luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("tokens", [theme.DARK, theme.LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize("text", ["text", "text-2", "text-3", "accent", "heart", "good", "warn", "bad"])
@pytest.mark.parametrize("ground", ["bg", "bg-deep", "surface", "raised", "overlay", "field"])
def test_text_is_readable_on_every_ground(tokens: dict[str, str], text: str, ground: str) -> None:
    assert contrast(tokens[text], tokens[ground]) >= 4.5


@pytest.mark.parametrize("tokens", [theme.DARK, theme.LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize(
    ("text", "ground"), [("on-accent", "accent"), ("on-accent", "accent-hover"), ("on-bad", "bad-solid")]
)
def test_what_stands_on_a_solid_button_is_readable(tokens: dict[str, str], text: str, ground: str) -> None:
    assert contrast(tokens[text], tokens[ground]) >= 4.5


@pytest.mark.parametrize("tokens", [theme.DARK, theme.LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize("ground", ["bg", "bg-deep", "surface"])
def test_the_accent_is_readable_on_its_own_tint(tokens: dict[str, str], ground: str) -> None:
    """As where one is in the sidebar."""
    red, green, blue, _slash, share = tokens["accent-soft"].removeprefix("rgb(").removesuffix(")").split()
    below = [int(tokens[ground][at : at + 2], 16) for at in (1, 3, 5)]
    mixed = [
        float(share) * int(over) + (1 - float(share)) * under
        for over, under in zip((red, green, blue), below, strict=True)
    ]
    assert contrast(tokens["accent"], "#" + "".join(f"{round(part):02x}" for part in mixed)) >= 4.5
