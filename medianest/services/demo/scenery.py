"""Landscapes in paper cut: ridges drawn with Pillow as strips that repeat, which ffmpeg slides past each other."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFilter

from medianest.services.demo.looks import HEIGHT, WIDTH, Picture

Kind = Literal["hills", "peaks", "dunes", "firs", "town", "train", "poles"]
Weather = Literal["clear", "snow", "rain"]
_SMOOTH = 2  # drawn twice as large and made smaller, which softens the edges


@dataclass(frozen=True, slots=True)
class Ridge:
    """One strip. ``base`` and ``height`` are shares of the picture's height, ``speed`` is pixels a second."""

    kind: Kind
    color: str
    base: float
    height: float
    speed: int


@dataclass(frozen=True, slots=True)
class Scene:
    """A sky of three colours with a sun or moon (x, y, radius as shares; colour) and ridges from far to near."""

    sky: tuple[str, str, str]
    ridges: tuple[Ridge, ...]
    disc: tuple[float, float, float, str] | None = None
    stars: int = 0
    weather: Weather = "clear"
    ring: bool = False
    seed: int = 1

    def draw(self, folder: Path, seconds: float) -> Picture:
        """Draw the strips into ``folder`` and say how they move."""
        sky = folder / "sky.png"
        _sky(self).save(sky, compress_level=1)
        inputs = [sky]
        chain = f"[0:v]loop=loop=-1:size=1:start=0,fps=24,trim=duration={seconds:g},format=yuv420p[p0]"
        steps = [chain]
        for ridge in self.ridges:
            strip, top = _strip(ridge, self.sky[2], random.Random(f"{self.seed}{ridge.kind}{ridge.base}"))  # noqa: S311
            inputs.append(folder / f"ridge{len(inputs)}.png")
            strip.save(inputs[-1], compress_level=1)
            steps.append(_slide(len(inputs) - 1, f"x=-mod(t*{ridge.speed}\\,{WIDTH}):y={top}"))
        if self.weather != "clear":
            inputs.append(folder / "weather.png")
            _particles(self.weather, random.Random(self.seed)).save(inputs[-1], compress_level=1)  # noqa: S311
            fall, drift = (760, 0) if self.weather == "rain" else (96, 24)
            steps.append(
                _slide(len(inputs) - 1, f"x=-mod(t*{drift}\\,{WIDTH}):y=mod(t*{fall}\\,{HEIGHT})-{HEIGHT}:eval=frame")
            )
        return Picture(";".join(steps), f"p{len(inputs) - 1}", tuple(inputs))


def _slide(number: int, place: str) -> str:
    return f"[p{number - 1}][{number}:v]overlay={place}:eof_action=repeat[p{number}]"


def _vertical(size: tuple[int, int], colors: tuple[str, ...]) -> Image.Image:
    """A smooth run through ``colors`` from top to bottom."""
    strip = Image.new("RGB", (1, len(colors)))
    for row, color in enumerate(colors):
        strip.putpixel((0, row), ImageColor.getrgb(color)[:3])
    # Half a pixel of each end would stay flat; cut it away.
    return strip.resize(size, Image.Resampling.BICUBIC, box=(0, 0.5, 1, len(colors) - 0.5))


def _sky(scene: Scene) -> Image.Image:
    image = _vertical((WIDTH, HEIGHT), scene.sky)
    draw = ImageDraw.Draw(image)
    dice = random.Random(scene.seed)  # noqa: S311 - pictures, not secrets
    for _ in range(scene.stars):
        x, y, light = dice.random() * WIDTH, dice.random() ** 1.6 * HEIGHT * 0.7, int(90 + dice.random() * 165)
        size = dice.choice((0.6, 0.6, 1.0, 1.5))
        draw.ellipse((x - size, y - size, x + size, y + size), fill=(light, light, min(255, light + 20)))
    if scene.disc:
        _disc(image, *scene.disc, ring=scene.ring)
    return image


