"""The pieces of a work's own page."""

from __future__ import annotations

import reflex as rx

from medianest.components.artwork import POSTER_WIDTHS, image
from medianest.components.favourite import heart
from medianest.components.formats import clock, day, length
from medianest.components.hero import hero_art, resolution
from medianest.components.i18n import _, plural
from medianest.components.media_card import MenuButton, is_playable, watch_address
from medianest.components.player import commands
from medianest.services.views import ChapterView, CreditView, MediaCard, MediaDetail
from medianest.state.actions import MediaActions


def play_button(detail: rx.Var[MediaDetail]) -> rx.Component:
    """Play, resume, or go on with the next one; one press for every kind of work."""
    card = detail.card
    started = (card.progress.position > 0) & ~card.progress.watched
    icon = rx.icon("play", size=20, fill="currentColor")
    film = rx.el.a(
        icon, rx.cond(started, _("Resume"), _("Play")), href=watch_address(card), class_name="btn primary large"
    )
    following = rx.el.button(
        icon,
        rx.cond(
            detail.next_up.type == "episode",
            _("Play S{season} E{episode}", season=detail.next_up.part_number, episode=detail.next_up.index_number),
            _("Play"),
        ),
        type="button",
        class_name="btn primary large",
        on_click=commands.play(card.id.to(str)),
    )
    return rx.cond(
        card.available,
        rx.cond(is_playable(card), film, rx.cond(detail.next_up, following)),
        rx.el.span(rx.icon("cloud-off", size=18), _("Not available now"), class_name="btn large", aria_disabled="true"),
    )


def actions(detail: rx.Var[MediaDetail]) -> rx.Component:
    card = detail.card
    music = rx.Var.create(["artist", "album", "track"]).contains(card.type)
    seen = (card.progress.watched | (card.unwatched_count == 0)).bool()
    return rx.el.div(
        play_button(detail),
        rx.cond(
            music,
            rx.el.button(
                rx.icon("shuffle", size=19),
                _("Shuffle"),
                type="button",
                class_name="btn large",
                on_click=commands.play_all(card.id.to(str), shuffle=True),
            ),
            rx.el.button(
                rx.cond(seen, rx.icon("circle-check-big", size=20), rx.icon("circle-check", size=20)),
                type="button",
                class_name="icon-btn filled large",
                aria_pressed=rx.cond(seen, "true", "false"),
                aria_label=_("Watched"),
                title=rx.cond(seen, _("Mark as unwatched"), _("Mark as watched")),
                on_click=MediaActions.mark(card.id.to(str), ~seen),
            ),
        ),
        heart(card, "icon-btn filled large heart", 20),
        MenuButton.create(
            rx.icon("ellipsis", size=20),
            item=card.to(dict),
            label=_("More actions"),
            class_name="icon-btn filled large",
        ),
        class_name="cluster",
    )


def facts(detail: rx.Var[MediaDetail]) -> rx.Component:
    """The line under the title."""
    card = detail.card
    return rx.el.p(
        rx.cond(card.subtitle != "", rx.el.span(card.subtitle)),
        rx.cond(card.duration, rx.el.span(length(card.duration))),
        rx.cond(
            card.child_count > 0,
            rx.match(
                card.type,
                ("show", rx.el.span(plural("{n} season", "{n} seasons", card.child_count))),
                ("season", rx.el.span(plural("{n} episode", "{n} episodes", card.child_count))),
                ("artist", rx.el.span(plural("{n} album", "{n} albums", card.child_count))),
                ("album", rx.el.span(plural("{n} song", "{n} songs", card.child_count))),
                rx.fragment(),
            ),
        ),
        rx.cond(
            detail.rating,
            rx.el.span(
                rx.icon("star", size=15, fill="currentColor"),
                rx.el.span(_("Rating"), class_name="sr-only"),
                rx.Var(f"({detail.rating!s} ?? 0).toFixed(1)", _var_data=detail._get_all_var_data()),
                class_name="stars",
            ),
        ),
        rx.cond(detail.content_rating, rx.el.span(detail.content_rating, class_name="outline")),
        resolution(card),
        class_name="meta",
    )


def genres(detail: rx.Var[MediaDetail]) -> rx.Component:
    return rx.cond(
        detail.genres.length() > 0,
        rx.el.ul(
            rx.foreach(
                detail.genres,
                lambda genre: rx.el.li(
                    rx.el.a(genre, href=rx.Var.create("/genre/") + _quoted(genre), class_name="badge link-badge")
                ),
            ),
            class_name="cluster tight",
            aria_label=_("Genres"),
        ),
    )


def _quoted(text: rx.Var[str]) -> rx.Var[str]:
    return rx.Var(f"encodeURIComponent({text!s})", _var_type=str, _var_data=text._get_all_var_data()).to(str)


