"""The songs of an album, and the episodes of a season, as lists."""

from __future__ import annotations

import reflex as rx

from medianest.components.artwork import WIDE_WIDTHS, image, inline
from medianest.components.favourite import heart
from medianest.components.formats import clock, length
from medianest.components.i18n import _
from medianest.components.media_card import MenuButton, fraction, watch_address
from medianest.components.player import commands
from medianest.services.views import MediaCard


def track(item: rx.Var[MediaCard]) -> rx.Component:
    return rx.el.li(
        rx.el.button(
            rx.el.span(item.index_number.to(str), class_name="track-number num"),
            rx.icon("play", size=15, fill="currentColor", class_name="track-play"),
            type="button",
            class_name="track-start",
            aria_label=_("Play {title}", title=item.title),
            disabled=~item.available,
            on_click=commands.play(item.id.to(str)),
        ),
        rx.el.div(
            rx.el.strong(item.title),
            class_name="body",
        ),
        rx.el.div(
            rx.el.span(clock(item.duration), class_name="num"),
            heart(item, "icon-btn compact heart", 16),
            MenuButton.create(
                rx.icon("ellipsis", size=18),
                item=item.to(dict),
                label=_("Actions for {title}", title=item.title),
                class_name="icon-btn compact",
            ),
            class_name="end",
        ),
        class_name=rx.cond(item.available, "row track", "row track off"),
    )


def tracklist(items: rx.Var[list[MediaCard]]) -> rx.Component:
    return rx.el.section(
        rx.el.h2(_("Songs"), class_name="sr-only"),
        rx.el.ol(rx.foreach(items, track), class_name="rows"),
        class_name="section",
    )


def episode(item: rx.Var[MediaCard]) -> rx.Component:
    started = (item.progress.position > 0) & ~item.progress.watched
    return rx.el.li(
        rx.el.a(
            rx.cond(item.poster, image(item.poster, WIDE_WIDTHS, "200px"), rx.icon("tv", size=22)),
            rx.cond(
                started,
                rx.el.span(
                    rx.el.span(custom_attrs={"style": inline(width=fraction(item))}), class_name="card-progress"
                ),
            ),
            rx.el.span(rx.icon("play", size=18, fill="currentColor"), class_name="thumb-play"),
            href=watch_address(item),
            class_name="thumb wide",
            aria_label=_("Play {title}", title=item.title),
        ),
        rx.el.div(
            rx.el.strong(
                rx.el.a(
                    rx.cond(item.index_number, rx.el.span(item.index_number.to(str), ". ")),
                    item.title,
                    href=rx.Var.create("/media/") + item.id.to(str),
                )
            ),
            rx.el.small(length(item.duration)),
            class_name="body",
        ),
        rx.el.div(
            rx.cond(
                item.progress.watched,
                rx.el.span(
                    rx.icon("circle-check-big", size=18),
                    rx.el.span(_("Watched"), class_name="sr-only"),
                    class_name="seen",
                ),
            ),
            rx.cond(item.available, rx.fragment(), rx.el.span(_("Unavailable"), class_name="badge")),
            heart(item, "icon-btn compact heart", 16),
            MenuButton.create(
                rx.icon("ellipsis", size=18),
                item=item.to(dict),
                label=_("Actions for {title}", title=item.title),
                class_name="icon-btn compact",
            ),
            class_name="end",
        ),
        class_name="row episode",
    )


def episodes(items: rx.Var[list[MediaCard]]) -> rx.Component:
    return rx.el.section(
        rx.el.h2(_("Episodes"), class_name="section-title"),
        rx.el.ol(rx.foreach(items, episode), class_name="rows"),
        class_name="section",
    )
