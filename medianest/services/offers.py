"""A decision as the offer that a player gets, with its menu of qualities."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from medianest import routes
from medianest.services import plans, plays, qualities, segments, tracks
from medianest.services.playback_views import Decision, PlaybackOffer, QualityView
from medianest.services.playback_views import Tracks as TracksView
from medianest.services.views import MediaCard

if TYPE_CHECKING:
    from medianest.services.playback import EmbeddedSource, PlayableSource, PlaybackWish


def menu(
    source: PlayableSource, decision: Decision, quality: str, decided: Callable[[str], Decision]
) -> tuple[QualityView, ...]:
    """What this viewer may choose, ``auto`` first and then from the best down.

    ``decided`` says what choosing a quality would mean; one that needs coding is left out where that is not allowed.
    """
    video = next((stream for stream in source.streams if stream.kind == "video"), None)
    if video is None or decision.video is None:
        return ()
    ids = [qualities.AUTO, qualities.ORIGINAL, *map(str, qualities.below(video, qualities.lines(video)))]
    if quality not in ids:
        ids.append(quality)
    levels = _levels(source, decision)
    found = []
    for each in ids:
        meant = decision if each == quality else decided(each)
        if meant.method == "transcode" and not source.convertible:
            continue
        height, bitrate = _extent(source, meant) if each != qualities.AUTO else (None, None)
        if each != quality and height is not None and any(height == other.height for other in found):
            continue  # a picture of 2160 lines that is made anew has 1080 by itself
        level = levels.get(height) if height is not None else None
        found.append(QualityView(each, height, bitrate, meant.method, meant.reasons, each == quality, level))
    return tuple(found)


def _extent(source: PlayableSource, decision: Decision) -> tuple[int, int | None]:
    """Lines, and bits a second at most, of the first picture of a decision."""
    video = decision.video
    assert video is not None  # noqa: S101
    stream = next(stream for stream in source.streams if stream.index == video.index)
    if video.copy:
        return qualities.lines(stream), source.bitrate
    lines = video.lines or min(qualities.lines(stream), qualities.MOST_LINES)
    return lines, qualities.peak(stream, lines)


def _levels(source: PlayableSource, decision: Decision) -> dict[int, int]:
    """For each class in the master playlist, the height that its RESOLUTION says."""
    video = decision.video
    if decision.method == "direct" or video is None:
        return {}
    stream = next(stream for stream in source.streams if stream.index == video.index)
    lines, _ = _extent(source, decision)
    classes = {lines: None if video.copy else lines} | {each: each for each in decision.ladder}
    return {each: qualities.size(stream, limit)[1] for each, limit in classes.items()}


def offer(
    card: MediaCard,
    source: PlayableSource,
    decision: Decision,
    wish: PlaybackWish,
    preferences: Mapping[str, Any],
    upcoming: MediaCard | None,
    choices: tuple[QualityView, ...],
) -> PlaybackOffer:
    """Everything that a player needs to begin."""
    direct = decision.method == "direct"
    duration = source.duration or card.duration or 0.0
    language = str(preferences.get("subtitle_language") or "")
    address = routes.hls_master(card.id, source.id, plans.written(decision))
    return PlaybackOffer(
        play_id=plays.new_play_id(),
        media_id=card.id,
        source_id=source.id,
        method=decision.method,
        url=routes.stream(card.id, source.id) if direct else address,
        mime=decision.mime,
        reasons=decision.reasons,
        tracks=TracksView(
            tracks.video(source.streams),
            tracks.audio(source.streams, decision.audio[0].index if decision.audio else None),
            tracks.subtitles(card.id, source.id, source.streams, source.sidecars, wish.subtitle, language),
        ),
        position=_position(card, duration, wish),
        duration=duration,
        title=card.title,
        subtitle=card.subtitle,
        poster_url=card.poster.url if card.poster else None,
        audio_only=decision.video is None,
        qualities=choices,
        chapters=source.chapters,
        segments=segments.from_chapters(source.chapters, duration),
        next=upcoming,
        gain=source.replay_gain.get("track_gain"),
        gain_peak=source.replay_gain.get("track_peak"),
    )


def embedded(card: MediaCard, source: EmbeddedSource, wish: PlaybackWish, upcoming: MediaCard | None) -> PlaybackOffer:
    """What another site's player shows: nothing of it can be chosen here."""
    duration = source.duration or card.duration or 0.0
    return PlaybackOffer(
        play_id=plays.new_play_id(),
        media_id=card.id,
        source_id=source.id,
        method="embed",
        url=source.url,
        mime="text/html",
        reasons=(),
        tracks=TracksView(),
        position=_position(card, duration, wish),
        duration=duration,
        title=card.title,
        subtitle=card.subtitle,
        poster_url=card.poster.url if card.poster else None,
        audio_only=False,
        next=upcoming,
    )


def _position(card: MediaCard, duration: float, wish: PlaybackWish) -> float:
    """Where to begin, in seconds: where the person wants to, or left off."""
    position = card.progress.position if wish.start is None else wish.start
    if wish.start is None and duration and position >= duration * plays.WATCHED_AT:
        return 0.0
    return max(0.0, min(position, duration) if duration else position)
