"""How a source reaches a browser: as it is, repacked, or coded anew, stream by stream. Pure.

The codec decides, never the player's error event: several codecs "play" with no picture or no sound and raise none.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from medianest.providers.base import StreamFacts
from medianest.services import qualities
from medianest.services.playback_views import Choices, Decision, DeviceProfile, StreamChoice
from medianest.streaming.capabilities import Capabilities, codec_key, container_key

# What MP4 fragments can carry; and of that, what can be cut from these containers without decoding.
_VIDEO_IN_MP4 = frozenset(("h264", "hevc", "av1", "vp9"))
_AUDIO_IN_MP4 = frozenset(("aac", "opus", "flac"))
_CUTTABLE = frozenset(("mov", "matroska", "mpegts", "flv"))
_CUTTABLE_SOUND = frozenset((*_CUTTABLE, "flac", "ogg", "aac", "mp3"))
MIMES = {
    "mov": ("video/mp4", "audio/mp4"),
    "matroska": ("video/x-matroska", "audio/x-matroska"),
    "webm": ("video/webm", "audio/webm"),
    "ogg": ("video/ogg", "audio/ogg"),
    "mp3": ("audio/mpeg", "audio/mpeg"),
    "flac": ("audio/flac", "audio/flac"),
    "aac": ("audio/aac", "audio/aac"),
    "wav": ("audio/wav", "audio/wav"),
}
# Of a copied picture whose bits nobody counted: enough for every lower quality to be worth offering.
_UNKNOWN_BITRATE = 100_000_000
HLS_MIME = "application/vnd.apple.mpegurl"


def decide(
    container: str,
    streams: Iterable[StreamFacts],
    bitrate: int | None,
    profile: DeviceProfile | None,
    choices: Choices,
) -> Decision:
    """The simplest way that this browser plays the source with picture and sound, and why it is not simpler."""
    capabilities = Capabilities.of(profile)
    every = tuple(streams)
    video = next((stream for stream in every if stream.kind == "video"), None)
    sound = tuple(stream for stream in every if stream.kind == "audio")
    chosen = _chosen(sound, choices.audio)
    reasons = _against_direct(container, video, sound, chosen, bitrate, capabilities, choices)
    if not reasons:
        return _direct(container, video, chosen)
    return _repack(container, video, sound, chosen, bitrate, capabilities, choices, tuple(reasons))


def _chosen(sound: tuple[StreamFacts, ...], wanted: int | None) -> StreamFacts | None:
    by_index = next((stream for stream in sound if stream.index == wanted), None)
    by_mark = next((stream for stream in sound if stream.default), None)
    return by_index or by_mark or next(iter(sound), None)


def _against_direct(
    container: str,
    video: StreamFacts | None,
    sound: tuple[StreamFacts, ...],
    chosen: StreamFacts | None,
    bitrate: int | None,
    capabilities: Capabilities,
    choices: Choices,
) -> list[str]:
    played = tuple(stream for stream in (video, chosen) if stream is not None)
    key = container_key(container, played)
    reasons = []
    if choices.least != "direct":
        reasons.append("asked")
    if not capabilities.plays_container(key) and not capabilities.plays_file(key, played):
        reasons.append("container")
    elif video is not None and not capabilities.plays_file(key, (video,)):
        reasons.append("video_codec")
    if "container" not in reasons and chosen is not None and not capabilities.plays_file(key, (chosen,)):
        reasons.append("audio_codec")
    # A media element plays the first track of sound and offers no other.
    if chosen is not None and sound and chosen.index != sound[0].index:
        reasons.append("audio_track")
    return reasons + _over_limits(video, bitrate, _limits(capabilities, choices))


def _limits(capabilities: Capabilities, choices: Choices) -> tuple[int | None, int | None]:
    """The most lines and bits a second that the device and the person allow."""
    lines = (capabilities.max_height, choices.max_lines)
    bits = (capabilities.max_bitrate, choices.max_bitrate)
    return min(filter(None, lines), default=None), min(filter(None, bits), default=None)


def _over_limits(video: StreamFacts | None, bitrate: int | None, limits: tuple[int | None, int | None]) -> list[str]:
    if video is None:
        return []
    max_lines, max_bitrate = limits
    reasons = []
    if max_lines and qualities.lines(video) > max_lines:
        reasons.append("resolution")
    if max_bitrate and (bitrate or 0) > max_bitrate:
        reasons.append("bitrate")
    if video.hdr == "dolby-vision":
        reasons.append("dolby_vision")
    return reasons


def _direct(container: str, video: StreamFacts | None, chosen: StreamFacts | None) -> Decision:
    played = tuple(stream for stream in (video, chosen) if stream is not None)
    with_picture, alone = MIMES[container_key(container, played)]
    return Decision(
        "direct",
        (),
        StreamChoice(video.index, True, video.codec) if video else None,
        (StreamChoice(chosen.index, True, chosen.codec),) if chosen else (),
        with_picture if video else alone,
    )


def _repack(
    container: str,
    video: StreamFacts | None,
    sound: tuple[StreamFacts, ...],
    chosen: StreamFacts | None,
    bitrate: int | None,
    capabilities: Capabilities,
    choices: Choices,
    reasons: tuple[str, ...],
) -> Decision:
    """HLS: each stream taken as it is where that can be, the chosen track of sound first."""
    anew = choices.least == "transcode"
    picture, ladder = None, ()
    if video is not None:
        limits = _limits(capabilities, choices)
        copy = not anew and container in _CUTTABLE and _fits(video, capabilities, _VIDEO_IN_MP4)
        copy = copy and not _over_limits(video, bitrate, limits)
        lines = None if copy else qualities.best(video, *limits)
        picture = StreamChoice(video.index, copy, video.codec if copy else "h264", lines)
        if choices.ladder:
            ladder = qualities.ladder(video, lines, (bitrate or _UNKNOWN_BITRATE) if copy else None)
        if not copy and not {"video_codec", "resolution", "bitrate", "dolby_vision"} & set(reasons):
            reasons = (*reasons, "video_codec") if codec_key(video) not in capabilities.streams else reasons
    tracks = []
    for stream in sorted(sound, key=lambda one: one is not chosen):
        copy = not anew and container in _CUTTABLE_SOUND and _fits(stream, capabilities, _AUDIO_IN_MP4)
        tracks.append(StreamChoice(stream.index, copy, stream.codec if copy else "aac"))
    first = picture or next(iter(tracks), None)
    if tracks and not tracks[0].copy and "audio_codec" not in reasons and not anew:
        reasons = (*reasons, "audio_codec")
    method: Literal["remux", "transcode"] = "remux" if first is not None and first.copy else "transcode"
    return Decision(method, reasons, picture, tuple(tracks), HLS_MIME, ladder)


def _fits(stream: StreamFacts, capabilities: Capabilities, carried: frozenset[str]) -> bool:
    return stream.codec in carried and codec_key(stream) in capabilities.streams
