"""The grid of a library: ten thousand titles, of which only what is seen is rendered."""

from __future__ import annotations

from typing import Any

import reflex as rx

from medianest.components.row import tiles
from medianest.components.scripts import GRID
from medianest.components.skeleton import blank_tile, grid_skeleton


class MediaGrid(rx.Component):
    """Fetches ``url`` in stretches while one scrolls; keeps its place for the way back.

    ``letters`` is the address of the list's first letters, or nothing where the list is not in title order.
    """

    library = GRID
    tag = "MediaGrid"
    lib_dependencies: list[str] = ["react-virtuoso@4"]
    url: rx.Var[str]
    letters: rx.Var[str]
    page_size: rx.Var[int]
    wide: rx.Var[bool]
    draw: rx.Var[Any]
    blank: rx.Var[Any]
    skeleton: rx.Var[Any]
    empty: rx.Var[Any]


def media_grid(
    url: rx.Var[str], nothing: rx.Component, wide: rx.Var[bool] | bool = False, letters: rx.Var[str] | str = ""
) -> rx.Component:
    return MediaGrid.create(
        url=url,
        letters=letters,
        page_size=100,
        wide=wide,
        draw=tiles(),
        blank=blank_tile(),
        skeleton=grid_skeleton(),
        empty=nothing,
    )
