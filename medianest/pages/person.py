"""Somebody, and what they are credited on."""

from __future__ import annotations

import reflex as rx

from medianest.components.artwork import POSTER_WIDTHS, image
from medianest.components.detail import role_name
from medianest.components.i18n import _, plural
from medianest.components.layout import not_there, shell
from medianest.components.media_card import tile
from medianest.components.skeleton import grid_skeleton
from medianest.services.views import MediaCard
from medianest.state.media import PersonState


def _content() -> rx.Component:
    one = PersonState.person
    items = one["items"].to(list[MediaCard])  # `.items` is a method of every Var of an object
    return rx.el.div(
        rx.el.header(
            rx.el.div(
                rx.cond(
                    one.picture,
                    image(one.picture, POSTER_WIDTHS, "160px", eager=True),
                    rx.el.span(rx.icon("user", size=40), class_name="card-blank"),
                ),
                class_name="card-art round portrait",
            ),
            rx.el.div(
                rx.el.h1(one.name),
                rx.el.p(rx.foreach(one.roles, lambda role: rx.el.span(role_name(role))), class_name="meta"),
                rx.el.p(plural("{n} title", "{n} titles", items.length()), class_name="muted"),
                class_name="stack-2",
            ),
            class_name="person-head",
        ),
        rx.el.ul(rx.foreach(items, lambda item: rx.el.li(tile(item))), class_name="grid"),
        class_name="page",
    )


def person() -> rx.Component:
    return shell(
        rx.cond(
            PersonState.missing,
            not_there(
                _("Nobody is known by this address"),
                _("They were removed, or what they are in is not shared with you."),
            ),
            rx.cond(PersonState.person, _content(), rx.el.div(grid_skeleton(), class_name="page")),
        )
    )
