"""One tile: a poster, cover or frame with what stands under it, how far one is, and what can be done."""

from __future__ import annotations

import reflex as rx

from medianest.components.artwork import POSTER_SIZES, POSTER_WIDTHS, WIDE_SIZES, WIDE_WIDTHS, image, inline
from medianest.components.favourite import heart
from medianest.components.i18n import _, plural
from medianest.components.scripts import MENU, NEAR
from medianest.services.views import MediaCard


class MenuButton(rx.Component):
    """Opens the page's one menu for an item, beside itself."""

    library = MENU
    tag = "MenuButton"
    item: rx.Var[dict]
    label: rx.Var[str]


class Approachable(rx.Component):
    """An article whose ``WhenNear`` parts are drawn once somebody comes near."""

    library = NEAR
    tag = "Approachable"


class WhenNear(rx.Component):
    """What is only for whoever points at the tile, or has the focus in it."""

    library = NEAR
    tag = "WhenNear"


def is_playable(item: rx.Var[MediaCard]) -> rx.Var[bool]:
    return rx.Var.create(["movie", "episode", "video"]).contains(item.type)


def is_wide(item: rx.Var[MediaCard]) -> rx.Var[bool]:
    return (item.type == "episode") | (item.type == "video")


def address(item: rx.Var[MediaCard]) -> rx.Var[str]:
    """The item's own page; a track is shown on its album's."""
    return rx.cond(
        (item.type == "track") & item.parent_id,
        rx.Var.create("/media/") + item.parent_id.to(str),
        rx.Var.create("/media/") + item.id.to(str),
    )


def watch_address(item: rx.Var[MediaCard]) -> rx.Var[str]:
    return rx.Var.create("/watch/") + item.id.to(str)


def fraction(item: rx.Var[MediaCard]) -> rx.Var[str]:
    """How much of it was seen, as a CSS width."""
    return rx.Var(
        f"`${{Math.min(100, 100 * {item.progress.position!s} / ({item.progress.duration!s} || 1))}}%`",
        _var_type=str,
        _var_data=item._get_all_var_data(),
    ).to(str)


def type_icon(item: rx.Var[MediaCard], size: int = 28) -> rx.Component | rx.Var:
    return rx.match(
        item.type,
        ("artist", rx.icon("mic-vocal", size=size)),
        ("album", rx.icon("disc-3", size=size)),
        ("track", rx.icon("music", size=size)),
        ("show", rx.icon("tv", size=size)),
        ("season", rx.icon("tv", size=size)),
        rx.icon("clapperboard", size=size),
    )


def _blank(item: rx.Var[MediaCard]) -> rx.Component:
    return rx.el.span(type_icon(item), rx.el.span(item.title), class_name="card-blank")


def _marks(item: rx.Var[MediaCard]) -> rx.Component:
    """Seen, how many are left, how far, or away."""
    started = (item.progress.position > 0) & ~item.progress.watched
    return rx.fragment(
        rx.cond(item.favourite, rx.el.span(rx.icon("heart", size=13, fill="currentColor"), class_name="card-dear")),
        rx.cond(
            item.unwatched_count > 0,
            rx.el.span(
                item.unwatched_count.to(str),
                rx.el.span(plural("{n} unwatched", "{n} unwatched", item.unwatched_count), class_name="sr-only"),
                class_name="card-count",
            ),
        ),
        rx.cond(
            item.progress.watched & (item.type != "track"),
            rx.el.span(
                rx.icon("check", size=14, stroke_width=3),
                rx.el.span(_("Watched"), class_name="sr-only"),
                class_name="card-seen",
            ),
        ),
        rx.cond(
            started,
            rx.el.span(rx.el.span(custom_attrs={"style": inline(width=fraction(item))}), class_name="card-progress"),
        ),
        rx.cond(item.available, rx.fragment(), rx.el.span(_("Unavailable"), class_name="badge card-off")),
    )


def _over(item: rx.Var[MediaCard]) -> rx.Component:
    return rx.el.span(
        rx.cond(
            is_playable(item) & item.available,
            rx.el.a(
                rx.icon("play", size=18, fill="currentColor"),
                href=watch_address(item),
                class_name="card-play",
                aria_label=_("Play {title}", title=item.title),
            ),
        ),
        heart(item, "card-heart", 17),
        MenuButton.create(
            rx.icon("ellipsis", size=18),
            item=item.to(dict),
            label=_("Actions for {title}", title=item.title),
            class_name="card-more",
        ),
        class_name="card-over",
    )


@rx.memo
def media_tile(item: rx.Var[MediaCard], wide: rx.Var[bool]) -> rx.Component:
    """A tile for grids and shelves. ``wide`` asks for a frame of the film rather than its poster."""
    shape = rx.match(
        item.type,
        ("artist", "card-art round"),
        ("album", "card-art square"),
        ("track", "card-art square"),
        ("episode", "card-art wide"),
        ("video", "card-art wide"),
        rx.cond(wide, "card-art wide", "card-art"),
    )
    frame = rx.cond(item.backdrop, image(item.backdrop, WIDE_WIDTHS, WIDE_SIZES), _poster(item))
    return Approachable.create(
        rx.el.div(
            rx.cond(wide | is_wide(item), frame, _poster(item)),
            _marks(item),
            WhenNear.create(_over(item)),
            class_name=shape,
        ),
        rx.el.div(
            rx.el.a(
                rx.el.span(item.title, class_name="card-title"),
                href=address(item),
                class_name="card-link",
                title=item.title,
            ),
            rx.el.span(item.subtitle, class_name="card-sub"),
        ),
        class_name=rx.cond(item.available, "card", "card off"),
    )


def _poster(item: rx.Var[MediaCard]) -> rx.Component:
    return rx.cond(item.poster, image(item.poster, POSTER_WIDTHS, POSTER_SIZES), _blank(item))


def tile(item: rx.Var[MediaCard], wide: rx.Var[bool] | bool = False) -> rx.Component:
    return media_tile(item=item, wide=wide)
