"""The search box of the header: results as you type."""

from __future__ import annotations

from typing import Any

import reflex as rx

from medianest import routes
from medianest.components.artwork import sized
from medianest.components.i18n import _
from medianest.components.media_card import type_icon
from medianest.components.renderers import renderer
from medianest.components.scripts import SEARCH
from medianest.services.views import MediaCard, PersonCard


class SearchBox(rx.Component):
    library = SEARCH
    tag = "SearchBox"
    api: rx.Var[str]
    page: rx.Var[str]
    hit: rx.Var[Any]
    person: rx.Var[Any]


def type_name(kind: rx.Var[str]) -> rx.Component | rx.Var:
    return rx.match(
        kind,
        ("movie", _("Film")),
        ("show", _("Show")),
        ("season", _("Season")),
        ("episode", _("Episode")),
        ("artist", _("Artist")),
        ("album", _("Album")),
        ("track", _("Track")),
        _("Video"),
    )


@rx.memo
def search_hit(item: rx.Var[MediaCard]) -> rx.Component:
    return rx.fragment(
        rx.el.span(
            rx.cond(
                item.poster, rx.el.img(src=sized(item.poster, 160), alt="", loading="lazy"), type_icon(item, size=20)
            ),
            class_name="thumb",
        ),
        rx.el.span(
            rx.el.strong(item.title, class_name="truncate"),
            rx.el.small(item.subtitle, class_name="truncate"),
            class_name="body",
        ),
        rx.el.span(type_name(item.type), class_name="badge"),
    )


@rx.memo
def person_hit(item: rx.Var[PersonCard]) -> rx.Component:
    return rx.fragment(
        rx.el.span(
            rx.cond(
                item.picture, rx.el.img(src=sized(item.picture, 160), alt="", loading="lazy"), rx.icon("user", size=20)
            ),
            class_name="thumb",
        ),
        rx.el.span(rx.el.strong(item.name, class_name="truncate")),
        rx.el.span(_("Person"), class_name="badge"),
    )


def search_box() -> rx.Component:
    return SearchBox.create(
        api=routes.API_SEARCH,
        page=routes.SEARCH,
        hit=renderer(lambda item: search_hit(item=item), MediaCard),
        person=renderer(lambda item: person_hit(item=item), PersonCard),
    )
