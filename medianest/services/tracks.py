"""What tracks a source has, as a player lists them, and which of them a person hears and reads. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from babel.core import get_global

from medianest import routes
from medianest.providers.base import StreamFacts
from medianest.services.playback_views import AudioTrackView, SubtitleTrackView, VideoTrackView

OFF = "off"
NONE = "none"  # the preference of those who never want subtitles
SIDECAR = "s"  # a file beside the film: ``s0``, ``s1``; a number alone is a stream of the film
TEXT_CODECS = frozenset(("subrip", "srt", "ass", "ssa", "mov_text", "webvtt", "text"))


@cache
def language_key(language: str | None) -> str:
    """One spelling for a language: ``fre``, ``fra``, ``fr-CA`` and ``FR`` are all ``fr``; empty when unknown."""
    base = (language or "").replace("_", "-").split("-")[0].lower()
    return "" if base in ("", "und") else str(get_global("language_aliases").get(base, base))


def video(streams: Sequence[StreamFacts]) -> VideoTrackView | None:
    """The picture that is played: the first that is no cover."""
    for stream in streams:
        if stream.kind == "video":
            return VideoTrackView(
                stream.index, stream.codec, stream.width, stream.height, stream.frame_rate, stream.hdr
            )
    return None


def preferred_audio(streams: Sequence[StreamFacts], language: str) -> int | None:
    """The first track in the preferred language; None leaves it to the file."""
    wanted = language_key(language)
    if not wanted:
        return None
    return next((s.index for s in streams if s.kind == "audio" and language_key(s.language) == wanted), None)


def audio(streams: Sequence[StreamFacts], selected: int | None) -> tuple[AudioTrackView, ...]:
    return tuple(
        AudioTrackView(
            stream.index,
            stream.language,
            stream.title,
            stream.codec,
            stream.channels,
            stream.default,
            stream.index == selected,
        )
        for stream in streams
        if stream.kind == "audio"
    )


def subtitles(
    media_id: UUID,
    source_id: UUID,
    streams: Sequence[StreamFacts],
    sidecars: Sequence[Mapping[str, Any]],
    wanted: str | None,
    language: str,
) -> tuple[SubtitleTrackView, ...]:
    """Tracks in the film and files beside it; one is selected when it was asked for or is in the person's language."""
    found = [
        _track(
            str(stream.index),
            {"language": stream.language, "title": stream.title, "forced": stream.forced, "default": stream.default}
            | {"hearing_impaired": stream.hearing_impaired},
            stream.codec,
            external=False,
            url=routes.subtitles(media_id, str(stream.index), source_id) if stream.codec in TEXT_CODECS else None,
        )
        for stream in streams
        if stream.kind == "subtitle"
    ]
    for number, note in enumerate(sidecars):
        if note.get("kind", "subtitle") == "subtitle":
            track_id = f"{SIDECAR}{number}"
            codec = str(note.get("path", "")).rpartition(".")[2].lower()
            url = routes.subtitles(media_id, track_id, source_id)
            found.append(_track(track_id, note, codec, external=True, url=url))
    chosen = _chosen(found, wanted, language)
    return tuple(
        SubtitleTrackView(**{**track, "selected": track["id"] == chosen and chosen is not None}) for track in found
    )


def _track(track_id: str, told: Mapping[str, Any], codec: str, *, external: bool, url: str | None) -> dict[str, Any]:
    return {
        "id": track_id,
        "language": told.get("language"),
        "title": told.get("title"),
        "codec": codec,
        "default": bool(told.get("default")),
        "forced": bool(told.get("forced")),
        "hearing_impaired": bool(told.get("hearing_impaired")),
        "external": external,
        "url": url,
        "selected": False,
    }


def _chosen(found: Sequence[Mapping[str, Any]], wanted: str | None, language: str) -> str | None:
    readable = [track for track in found if track["url"]]
    if wanted is not None:
        return next((track["id"] for track in readable if track["id"] == wanted), None)
    if language == NONE:
        return None
    if key := language_key(language):
        own = [track for track in readable if language_key(track["language"]) == key and not track["forced"]]
        return next((track["id"] for track in own), None)
    return next((track["id"] for track in readable if track["forced"]), None)