def _disc(image: Image.Image, x: float, y: float, radius: float, color: str, *, ring: bool) -> None:
    """A sun or a moon with its glow, softened; with a ring it is a planet."""
    centre, r = (x * WIDTH, y * HEIGHT), radius * HEIGHT
    glow = ImageChops.invert(Image.radial_gradient("L")).point(
        [int(max(0, v - 40) ** 2 / 215**2 * 150) for v in range(256)]
    )
    spread = int(r * 7)
    halo = glow.resize((spread, spread), Image.Resampling.BICUBIC)
    tint = Image.new("RGB", (spread, spread), color)
    image.paste(tint, (int(centre[0] - spread / 2), int(centre[1] - spread / 2)), halo)
    mask = Image.new("L", (WIDTH * _SMOOTH, HEIGHT * _SMOOTH))
    draw = ImageDraw.Draw(mask)
    box = [v * _SMOOTH for v in (centre[0] - r, centre[1] - r, centre[0] + r, centre[1] + r)]
    draw.ellipse(box, fill=255)
    if ring:
        wide = [v * _SMOOTH for v in (centre[0] - r * 2, centre[1] - r * 0.42, centre[0] + r * 2, centre[1] + r * 0.42)]
        draw.arc(wide, 338, 202, fill=230, width=int(r * 0.16) * _SMOOTH)
    image.paste(color, (0, 0), mask.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS))


def _profile(ridge: Ridge, dice: random.Random) -> list[float]:
    """The height of a ridge, 0..1, at every pixel of one period; the ends meet."""
    sharp = ridge.kind == "peaks"
    waves = [
        (order, dice.random() * math.tau, 1 / order ** (0.9 if sharp else 1.3))
        for order in ((2, 3, 5, 8, 13, 21, 34) if sharp else (1, 2, 3, 5))
    ]
    total = sum(weight for _, _, weight in waves)

    def at(x: int) -> float:
        angle = math.tau * x / WIDTH
        values = ((math.sin(order * angle + phase), weight) for order, phase, weight in waves)
        if sharp:
            return sum((1 - 2 * abs(math.asin(value)) / (math.pi / 2)) * weight for value, weight in values) / total
        return sum(value * weight for value, weight in values) / total

    return [0.5 + 0.5 * at(x) for x in range(WIDTH)]


def _strip(ridge: Ridge, mist: str, dice: random.Random) -> tuple[Image.Image, int]:
    """Two periods of a ridge side by side, cut to the rows it needs, and the row where it begins."""
    mask = Image.new("L", (WIDTH * _SMOOTH, HEIGHT * _SMOOTH))
    draw = ImageDraw.Draw(mask)
    lamps: list[tuple[float, float, float, float]] = []
    if ridge.kind in ("train", "poles"):
        _railway(draw, ridge, lamps)
    else:
        _land(draw, ridge, dice, lamps)
    mask = mask.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    fill = Image.new("RGB", (WIDTH, HEIGHT), ridge.color)
    haze = Image.linear_gradient("L").resize((WIDTH, HEIGHT)).point([int(max(0, v - 110) * 0.55) for v in range(256)])
    if ridge.kind not in ("train", "poles"):
        fill.paste(Image.new("RGB", fill.size, mist), (0, 0), haze)
    for lamp in lamps:
        ImageDraw.Draw(fill).rectangle(lamp, fill="#ffd98a")
    fill.putalpha(mask)
    top = (mask.getbbox() or (0, 0, 0, 0))[1] // 2 * 2
    piece = fill.crop((0, top, WIDTH, HEIGHT))
    both = Image.new("RGBA", (WIDTH * 2, piece.height))
    both.paste(piece, (0, 0))
    both.paste(piece, (WIDTH, 0))
    return both, top


def strip_of(ridge: Ridge, mist: str, seed: int, path: Path) -> int:
    """Draw one still ridge into ``path`` for a picture of another kind, and say at which row it begins."""
    strip, top = _strip(ridge, mist, random.Random(seed))  # noqa: S311
    strip.crop((0, 0, WIDTH, strip.height)).save(path, compress_level=1)
    return top


