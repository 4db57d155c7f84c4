"""HLS playlists as text (RFC 8216). Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from babel import Locale, UnknownLocaleError

from medianest.providers.base import StreamFacts
from medianest.services import qualities
from medianest.services.tracks import language_key

# What tracks made anew are; a level that covers 1080p at 60 frames a second.
H264_ANEW = "avc1.64002A"
AAC_ANEW = "mp4a.40.2"
_SOUND = "sound"
_SOUND_BITRATE = 192_000
_UNKNOWN_BANDWIDTH = 12_000_000
_FALLBACKS = {"h264": "avc1.640028", "hevc": "hvc1.1.6.L120.90", "av1": "av01.0.08M.08", "vp9": "vp09.00.40.08"}


@dataclass(frozen=True, slots=True)
class Rendition:
    """One track in one form. ``name`` is its folder in addresses: ``v0c``, ``a1t``."""

    name: str
    stream: StreamFacts
    copied: bool
    max_lines: int | None = None

    @property
    def limit(self) -> int:
        """The class of lines that a picture made anew is kept within."""
        return min(self.max_lines or qualities.MOST_LINES, qualities.MOST_LINES)

    @property
    def codecs(self) -> str:
        if not self.copied:
            return H264_ANEW if self.stream.kind == "video" else AAC_ANEW
        return self.stream.codec_string or _FALLBACKS.get(self.stream.codec, self.stream.codec)


def master(folder: str, videos: Sequence[Rendition], sound: Sequence[Rendition], bitrate: int | None) -> str:
    """The master playlist: the picture in every quality, where to begin first, and every track of sound beside it."""
    lines = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS"]
    if not videos:
        first = sound[0]
        rate = bitrate if first.copied and bitrate else _SOUND_BITRATE
        lines.append(f'#EXT-X-STREAM-INF:BANDWIDTH={rate},CODECS="{first.codecs}"')
        lines.append(f"{folder}/{first.name}/index.m3u8")
        return "\n".join([*lines, ""])
    taken: set[str] = set()
    for place, one in enumerate(sound):
        lines.append(_media(folder, one, default=place == 0, taken=taken))
    for video in videos:
        lines.append(_variant(video, sound, bitrate))
        lines.append(f"{folder}/{video.name}/index.m3u8")
    return "\n".join([*lines, ""])


def _variant(video: Rendition, sound: Sequence[Rendition], bitrate: int | None) -> str:
    width, height = qualities.size(video.stream, None if video.copied else video.limit)
    codecs = ",".join(dict.fromkeys([video.codecs, *(one.codecs for one in sound)]))
    attributes = [f"BANDWIDTH={_bandwidth(video, bitrate)}", f'CODECS="{codecs}"', f"RESOLUTION={width}x{height}"]
    if video.stream.frame_rate:
        attributes.append(f"FRAME-RATE={min(video.stream.frame_rate, 60.0):.3f}")
    if sound:
        attributes.append(f'AUDIO="{_SOUND}"')
    return "#EXT-X-STREAM-INF:" + ",".join(attributes)


def media(durations: Sequence[float]) -> str:
    """A track's whole playlist at once: ``init.mp4`` and one segment for each duration."""
    target = max(1, math.ceil(max(durations, default=1)))
    head = ["#EXTM3U", "#EXT-X-VERSION:7", f"#EXT-X-TARGETDURATION:{target}", "#EXT-X-MEDIA-SEQUENCE:0"]
    head += ["#EXT-X-PLAYLIST-TYPE:VOD", "#EXT-X-INDEPENDENT-SEGMENTS", '#EXT-X-MAP:URI="init.mp4"']
    body = [line for number, length in enumerate(durations) for line in (f"#EXTINF:{length:.6f},", f"{number}.m4s")]
    return "\n".join([*head, *body, "#EXT-X-ENDLIST", ""])


def _media(folder: str, one: Rendition, *, default: bool, taken: set[str]) -> str:
    language = language_key(one.stream.language)
    name = _unique(one.stream.title or _language_name(language) or "Sound", taken)
    attributes = ["TYPE=AUDIO", f'GROUP-ID="{_SOUND}"', f'NAME="{name}"']
    if language:
        attributes.append(f'LANGUAGE="{language}"')
    yes = "YES" if default else "NO"
    attributes += [f"DEFAULT={yes}", "AUTOSELECT=YES"]
    channels = (one.stream.channels or 2) if one.copied else 2
    attributes += [f'CHANNELS="{channels}"', f'URI="{folder}/{one.name}/index.m3u8"']
    return "#EXT-X-MEDIA:" + ",".join(attributes)


def _unique(name: str, taken: set[str]) -> str:
    base = "".join(letter for letter in name if letter.isprintable() and letter != '"')[:80] or "Sound"
    name, number = base, 2
    while name in taken:
        name, number = f"{base} {number}", number + 1
    taken.add(name)
    return name


def _language_name(language: str) -> str:
    try:
        return Locale.parse(language).get_display_name("en") or "" if language else ""
    except (UnknownLocaleError, ValueError):
        return language


def _bandwidth(video: Rendition, bitrate: int | None) -> int:
    """Peak bits per second of picture and sound: players choose among qualities by it."""
    if video.copied:
        return bitrate * 3 // 2 if bitrate else _UNKNOWN_BANDWIDTH
    return qualities.peak(video.stream, video.limit)
