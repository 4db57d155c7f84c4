"""Shelves that scroll sideways, and the feed of them that is the home page."""

from __future__ import annotations

from typing import Any

import reflex as rx

from medianest.components.media_card import tile
from medianest.components.renderers import renderer, renderer_with
from medianest.components.scripts import LISTS
from medianest.services.views import MediaCard


class Shelf(rx.Component):
    """A shelf of items that the page already has."""

    library = LISTS
    tag = "Shelf"
    items: rx.Var[list]
    wide: rx.Var[bool]
    label: rx.Var[str]
    draw: rx.Var[Any]


class HomeFeed(rx.Component):
    """The rows that one address answers; ``hero`` draws the first item that has a picture to show."""

    library = LISTS
    tag = "HomeFeed"
    url: rx.Var[str]
    draw: rx.Var[Any]
    hero: rx.Var[Any]
    heading: rx.Var[Any]
    skeleton: rx.Var[Any]
    empty: rx.Var[Any]


def shelf(items: rx.Var, label: rx.Var[str], wide: bool = False) -> rx.Component:
    return Shelf.create(items=items, label=label, wide=wide, draw=renderer(lambda item: tile(item, wide), MediaCard))


def tiles() -> rx.Var:
    """How a list whose script decides between posters and frames draws its items."""
    return renderer_with(lambda item, wide: tile(item, wide), MediaCard, bool)
