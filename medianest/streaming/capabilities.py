"""What a browser can play, read from what it told: MIME types with codecs, as containers and libav's codec names.

``h264:10`` is h264 of ten bits. A type that is said without codecs (``audio/mpeg``) stands for its usual one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

from medianest.providers.base import StreamFacts
from medianest.services.playback_views import DeviceProfile

_TYPE = re.compile(r'^\s*([a-z0-9]+/[a-z0-9.+-]+)\s*(?:;\s*codecs\s*=\s*"?([^"]*)"?)?\s*$', re.IGNORECASE)
# Beginnings of codec strings, the more special first.
_NAMES: tuple[tuple[str, str], ...] = (
    ("avc1.6e", "h264:10"),
    ("avc3.6e", "h264:10"),
    ("avc1", "h264"),
    ("avc3", "h264"),
    ("hvc1.2", "hevc:10"),
    ("hev1.2", "hevc:10"),
    ("hvc1", "hevc"),
    ("hev1", "hevc"),
    ("vp09.02", "vp9:10"),
    ("vp09", "vp9"),
    ("vp9", "vp9"),
    ("vp8", "vp8"),
    ("mp4v", "mpeg4"),
    ("theora", "theora"),
    ("mp4a.69", "mp3"),
    ("mp4a.6b", "mp3"),
    ("mp4a", "aac"),
    ("aac", "aac"),
    ("mp3", "mp3"),
    ("opus", "opus"),
    ("flac", "flac"),
    ("vorbis", "vorbis"),
    ("ac-3", "ac3"),
    ("ec-3", "eac3"),
    ("dts", "dts"),
    ("alac", "alac"),
    ("1", "pcm"),
)
_USUAL = {
    "audio/mpeg": "mp3",
    "audio/mp3": "mp3",
    "audio/flac": "flac",
    "audio/x-flac": "flac",
    "audio/aac": "aac",
    "audio/wav": "pcm",
    "audio/wave": "pcm",
    "audio/x-wav": "pcm",
}
_CONTAINERS = {
    "video/mp4": "mov",
    "audio/mp4": "mov",
    "audio/x-m4a": "mov",
    "video/quicktime": "mov",
    "video/webm": "webm",
    "audio/webm": "webm",
    "video/x-matroska": "matroska",
    "audio/x-matroska": "matroska",
    "video/ogg": "ogg",
    "audio/ogg": "ogg",
    "audio/mpeg": "mp3",
    "audio/mp3": "mp3",
    "audio/flac": "flac",
    "audio/x-flac": "flac",
    "audio/aac": "aac",
    "audio/wav": "wav",
    "audio/wave": "wav",
    "audio/x-wav": "wav",
}
# What every browser of the last ten years plays, for those who tell nothing.
_EVERY_BROWSER = DeviceProfile(
    files=('video/mp4; codecs="avc1.640028"', 'video/mp4; codecs="mp4a.40.2"', "audio/mpeg", "audio/flac", "audio/aac"),
    streams=('video/mp4; codecs="avc1.640028"', 'video/mp4; codecs="mp4a.40.2"'),
)
_MOST_TYPES = 512


@dataclass(frozen=True, slots=True)
class Capabilities:
    """``files`` are (container, codec) pairs that the media element plays; ``streams`` codecs that HLS may carry."""

    files: frozenset[tuple[str, str]]
    streams: frozenset[str]
    max_height: int | None
    max_bitrate: int | None

    @classmethod
    def of(cls, profile: DeviceProfile | None) -> Self:
        """Read a profile; one that names nothing at all is every browser's."""
        told = profile or _EVERY_BROWSER
        if not told.files and not told.streams:
            told = _EVERY_BROWSER
        # A browser without Media Source Extensions (an iPhone) plays HLS by itself: h264 and AAC at least.
        streams = told.streams or _EVERY_BROWSER.streams
        return cls(
            frozenset(pair for text in told.files[:_MOST_TYPES] for pair in _pairs(text)),
            frozenset(codec for text in streams[:_MOST_TYPES] for _, codec in _pairs(text)),
            profile.max_height if profile else None,
            profile.max_bitrate if profile else None,
        )

    def plays_file(self, container: str, streams: tuple[StreamFacts, ...]) -> bool:
        """Whether the element plays a file of this container with all of these streams."""
        return all((container, codec_key(stream)) in self.files for stream in streams)

    def plays_container(self, container: str) -> bool:
        return any(known == container for known, _ in self.files)


def codec_key(stream: StreamFacts) -> str:
    """A stream's codec in the words of the profile; chroma that browsers do not show is a codec of its own."""
    if stream.codec.startswith("pcm_"):
        return "pcm" if stream.codec in ("pcm_s16le", "pcm_u8", "pcm_s24le", "pcm_f32le") else stream.codec
    if stream.kind != "video":
        return stream.codec
    layout = stream.pixel_format or "yuv420p"
    if any(mark in layout for mark in ("422", "444", "gbr", "rgb")):
        return f"{stream.codec}:{layout}"
    return f"{stream.codec}:10" if (stream.bit_depth or 8) > 8 else stream.codec


def container_key(container: str, streams: tuple[StreamFacts, ...]) -> str:
    """Matroska with WebM's codecs alone is WebM, which more browsers take."""
    webm = {"vp8", "vp9", "av1", "vorbis", "opus"}
    if container == "matroska" and all(stream.codec in webm for stream in streams):
        return "webm"
    return container


def _pairs(text: str) -> list[tuple[str, str]]:
    match = _TYPE.match(text)
    container = _CONTAINERS.get(match[1].lower()) if match else None
    if match is None or container is None:
        return []
    codecs = [part.strip().lower() for part in (match[2] or "").split(",") if part.strip()]
    if not codecs:
        usual = _USUAL.get(match[1].lower())
        return [(container, usual)] if usual else []
    return [(container, name) for codec in codecs if (name := _name(codec)) is not None]


def _name(codec: str) -> str | None:
    if codec.startswith("av01"):
        return "av1:10" if codec.endswith(".10") or ".10." in codec[5:] else "av1"
    return next((name for start, name in _NAMES if codec.startswith(start)), None)
