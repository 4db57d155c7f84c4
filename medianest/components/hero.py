"""The large picture at the head of the home page."""

from __future__ import annotations

import reflex as rx

from medianest.components.artwork import BACKDROP_WIDTHS, image, inline
from medianest.components.formats import length, resolution_name
from medianest.components.i18n import _
from medianest.components.media_card import address, is_playable, watch_address
from medianest.services.views import MediaCard, Picture


def hero_art(backdrop: rx.Var[Picture], poster: rx.Var[Picture]) -> rx.Component:
    """A backdrop; without one, the colour of the poster as a glow."""
    return rx.cond(
        backdrop,
        rx.el.div(image(backdrop, BACKDROP_WIDTHS, "100vw", eager=True), class_name="hero-art"),
        rx.el.div(class_name="hero-art plain", custom_attrs={"style": inline(**{"--tint": poster.color})}),
    )


def resolution(item: rx.Var[MediaCard]) -> rx.Component:
    """What the filter of a library calls it, where that is worth a word."""
    worth = rx.Var.create(["4k", "1080p", "720p"]).contains(item.resolution)
    return rx.cond(worth, rx.el.span(resolution_name(item.resolution), class_name="outline"))


@rx.memo
def hero(item: rx.Var[MediaCard]) -> rx.Component:
    started = (item.progress.position > 0) & ~item.progress.watched
    return rx.el.section(
        hero_art(item.backdrop, item.poster),
        rx.el.div(
            rx.cond(started, rx.el.p(_("Continue watching"), class_name="kicker")),
            rx.el.h2(rx.el.a(item.title, href=address(item)), class_name="hero-title"),
            rx.el.p(
                rx.cond(item.subtitle != "", rx.el.span(item.subtitle)),
                rx.cond(item.duration, rx.el.span(length(item.duration))),
                resolution(item),
                class_name="meta",
            ),
            rx.el.div(
                rx.cond(
                    is_playable(item) & item.available,
                    rx.el.a(
                        rx.icon("play", size=20, fill="currentColor"),
                        rx.cond(started, _("Resume"), _("Play")),
                        href=watch_address(item),
                        class_name="btn primary large",
                    ),
                ),
                rx.el.a(_("Details"), href=address(item), class_name="btn large"),
                class_name="cluster",
            ),
            class_name="hero-text",
        ),
        class_name="hero",
        aria_label=_("Featured"),
    )
