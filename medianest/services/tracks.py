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
_FLAGS = ("forced", "hearing_impaired")
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


def remembered_audio(streams: Sequence[StreamFacts], choice: Mapping[str, Any] | None) -> int | None:
    """The track that is most like the one that was chosen before: of its language, if there is one of its title."""
    if choice is None:
        return None
    alike = [s for s in streams if s.kind == "audio" and language_key(s.language) == choice.get("language", "")]
    same = [s for s in alike if (s.title or "") == choice.get("title", "")]
    return next((s.index for s in (*same, *alike)), None)


def described(
    streams: Sequence[StreamFacts], sidecars: Sequence[Mapping[str, Any]], track_id: str
) -> dict[str, Any] | None:
    """What to remember of a subtitle track, or of having none; None when there is no such track."""
    if track_id == OFF:
        return {OFF: True}
    found = next((track for track in _listed(streams, sidecars) if track["id"] == track_id), None)
    if found is None:
        return None
    return {"language": language_key(found["language"]), **{flag: found[flag] for flag in _FLAGS}}


def remembered_subtitle(
    streams: Sequence[StreamFacts], sidecars: Sequence[Mapping[str, Any]], choice: Mapping[str, Any] | None
) -> str | None:
    """The track that is most like the one that was chosen before, or ``off``; None leaves it to the preferences."""
    if choice is None:
        return None
    if choice.get(OFF):
        return OFF
    alike = [t for t in _listed(streams, sidecars) if language_key(t["language"]) == choice.get("language", "")]
    alike.sort(key=lambda track: sum(track[flag] != choice.get(flag, False) for flag in _FLAGS))
    # Lines for signs alone are no stand-in for all that is said, nor the other way round.
    return next((track["id"] for track in alike if track["forced"] == choice.get("forced", False)), None)


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
    found = _listed(streams, sidecars)
    for track in found:
        if track["external"] or track["codec"] in TEXT_CODECS:
            track["url"] = routes.subtitles(media_id, track["id"], source_id)
    chosen = _chosen(found, wanted, language)
    return tuple(
        SubtitleTrackView(**{**track, "selected": track["id"] == chosen and chosen is not None}) for track in found
    )


def _listed(streams: Sequence[StreamFacts], sidecars: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Tracks in the film, then files beside it, as ``SubtitleTrackView`` tells them but for the address."""
    found = [
        _track(
            str(stream.index),
            {"language": stream.language, "title": stream.title, "forced": stream.forced, "default": stream.default}
            | {"hearing_impaired": stream.hearing_impaired},
            stream.codec,
            external=False,
        )
        for stream in streams
        if stream.kind == "subtitle"
    ]
    for number, note in enumerate(sidecars):
        if note.get("kind", "subtitle") == "subtitle":
            codec = str(note.get("path", "")).rpartition(".")[2].lower()
            found.append(_track(f"{SIDECAR}{number}", note, codec, external=True))
    return found


def _track(track_id: str, told: Mapping[str, Any], codec: str, *, external: bool) -> dict[str, Any]:
    return {
        "id": track_id,
        "language": told.get("language"),
        "title": told.get("title"),
        "codec": codec,
        "default": bool(told.get("default")),
        "forced": bool(told.get("forced")),
        "hearing_impaired": bool(told.get("hearing_impaired")),
        "external": external,
        "url": None,
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
