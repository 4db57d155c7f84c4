"""The landscapes of the films and of the show, from the sky to what stands nearest."""

from __future__ import annotations

from medianest.services.demo.scenery import Ridge, Scene


def _land(far: str, middle: str, near: str, *, nearest: str = "hills") -> tuple[Ridge, ...]:
    return (
        Ridge("peaks", far, 0.64, 0.26, 24),
        Ridge("hills", middle, 0.78, 0.2, 48),
        Ridge("firs" if nearest == "firs" else "hills", near, 0.96, 0.16, 96),
    )


TRAIN = Scene(
    sky=("#0b1026", "#3a2a5d", "#e8806a"),
    ridges=(
        Ridge("peaks", "#5b4a7a", 0.62, 0.30, 24),
        Ridge("hills", "#3a2f5c", 0.74, 0.20, 48),
        Ridge("firs", "#1f1c3d", 0.86, 0.16, 144),
        Ridge("train", "#0d0b1e", 0.90, 0.13, 0),
        Ridge("poles", "#07060f", 1.0, 0.60, 480),
    ),
    disc=(0.72, 0.24, 0.06, "#fff3d6"),
    stars=160,
    seed=3,
)
DUNES = Scene(
    sky=("#f7c59f", "#ef8354", "#d1495b"),
    ridges=(
        Ridge("dunes", "#c8553d", 0.62, 0.22, 24),
        Ridge("dunes", "#9c3b2e", 0.76, 0.24, 48),
        Ridge("dunes", "#5f1f24", 0.95, 0.28, 96),
    ),
    disc=(0.3, 0.3, 0.11, "#fff1c9"),
    seed=8,
)
SNOW = Scene(
    sky=("#101b3b", "#31507f", "#b9d0e8"),
    ridges=(
        Ridge("peaks", "#5c7ba6", 0.66, 0.34, 24),
        Ridge("firs", "#34557f", 0.80, 0.14, 48),
        Ridge("hills", "#dfe9f5", 0.90, 0.12, 96),
        Ridge("firs", "#16264a", 1.02, 0.20, 144),
    ),
    disc=(0.2, 0.2, 0.05, "#f4f7ff"),
    stars=90,
    weather="snow",
    seed=5,
)
SATURN = Scene(
    sky=("#05050f", "#1b1440", "#4b2a6b"),
    ridges=(
        Ridge("peaks", "#3b2459", 0.70, 0.20, 24),
        Ridge("dunes", "#29183f", 0.82, 0.16, 72),
        Ridge("dunes", "#120a20", 0.96, 0.14, 144),
    ),
    disc=(0.68, 0.32, 0.13, "#f2c879"),
    stars=260,
    ring=True,
    seed=9,
)

SUNRISE = Scene(
    ("#2b3467", "#eb8a90", "#ffe3b3"), _land("#a5678e", "#6d4c7d", "#33285c"), (0.5, 0.56, 0.09, "#fff4d8"), seed=21
)
NOON = Scene(
    ("#3f8efc", "#87bfff", "#e8f6ff"), _land("#7fb685", "#4d9078", "#1f6f5c"), (0.7, 0.18, 0.07, "#fffbe6"), seed=22
)
THUNDER = Scene(
    ("#1b1b2f", "#3d3a5c", "#7a6f9b"), _land("#4a4668", "#2e2b47", "#16152a", nearest="firs"), weather="rain", seed=23
)
FROST = Scene(
    ("#7ea8be", "#c2d9e4", "#fbe9e1"),
    _land("#9fb9cc", "#e4eef4", "#6d8ba6", nearest="firs"),
    (0.25, 0.3, 0.06, "#fffaf0"),
    seed=24,
    weather="snow",
)
FOG = Scene(
    ("#8a9a9d", "#c3cdcc", "#eef1ec"),
    _land("#a9b7b5", "#879a99", "#566b6b", nearest="firs"),
    (0.6, 0.32, 0.05, "#f7f7ee"),
    seed=25,
)
NIGHT_RAIN = Scene(
    ("#0d1117", "#22333f", "#546a76"),
    (
        Ridge("town", "#2c3e4a", 0.80, 0.22, 24),
        Ridge("town", "#1a2731", 0.90, 0.26, 72),
        Ridge("hills", "#0c141a", 1.0, 0.08, 144),
    ),
    weather="rain",
    seed=12,
)
