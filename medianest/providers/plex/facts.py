"""What Plex tells of a file, as the facts that a probe of our own would have found.

A list of items has the media's own codecs; an item that is asked for alone has every stream.
"""

from __future__ import annotations

import math
from typing import Any

from medianest.providers.base import MediaFacts, StreamFacts, StreamKind

_CONTAINERS = {
    "mp4": "mov",
    "m4v": "mov",
    "m4a": "mov",
    "m4b": "mov",
    "mov": "mov",
    "mkv": "matroska",
    "webm": "matroska",
    "mka": "matroska",
    "ts": "mpegts",
    "m2ts": "mpegts",
    "mpegts": "mpegts",
    "ogv": "ogg",
    "oga": "ogg",
    "opus": "ogg",
}
_CODECS = {
    "dca": "dts",
    "dca-ma": "dts",
    "h265": "hevc",
    "aac_latm": "aac",
    "srt": "subrip",
    "pgs": "hdmv_pgs_subtitle",
    "vobsub": "dvd_subtitle",
    "tx3g": "mov_text",
    "vtt": "webvtt",
    "wmv3": "wmv3",
    "pcm": "pcm_s16le",
}
_KINDS: dict[int, StreamKind] = {1: "video", 2: "audio", 3: "subtitle"}
_LINES = {"sd": 480, "480": 480, "576": 576, "720": 720, "1080": 1080, "2k": 1440, "4k": 2160, "8k": 4320}
MOST_STREAMS = 128
MOST_SECONDS = 30 * 24 * 3600.0


def number(value: Any) -> int | None:
    """A whole number, or None: an empty attribute is ``nan`` in plexapi, and a strange one is a text."""
    try:
        return int(value) if value is not None and not math.isnan(float(value)) and abs(float(value)) < 2**53 else None
    except (TypeError, ValueError, OverflowError):
        return None


def seconds(milliseconds: Any) -> float:
    found = (number(milliseconds) or 0) / 1000
    return found if 0 <= found <= MOST_SECONDS else 0.0


def plain(value: Any, longest: int = 200) -> str | None:
    """A text without what cannot be shown; None for an empty one."""
    if not isinstance(value, str):
        return None
    return "".join(letter for letter in value if letter.isprintable()).strip()[:longest] or None


def facts_of(media: Any, part: Any, fingerprint: str) -> MediaFacts:
    """``media`` and ``part`` are plexapi's. ``fingerprint`` tells this part from every other one."""
    told = [_stream(stream) for stream in list(part.streams or ())[:MOST_STREAMS]]
    streams = tuple(stream for stream in told if stream is not None)
    if not any(stream.kind in ("video", "audio") for stream in streams):
        streams = (*_of_media(media), *streams)
    container = (plain(part.container) or plain(media.container) or "").lower()
    bitrate = number(media.bitrate)
    return MediaFacts(
        container=_CONTAINERS.get(container, container),
        duration=seconds(part.duration) or seconds(media.duration),
        size=max(0, number(part.size) or 0),
        bitrate=bitrate * 1000 if bitrate else None,
        start_time=0.0,
        streams=streams,
        fingerprint=fingerprint,
    )


def codec(name: Any) -> str:
    """libav's name of a codec."""
    known = (plain(name, 40) or "unknown").lower()
    return _CODECS.get(known, known)


def _of_media(media: Any) -> tuple[StreamFacts, ...]:
    """A stream of picture and one of sound, as far as a list tells."""
    found = []
    if name := plain(getattr(media, "videoCodec", None)):
        profile = plain(getattr(media, "videoProfile", None))
        height = number(getattr(media, "height", None)) or _LINES.get(
            str(getattr(media, "videoResolution", "")).lower()
        )
        found.append(
            StreamFacts(
                len(found),
                "video",
                codec(name),
                profile=profile,
                width=number(getattr(media, "width", None)),
                height=height,
                bit_depth=10 if profile and "10" in profile else 8,
            )
        )
    if name := plain(media.audioCodec):
        channels = number(media.audioChannels)
        found.append(StreamFacts(len(found), "audio", codec(name), channels=channels, default=True))
    return tuple(found)


def _stream(stream: Any) -> StreamFacts | None:
    kind = _KINDS.get(number(stream.streamType) or 0)
    index = number(stream.index)
    if kind is None or index is None or index < 0:
        return None  # lyrics, and subtitles that lie beside the file
    told: dict[str, Any] = {}
    if kind == "video":
        told = _picture(stream)
    elif kind == "audio":
        told = {
            "channels": number(stream.channels),
            "channel_layout": plain(stream.audioChannelLayout),
            "sample_rate": number(stream.samplingRate),
        }
    bitrate = number(stream.bitrate)
    return StreamFacts(
        index,
        kind,
        codec(stream.codec),
        profile=plain(getattr(stream, "profile", None)),
        language=plain(stream.languageCode, 35),
        title=plain(stream.title),
        default=bool(stream.default),
        forced=bool(getattr(stream, "forced", False)),
        hearing_impaired=bool(getattr(stream, "hearingImpaired", False)),
        bitrate=bitrate * 1000 if bitrate else None,
        **told,
    )


def _picture(stream: Any) -> dict[str, Any]:
    subsampling = {"4:2:2": "yuv422p", "4:4:4": "yuv444p"}.get(str(stream.chromaSubsampling), "yuv420p")
    depth = number(stream.bitDepth) or 8
    transfer = {"smpte2084": "hdr10", "arib-std-b67": "hlg"}.get(str(stream.colorTrc))
    rate = stream.frameRate
    return {
        "width": number(stream.width),
        "height": number(stream.height),
        "level": number(stream.level),
        "bit_depth": depth,
        "pixel_format": subsampling if depth == 8 else f"{subsampling}{depth}le",
        "frame_rate": float(rate) if isinstance(rate, int | float) and 0 < rate < 1000 else None,
        "hdr": "dolby-vision" if getattr(stream, "DOVIPresent", None) else transfer,
        "interlaced": str(stream.scanType) == "interlaced",
    }