def _land(draw: ImageDraw.ImageDraw, ridge: Ridge, dice: random.Random, lamps: list) -> None:
    s = _SMOOTH
    top = [HEIGHT * (ridge.base - ridge.height * value) for value in _profile(ridge, dice)]
    outline = [(x * s, y * s) for x, y in enumerate(top)]
    draw.polygon([(0, HEIGHT * s), *outline, (WIDTH * s, top[0] * s), (WIDTH * s, HEIGHT * s)], fill=255)
    if ridge.kind == "firs":
        for x in range(12, WIDTH - 12, 9):
            y, tall = top[x] + 6, dice.uniform(0.35, 1) * ridge.height * HEIGHT * 0.9
            wide = tall * 0.2
            for part in (0.0, 0.3, 0.55):
                peak, foot = y - tall * (1 - part * 0.55), y - tall * (0.62 - part)
                spread = wide * (0.55 + part)
                draw.polygon([(s * (x - spread), s * foot), (s * x, s * peak), (s * (x + spread), s * foot)], fill=255)
    if ridge.kind == "town":
        x = 10
        while x < WIDTH - 90:
            wide, tall = dice.randint(26, 74), dice.uniform(0.2, 1) * ridge.height * HEIGHT * 1.6
            y = min(top[x : x + wide]) - tall
            draw.rectangle((x * s, y * s, (x + wide) * s, HEIGHT * s), fill=255)
            lamps += [
                (x + 6 + column * 11, y + 9 + row * 15, x + 10 + column * 11, y + 15 + row * 15)
                for column in range((wide - 8) // 11)
                for row in range(int(tall // 15))
                if dice.random() < 0.35
            ]
            x += wide + dice.choice((0, 3, 9))


def _railway(draw: ImageDraw.ImageDraw, ridge: Ridge, lamps: list) -> None:
    s, ground, high = _SMOOTH, HEIGHT * ridge.base, HEIGHT * ridge.height
    if ridge.kind == "poles":
        for x in (320, 960):
            draw.rectangle((s * x, s * (ground - high), s * (x + 7), s * HEIGHT), fill=255)
            draw.rectangle(
                (s * (x - 26), s * (ground - high * 0.93), s * (x + 33), s * (ground - high * 0.9)), fill=255
            )
        return
    draw.rectangle((0, s * (ground + 10), s * WIDTH, s * HEIGHT), fill=255)
    for car in range(4):
        left = 90 + car * 290
        draw.rounded_rectangle((s * left, s * (ground - high), s * (left + 278), s * ground), radius=14 * s, fill=255)
        draw.rectangle((s * (left + 270), s * (ground - 22), s * (left + 296), s * (ground - 14)), fill=255)
        for wheel in (30, 70, 200, 240):
            draw.ellipse(
                (s * (left + wheel - 11), s * (ground - 9), s * (left + wheel + 11), s * (ground + 13)), fill=255
            )
        lamps += [
            (left + 22 + n * 41, ground - high * 0.78, left + 48 + n * 41, ground - high * 0.42) for n in range(6)
        ]


def _particles(weather: Weather, dice: random.Random) -> Image.Image:
    """Two heights and two widths of one tile of snow or rain, so that it can fall and drift without a seam."""
    tile = Image.new("RGBA", (WIDTH, HEIGHT), (235, 242, 255, 0))
    draw = ImageDraw.Draw(tile)
    for _ in range(260):
        x, y = dice.random() * (WIDTH - 12) + 6, dice.random() * (HEIGHT - 40)
        if weather == "snow":
            size = dice.uniform(1.2, 4.2)
            draw.ellipse((x - size, y - size, x + size, y + size), fill=(240, 246, 255, dice.randint(90, 220)))
        else:
            long = dice.uniform(14, 34)
            draw.line((x, y, x - long * 0.12, y + long), fill=(200, 220, 245, dice.randint(50, 130)), width=2)
    tile = tile.filter(ImageFilter.GaussianBlur(0.7))
    both = Image.new("RGBA", (WIDTH * 2, HEIGHT * 2))
    for corner in ((0, 0), (WIDTH, 0), (0, HEIGHT), (WIDTH, HEIGHT)):
        both.paste(tile, corner)
    return both
