"""What a provider says and how: plain values and small protocols, without SQL, HTTP or any one provider in them.

A provider is anything that media can be had from: the local disks, a Plex server, YouTube. It *describes*; the rooms
``streaming`` and ``services`` decide and serve. Foreign ids are always called ``remote_id``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

StreamKind = Literal["video", "audio", "subtitle", "cover", "attachment", "data"]


@dataclass(frozen=True, slots=True)
class StreamFacts:
    """One stream of a container, as probed. ``codec`` is libav's canonical name (``h264``, ``aac``, ``subrip``)."""

    index: int
    kind: StreamKind
    codec: str
    codec_string: str | None = None  # RFC 6381, for canPlayType and HLS: avc1.64001f, mp4a.40.2
    profile: str | None = None
    level: int | None = None
    language: str | None = None  # ISO 639-2/B or BCP 47 as found, None when undetermined
    title: str | None = None
    default: bool = False
    forced: bool = False
    hearing_impaired: bool = False
    bitrate: int | None = None  # bits per second
    duration: float | None = None  # seconds
    width: int | None = None
    height: int | None = None
    frame_rate: float | None = None
    pixel_format: str | None = None
    bit_depth: int | None = None
    hdr: str | None = None  # hdr10, hlg, dolby-vision
    rotation: int = 0
    sample_aspect: float = 1.0
    interlaced: bool = False
    channels: int | None = None
    channel_layout: str | None = None
    sample_rate: int | None = None


@dataclass(frozen=True, slots=True)
class Chapter:
    start: float  # seconds
    end: float
    title: str


@dataclass(frozen=True, slots=True)
class MediaFacts:
    """What a file holds. ``container`` is the demuxer that was forced (``mov``, ``matroska``)."""

    container: str
    duration: float  # seconds; 0 when unknown
    size: int  # bytes
    bitrate: int | None
    start_time: float  # seconds of the first timestamp; may not be zero
    streams: tuple[StreamFacts, ...]
    chapters: tuple[Chapter, ...] = ()
    tags: dict[str, str] = field(default_factory=dict)  # container tags, keys in lower case
    fingerprint: str = ""  # size + oshash, hexadecimal


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A file of a library. Opened beneath ``root`` without following a link out of it, by whoever serves it."""

    root: Path
    relative_path: str
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class RemoteHttp:
    """Bytes that another server holds; headers carry its credentials and never reach a browser."""

    url: str
    headers: dict[str, str]
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Embed:
    """Something that only its owner's player may show."""

    url: str


StreamSource = LocalFile | RemoteHttp | Embed


@dataclass(frozen=True, slots=True)
class RemoteItem:
    """One thing a catalogue offers."""

    remote_id: str
    title: str
    type: str
    facts: MediaFacts | None = None


class Catalogue(Protocol):
    """Lists what there is."""

    def items(self) -> Iterator[RemoteItem]: ...


class StreamOpener(Protocol):
    """Says where the bytes of one thing are. Returns None when the provider answered and has nothing."""

    def open(self, remote_id: str) -> StreamSource | None: ...