def parents(card: rx.Var[MediaCard]) -> rx.Component:
    """Where it belongs: the show and season of an episode, the artist of an album."""

    def step(target: rx.Var, name: rx.Var) -> rx.Component:
        return rx.cond(target, rx.el.a(name, href=rx.Var.create("/media/") + target.to(str)))

    return rx.cond(
        card.parent_id,
        rx.el.nav(
            step(card.grandparent_id, card.grandparent_title),
            step(card.parent_id, card.parent_title),
            class_name="kicker crumbs",
            aria_label=_("Belongs to"),
        ),
    )


def head(detail: rx.Var[MediaDetail]) -> rx.Component:
    """Backdrop, poster, title, and what to do."""
    card = detail.card
    square = (card.type == "album") | (card.type == "artist") | (card.type == "track")
    tall = (card.type == "movie") | (card.type == "show") | (card.type == "season")
    cover = rx.el.div(
        image(card.poster, POSTER_WIDTHS, "280px", eager=True),
        class_name=rx.cond(
            card.type == "artist", "cover card-art round", rx.cond(square, "cover card-art square", "cover card-art")
        ),
    )
    return rx.el.header(
        hero_art(card.backdrop, card.poster),
        rx.cond(card.poster & (square | tall), cover),
        rx.el.div(
            parents(card),
            rx.el.h1(card.title, class_name="hero-title"),
            rx.cond(detail.tagline, rx.el.p(detail.tagline, class_name="tagline")),
            facts(detail),
            actions(detail),
            rx.cond(
                (card.progress.position > 0) & ~card.progress.watched,
                rx.el.p(
                    _("{time} left", time=length(card.progress.duration - card.progress.position)),
                    class_name="soft small",
                ),
            ),
            rx.cond(detail.overview, rx.el.p(detail.overview, class_name="overview full")),
            genres(detail),
            class_name="hero-text",
        ),
        class_name="hero detail",
    )


def person_tile(credit: rx.Var[CreditView]) -> rx.Component:
    return rx.el.li(
        rx.el.a(
            rx.el.div(
                rx.cond(
                    credit.picture,
                    image(credit.picture, POSTER_WIDTHS, "140px"),
                    rx.el.span(rx.icon("user", size=28), class_name="card-blank"),
                ),
                class_name="card-art round",
            ),
            rx.el.span(credit.name, class_name="card-title"),
            rx.el.span(
                rx.cond(credit.character != "", credit.character, role_name(credit.role)), class_name="card-sub"
            ),
            href=rx.Var.create("/person/") + credit.person_id.to(str),
            class_name="person",
        )
    )


def role_name(role: rx.Var[str]) -> rx.Component | rx.Var:
    return rx.match(
        role,
        ("actor", _("Cast")),
        ("guest", _("Guest")),
        ("director", _("Director")),
        ("writer", _("Writer")),
        ("composer", _("Composer")),
        role,
    )


def people(title: rx.Var[str], credits: rx.Var[list[CreditView]]) -> rx.Component:
    return rx.cond(
        credits.length() > 0,
        rx.el.section(
            rx.el.div(rx.el.h2(title), class_name="shelf-head"),
            rx.el.ul(rx.foreach(credits, person_tile), class_name="shelf-track people", tab_index=0, aria_label=title),
            class_name="shelf",
        ),
    )


def chapters(detail: rx.Var[MediaDetail]) -> rx.Component:
    def chapter(one: rx.Var[ChapterView]) -> rx.Component:
        start = rx.Var(f"Math.floor({one.start!s})", _var_data=one._get_all_var_data()).to(str)
        return rx.el.li(
            rx.el.a(
                rx.el.span(clock(one.start), class_name="num muted"),
                rx.el.span(one.title, class_name="truncate"),
                href=watch_address(detail.card) + "?t=" + start,
                class_name="chapter",
            )
        )

    return rx.cond(
        detail.chapters.length() > 0,
        rx.el.section(
            rx.el.h2(_("Chapters"), class_name="section-title"),
            rx.el.ol(rx.foreach(detail.chapters, chapter), class_name="chapters"),
            class_name="section",
        ),
    )


def about(detail: rx.Var[MediaDetail]) -> rx.Component:
    """The small print."""

    def line(shown: rx.Var, name: rx.Var[str], value: rx.Var | rx.Component) -> rx.Component:
        return rx.cond(shown, rx.el.div(rx.el.dt(name), rx.el.dd(value)))

    return rx.el.dl(
        line(detail.original_title, _("Original title"), detail.original_title),
        line(detail.released_on, _("Released"), day(detail.released_on)),
        line(detail.studios.length() > 0, _("Studio"), detail.studios.join(", ")),
        line(detail.tags.length() > 0, _("Tags"), detail.tags.join(", ")),
        line(detail.card.progress.last_watched_at, _("Last watched"), day(detail.card.progress.last_watched_at)),
        class_name="facts section",
    )
