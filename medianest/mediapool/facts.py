"""The operation ``probe``: what a file holds, as ``providers.base.MediaFacts``.

Every attribute that libav may not know is guarded: a codec without a decoder has no codec context at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from av.container import InputContainer
from av.stream import Stream

from medianest.errors import MediaRefused
from medianest.mediapool.codec_strings import audio_codec_string, video_codec_string
from medianest.mediapool.containers import MAX_PIXELS, OpenedFile
from medianest.mediapool.fingerprint import fingerprint
from medianest.mediapool.operations import Reply
from medianest.mediapool.packets import base_time
from medianest.mediapool.rotation import rotations
from medianest.mediapool.track_end import track_end
from medianest.providers.base import Chapter, MediaFacts, StreamFacts

MAX_CHAPTERS = 2000
MAX_TEXT = 4096
_MICROSECONDS = 1_000_000
_DEFAULT, _FORCED, _HEARING_IMPAIRED, _ATTACHED_PICTURE, _STILL = 0x1, 0x40, 0x80, 0x400, 0x100000
_BT2020, _PQ, _HLG = 9, 16, 18
_PROGRESSIVE = 1


def probe(opened: OpenedFile, _arguments: dict[str, Any]) -> Reply:
    """Read the container and its streams.

    Raises:
        MediaRefused: broken, empty, unknown, or beyond a limit.
    """
    container = opened.container()
    turned = rotations(opened.reader()) if opened.demuxer == "mov" else {}
    streams = tuple(_streams(container, turned))
    if not any(stream.kind in ("video", "audio") for stream in streams):
        raise MediaRefused("The file holds neither picture nor sound", "nothing_to_play")
    duration = _duration(opened, streams)
    facts = MediaFacts(
        container=opened.demuxer,
        duration=duration,
        size=opened.size,
        bitrate=container.bit_rate or (int(opened.size * 8 / duration) if duration else None),
        start_time=max(0.0, (container.start_time or 0) / _MICROSECONDS),
        streams=streams,
        chapters=tuple(_chapters(container)),
        tags=_tags(container.metadata),
        fingerprint=fingerprint(opened.fd, opened.size),
    )
    return Reply(asdict(facts))


def _streams(container: InputContainer, turned: dict[int, int]) -> Iterator[StreamFacts]:
    for stream in container.streams:
        yield _video(stream, turned.get(stream.id, 0)) if stream.type == "video" else _other(stream)


def _common(stream: Stream) -> dict[str, Any]:
    context = getattr(stream, "codec_context", None)
    disposition = int(getattr(stream, "disposition", 0) or 0)
    metadata = stream.metadata
    seconds = (
        float(stream.duration * stream.time_base)
        if stream.duration and stream.time_base
        else _clock(metadata.get("DURATION"))
    )
    return {
        "index": stream.index,
        "codec": context.codec.canonical_name if context is not None else "unknown",
        "profile": getattr(context, "profile", None),
        "language": _language(metadata.get("language")),
        "title": _text(metadata.get("title") or _handler(metadata.get("handler_name"))),
        "default": bool(disposition & _DEFAULT),
        "forced": bool(disposition & _FORCED),
        "hearing_impaired": bool(disposition & _HEARING_IMPAIRED),
        "bitrate": getattr(context, "bit_rate", None) or None,
        "duration": seconds if seconds and seconds > 0 else None,
    }


def _other(stream: Stream) -> StreamFacts:
    common = _common(stream)
    context: Any = getattr(stream, "codec_context", None)
    if stream.type == "audio":
        layout = getattr(context, "layout", None)
        return StreamFacts(
            kind="audio",
            codec_string=audio_codec_string(common["codec"], common["profile"]),
            channels=getattr(layout, "nb_channels", None),
            channel_layout=getattr(layout, "name", None),
            sample_rate=getattr(context, "sample_rate", None) or None,
            **common,
        )
    kind = stream.type if stream.type in ("subtitle", "attachment") else "data"
    return StreamFacts(kind=kind, **common)  # type: ignore[arg-type]


def _video(stream: Any, rotation: int) -> StreamFacts:
    common = _common(stream)
    context: Any = getattr(stream, "codec_context", None)
    disposition = int(getattr(stream, "disposition", 0) or 0)
    width, height = getattr(context, "width", 0) or 0, getattr(context, "height", 0) or 0
    if width * height > MAX_PIXELS:
        raise MediaRefused("The picture is larger than is allowed", "too_many_pixels")
    level = getattr(context, "level", None)
    pixel_format = getattr(context, "pix_fmt", None)
    depth = _bit_depth(context)
    aspect = getattr(stream, "sample_aspect_ratio", None)
    rate = stream.average_rate or stream.guessed_rate
    cover = bool(disposition & (_ATTACHED_PICTURE | _STILL))
    return StreamFacts(
        kind="cover" if cover else "video",
        codec_string=video_codec_string(
            common["codec"], common["profile"], level, depth, getattr(context, "extradata", None)
        ),
        level=level if level is not None and level >= 0 else None,
        width=width or None,
        height=height or None,
        frame_rate=round(float(rate), 3) if rate and not cover else None,
        pixel_format=pixel_format,
        bit_depth=depth,
        hdr=_hdr(context),
        rotation=0 if cover else rotation,
        sample_aspect=round(float(aspect), 6) if aspect else 1.0,
        interlaced=(getattr(context, "field_order", 0) or 0) > _PROGRESSIVE,
        **common,
    )


def _bit_depth(context: Any) -> int | None:
    try:
        return max(component.bits for component in context.format.components)
    except (AttributeError, ValueError, TypeError):
        return None


def _hdr(context: Any) -> str | None:
    if (getattr(context, "codec_tag", "") or "").rstrip("\0") in ("dvh1", "dvhe", "dvav", "dva1", "dav1"):
        return "dolby-vision"
    transfer = getattr(context, "color_trc", None)
    if transfer == _PQ:
        return "hdr10"
    return "hlg" if transfer == _HLG else None


def _duration(opened: OpenedFile, streams: tuple[StreamFacts, ...]) -> float:
    container = opened.container()
    if opened.demuxer == "matroska" and (container.start_time or 0) > _MICROSECONDS:
        # Some count from zero and some from the first moment: only a look tells.
        played = [stream for stream in container.streams if stream.type in ("video", "audio") and stream.codec_context]
        return float(
            max((track_end(opened, stream) for stream in played), default=base_time(opened)) - base_time(opened)
        )
    if container.duration and container.duration > 0:
        return container.duration / _MICROSECONDS
    return max((stream.duration for stream in streams if stream.duration), default=0.0)


def _chapters(container: InputContainer) -> Iterator[Chapter]:
    for number, chapter in enumerate(container.chapters()[:MAX_CHAPTERS], start=1):
        base = chapter["time_base"]
        if base is None:
            continue
        title = _text(chapter["metadata"].get("title")) or f"Chapter {number}"
        yield Chapter(max(0.0, float(chapter["start"] * base)), max(0.0, float(chapter["end"] * base)), title)


def _tags(metadata: dict[str, str]) -> dict[str, str]:
    return {key.lower()[:128]: text for key, value in list(metadata.items())[:200] if (text := _text(value))}


def _clock(text: str | None) -> float | None:
    """Matroska's statistics tag, ``00:00:15.084000000``, in seconds."""
    try:
        hours, minutes, seconds = (text or "").split(":")
        return int(hours) * 3600 + int(minutes) * 60 + float(seconds)
    except ValueError:
        return None


def _language(found: str | None) -> str | None:
    return found[:35] if found and found not in ("und", "unk", "zxx", "mis") else None


def _handler(name: str | None) -> str | None:
    """QuickTime's handler name is a title only when a person wrote it."""
    return None if not name or "handler" in name.lower() or name.startswith(("Core Media", "\x0c")) else name


def _text(value: str | None) -> str | None:
    cleaned = "".join(c for c in (value or "")[:MAX_TEXT] if c == "\n" or c.isprintable()).strip()
    return cleaned or None
