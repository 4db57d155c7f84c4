"""Posters, covers and title cards: a frame of the picture under a title set with care."""

from __future__ import annotations

import math
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from medianest.services.demo.looks import HEIGHT, WIDTH

POSTER = (800, 1200)
BACKDROP = (WIDTH, HEIGHT)
COVER = 900
_PAPER = (250, 246, 238)


def _font(size: float) -> ImageFont.FreeTypeFont:
    """Pillow's own typeface, which needs no file of ours.

    Raises:
        RuntimeError: this Pillow was built without FreeType.
    """
    font = ImageFont.load_default(size)
    if not isinstance(font, ImageFont.FreeTypeFont):
        raise RuntimeError("Pillow was built without FreeType; the demo library cannot set its titles")
    return font


def _wrapped(text: str, font: ImageFont.FreeTypeFont, width: float) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _fitted(text: str, width: float, largest: float, most_lines: int) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """The largest setting of ``text`` that fits."""
    for size in range(int(largest), 18, -3):
        font = _font(size)
        lines = _wrapped(text, font, width)
        if len(lines) <= most_lines and max(font.getlength(line) for line in lines) <= width:
            return font, lines
    return _font(18), _wrapped(text, _font(18), width)


def _spaced(
    draw: ImageDraw.ImageDraw, at: tuple[float, float], text: str, size: float, fill: tuple, gap: float
) -> float:
    """Small capitals with air between them; ``at`` is the left end. Returns the width."""
    font, x = _font(size), at[0]
    for letter in text.upper():
        draw.text((x, at[1]), letter, font=font, fill=fill)
        x += font.getlength(letter) + gap
    return x - gap - at[0]


def _spaced_width(text: str, size: float, gap: float) -> float:
    font = _font(size)
    return sum(font.getlength(letter) + gap for letter in text.upper()) - gap


def _scrim(image: Image.Image, begin: float, strength: int) -> None:
    """Darken the foot of ``image`` from ``begin`` (a share of its height), so that type stands on it."""
    ramp = Image.linear_gradient("L").resize(image.size)
    mask = ramp.point([int(max(0.0, (v / 255 - begin) / (1 - begin)) ** 0.8 * strength) for v in range(256)])
    image.paste((6, 7, 14), (0, 0), mask)


def poster(frame: Path, title: str, tagline: str, foot: str, target: Path, focus: float = 0.5) -> None:
    """A tall poster: a part of ``frame`` around ``focus``, the title large at the foot."""
    with Image.open(frame) as picture:
        wide = picture.height * POSTER[0] / POSTER[1]
        left = min(max(0.0, picture.width * focus - wide / 2), picture.width - wide)
        image = picture.convert("RGB").resize(
            POSTER, Image.Resampling.LANCZOS, box=(left, 0, left + wide, picture.height)
        )
    _scrim(image, 0.36, 228)
    draw = ImageDraw.Draw(image)
    margin = 64
    font, lines = _fitted(title, POSTER[0] - 2 * margin, 132, 4)
    leading = font.size * 1.02
    y = POSTER[1] - 150 - leading * len(lines)
    if tagline:
        _tagline(draw, tagline, margin, y - 62)
    for line in lines:
        draw.text((margin, y), line, font=font, fill=_PAPER, stroke_width=1, stroke_fill=_PAPER)
        y += leading
    draw.rectangle((margin, POSTER[1] - 112, margin + 72, POSTER[1] - 108), fill=_PAPER)
    _spaced(draw, (margin, POSTER[1] - 86), foot, 21, (*_PAPER[:2], 220), 4.5)
    image.save(target, "JPEG", quality=88, optimize=True)


def _tagline(draw: ImageDraw.ImageDraw, text: str, x: float, y: float) -> None:
    font, lines = _fitted(text, POSTER[0] - 2 * x, 34, 1)
    draw.text((x, y), lines[0], font=font, fill=(232, 226, 214))


def backdrop(frame: Path, target: Path) -> None:
    with Image.open(frame) as picture:
        picture.convert("RGB").resize(BACKDROP, Image.Resampling.LANCZOS).save(
            target, "JPEG", quality=88, optimize=True
        )


def card(title: str, small: str, target: Path) -> None:
    """A transparent title card of the size of the picture, with a soft shadow so that it reads on anything."""
    image = Image.new("RGBA", (WIDTH, HEIGHT), (0, 0, 0, 0))
    font, lines = _fitted(title, WIDTH * 0.74, 104, 2)
    leading = font.size * 1.08
    top = HEIGHT * 0.46 - leading * len(lines) / 2
    for offset, fill in (((0, 4), (0, 0, 0, 130)), ((0, 0), (*_PAPER, 255))):
        draw = ImageDraw.Draw(image)
        for row, line in enumerate(lines):
            x = (WIDTH - font.getlength(line)) / 2 + offset[0]
            draw.text((x, top + row * leading + offset[1]), line, font=font, fill=fill)
    draw = ImageDraw.Draw(image)
    y = top + leading * len(lines) + 26
    draw.rectangle((WIDTH / 2 - 36, y, WIDTH / 2 + 36, y + 2), fill=(*_PAPER, 230))
    width = _spaced_width(small, 20, 5)
    _spaced(draw, ((WIDTH - width) / 2, y + 22), small, 20, (*_PAPER, 235), 5)
    image.save(target, compress_level=1)


def cover(title: str, artist: str, target: Path) -> None:
    """The album's cover: a family of Lissajous figures."""
    scale = 2
    size = COVER * scale
    image = Image.new("RGB", (size, size), (17, 18, 42))
    draw = ImageDraw.Draw(image)
    for step in range(26):
        share = step / 25
        color = (int(255 - 150 * share), int(120 + 90 * share), int(110 + 140 * share))
        points = [
            (
                size * (0.5 + 0.36 * math.sin(3 * angle + share * 1.7)),
                size * (0.42 + 0.28 * math.sin(2 * angle + share * 0.6)),
            )
            for angle in (math.tau * n / 400 for n in range(401))
        ]
        draw.line(points, fill=color, width=scale + 1, joint="curve")
    image = image.resize((COVER, COVER), Image.Resampling.LANCZOS)
    draw = ImageDraw.Draw(image)
    font = _font(86)
    draw.text((64, COVER - 178), title, font=font, fill=_PAPER)
    _spaced(draw, (68, COVER - 74), artist, 22, (200, 206, 230), 5)
    image.save(target, "JPEG", quality=88, optimize=True)
