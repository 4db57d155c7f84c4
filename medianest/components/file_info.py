"""The files behind a work and what is in them."""

from __future__ import annotations

import reflex as rx

from medianest import routes
from medianest.components.formats import bitrate, language, length, size
from medianest.components.i18n import _, plural
from medianest.components.table import Column, table
from medianest.services.views import MediaDetail, SourceView, StreamView
from medianest.state.auth import AuthState


def _kind(one: rx.Var[StreamView]) -> rx.Component | rx.Var:
    return rx.match(one.kind, ("video", _("Picture")), ("audio", _("Sound")), ("subtitle", _("Subtitles")), one.kind)


def _codec(one: rx.Var[StreamView]) -> rx.Var[str]:
    return one.codec


def _about(one: rx.Var[StreamView]) -> tuple[rx.Component, ...]:
    return (
        rx.cond(one.language, rx.el.span(language(one.language), " ")),
        rx.cond(one.title, rx.el.span(one.title, " ")),
        rx.cond(one.width, rx.el.span(one.width.to_string(), " x ", one.height.to_string(), " ")),
        rx.cond(one.hdr, rx.el.span(one.hdr, " ")),
        rx.cond(one.channels, rx.el.span(plural("{n} channel", "{n} channels", one.channels), " ")),
        rx.cond(one.forced, rx.el.span(_("forced"), " ")),
        rx.cond(one.hearing_impaired, rx.el.span(_("for the deaf"), " ")),
    )


def _bitrate(one: rx.Var[StreamView]) -> rx.Var[str]:
    return bitrate(one.bitrate)


def _streams(one: rx.Var[SourceView]) -> rx.Component:
    columns = [
        Column(_("Track"), _kind, "lead"),
        Column(_("Coding"), _codec),
        Column(_("Details"), _about),
        Column(_("Bit rate"), _bitrate, "num"),
    ]
    return table(_("Tracks of the file"), columns, one.streams)


def _download(one: rx.Var[SourceView], media_id: rx.Var[str]) -> rx.Component:
    # The page's own router would look for a page of this name.
    return rx.cond(
        AuthState.may_download & (one.state == "available"),
        rx.el.a(
            rx.icon("download", size=16),
            _("Download"),
            href=rx.Var.create(f"{routes.API_MEDIA}/") + media_id + "/download?source=" + one.id.to(str),
            reload_document=True,
            download=True,
            class_name="btn compact",
        ),
    )


def _source(one: rx.Var[SourceView], media_id: rx.Var[str]) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.strong(one.file_name),
            rx.cond(one.edition, rx.el.span(one.edition, class_name="badge accent")),
            rx.cond(one.state == "missing", rx.el.span(_("Missing"), class_name="badge warn")),
            rx.cond(one.state == "broken", rx.el.span(_("Broken"), class_name="badge bad")),
            _download(one, media_id),
            class_name="cluster",
        ),
        rx.cond(one.path, rx.el.code(one.path, class_name="small soft")),
        rx.el.p(
            rx.el.span(one.container),
            rx.el.span(size(one.size)),
            rx.el.span(length(one.duration)),
            class_name="meta small",
        ),
        _streams(one),
        class_name="stack-2 source",
    )


def sources(detail: rx.Var[MediaDetail]) -> rx.Component:
    return rx.cond(
        detail.sources.length() > 0,
        rx.el.details(
            rx.el.summary(_("File information"), class_name="section-title"),
            rx.foreach(detail.sources, lambda one: _source(one, detail.card.id.to(str))),
            class_name="section more-info",
        ),
    )
