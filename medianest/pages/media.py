"""A work's own page: film, show, season, episode, artist, album, video."""

from __future__ import annotations

import reflex as rx

from medianest.components.detail import about, chapters, head, people
from medianest.components.file_info import sources
from medianest.components.i18n import _
from medianest.components.layout import not_there, shell
from medianest.components.media_card import tile
from medianest.components.row import shelf
from medianest.components.skeleton import detail_skeleton
from medianest.components.tracklist import episodes, tracklist
from medianest.state.media import MediaState


def _children(title: rx.Var[str]) -> rx.Component:
    return rx.el.section(
        rx.el.h2(title, class_name="section-title"),
        rx.el.ul(
            rx.foreach(MediaState.detail.children, lambda item: rx.el.li(tile(item))),
            class_name="grid",
        ),
        class_name="section",
    )


def _beneath() -> rx.Component:
    children = MediaState.detail.children
    return rx.cond(
        children.length() > 0,
        rx.match(
            MediaState.detail.card.type,
            ("show", shelf(children, _("Seasons"))),
            ("season", episodes(children)),
            ("artist", _children(_("Albums"))),
            ("album", tracklist(children)),
            rx.fragment(),
        ),
    )


def _lyrics() -> rx.Component:
    return rx.cond(
        MediaState.detail.lyrics,
        rx.el.details(
            rx.el.summary(_("Lyrics"), class_name="section-title"),
            rx.el.p(MediaState.detail.lyrics, class_name="lyrics"),
            class_name="section more-info",
        ),
    )


def media() -> rx.Component:
    detail = MediaState.detail
    return shell(
        rx.cond(
            MediaState.missing,
            not_there(_("There is no such title"), _("It was removed, or it is not shared with you.")),
            rx.cond(
                detail,
                rx.fragment(
                    head(detail),
                    _beneath(),
                    people(_("Cast"), MediaState.cast),
                    people(_("Crew"), MediaState.crew),
                    chapters(detail),
                    _lyrics(),
                    about(detail),
                    sources(detail),
                ),
                detail_skeleton(),
            ),
        )
    )
