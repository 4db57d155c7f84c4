"""All results of a search. The box in the header writes the address."""

from __future__ import annotations

from typing import Any

import reflex as rx

from medianest import routes
from medianest.components.artwork import POSTER_WIDTHS, image
from medianest.components.empty import empty
from medianest.components.i18n import _, plural
from medianest.components.layout import shell
from medianest.components.renderers import renderer
from medianest.components.row import tiles
from medianest.components.scripts import LISTS
from medianest.components.skeleton import grid_skeleton
from medianest.services.views import PersonCard, SearchGroup


class SearchResults(rx.Component):
    """Asks for what the page's address says."""

    library = LISTS
    tag = "SearchResults"
    url: rx.Var[str]
    draw: rx.Var[Any]
    person: rx.Var[Any]
    heading: rx.Var[Any]
    people: rx.Var[Any]
    skeleton: rx.Var[Any]
    start: rx.Var[Any]
    empty: rx.Var[Any]


@rx.memo
def group_heading(item: rx.Var[SearchGroup]) -> rx.Component:
    return rx.el.h2(
        rx.match(
            item.type,
            ("movie", _("Films")),
            ("show", _("Shows")),
            ("season", _("Seasons")),
            ("episode", _("Episodes")),
            ("artist", _("Artists")),
            ("album", _("Albums")),
            ("track", _("Songs")),
            _("Videos"),
        )
    )


@rx.memo
def person_card(item: rx.Var[PersonCard]) -> rx.Component:
    return rx.el.a(
        rx.el.div(
            rx.cond(
                item.picture,
                image(item.picture, POSTER_WIDTHS, "140px"),
                rx.el.span(rx.icon("user", size=28), class_name="card-blank"),
            ),
            class_name="card-art round",
        ),
        rx.el.span(item.name, class_name="card-title"),
        rx.el.span(plural("{n} title", "{n} titles", item.credit_count), class_name="card-sub"),
        href=rx.Var.create("/person/") + item.id.to(str),
        class_name="person",
    )


def search() -> rx.Component:
    return shell(
        rx.el.div(rx.el.h1(_("Search")), class_name="page search-head"),
        SearchResults.create(
            url=routes.API_SEARCH,
            draw=tiles(),
            person=renderer(lambda item: person_card(item=item), PersonCard),
            heading=renderer(lambda item: group_heading(item=item), SearchGroup),
            people=rx.el.h2(_("People")),
            skeleton=rx.el.div(grid_skeleton(count=8), class_name="page"),
            start=empty(
                "search",
                _("Find anything"),
                _("Titles, people and songs of all libraries. Accents, word order and small slips do not matter."),
            ),
            empty=empty("search-x", _("Nothing found"), _("Try fewer or other words.")),
        ),
    )
