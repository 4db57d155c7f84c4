"""What a provider says and how: plain values and small protocols, without SQL, HTTP or any one provider in them.

A provider is anything that media can be had from: the local disks, a Plex server, YouTube. It *describes*; the rooms
``streaming`` and ``services`` decide and serve. Foreign ids are always called ``remote_id``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, Protocol, runtime_checkable
from uuid import UUID

from medianest.providers.works import Work

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
    headers: dict[str, str] = field(repr=False)
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Embed:
    """Something that only its owner's player may show."""

    url: str


EMBEDDED = "embed"
"""The ``container`` of such a thing."""
StreamSource = LocalFile | RemoteHttp | Embed


@dataclass(frozen=True, slots=True)
class Account:
    """A connected server or service, with what it takes to ask it. ``credentials`` are secret."""

    id: UUID
    provider: str
    credentials: Mapping[str, str] = field(repr=False)
    settings: Mapping[str, Any] = field(default_factory=dict)
    """What the provider keeps for itself and may be shown to an administrator: addresses."""
    remote_id: str = ""
    """``Identity.remote_id`` as it was when the account was connected; empty before."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who is at the other end. The same ``remote_id`` at another address is the same server; another one at the same
    address is another server, whose ids mean nothing here."""

    remote_id: str
    title: str
    detail: str = ""  # for an administrator: a version


@dataclass(frozen=True, slots=True)
class RemoteCollection:
    """Something that can become a library: a section of a Plex server, a YouTube channel or playlist."""

    remote_id: str
    title: str
    type: Literal["movies", "shows", "music", "videos"]
    count: int | None = None


@dataclass(frozen=True, slots=True)
class RemotePart:
    """What of an item can be opened: one file of a Plex server, or the video itself. ``facts`` as far as is told."""

    remote_id: str
    file_name: str
    facts: MediaFacts
    edition: str | None = None


@dataclass(frozen=True, slots=True)
class RemotePlay:
    """What the provider's own people did with an item: for somebody who plays there too."""

    position: float  # seconds
    watched: bool
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RemoteItem:
    """One playable thing, with what holds it, outermost first (show, season; artist, album).

    ``version`` changes whenever anything else here does: an unchanged one is not looked at again. ``unavailable`` is
    empty, or a stable reason why it cannot be played: ``private``, ``deleted``, ``not_embeddable``,
    ``age_restricted``, ``region``, ``upcoming``, ``gone``.
    """

    remote_id: str
    version: str
    work: Work
    holders: tuple[Work, ...] = ()
    parts: tuple[RemotePart, ...] = ()
    added_at: datetime | None = None
    played: RemotePlay | None = None
    unavailable: str = ""


@dataclass(frozen=True, slots=True)
class RemotePage:
    """A page of a catalogue; without a ``cursor`` it is the last one."""

    items: Sequence[RemoteItem]
    cursor: str | None = None
    total: int | None = None


@dataclass(frozen=True, slots=True)
class RemotePicture:
    content: bytes
    media_type: str


PlayEvent = Literal["playing", "paused", "stopped", "watched", "unwatched"]


@runtime_checkable
class Connection(Protocol):
    """An account as it can be asked. What else it can is told by the capabilities below that it has as well.

    Every method may go over the network, within the provider's time limit. What does not exist is None or empty; what
    goes wrong is one of ``SignInAgain``, ``ProviderBusy`` (wait ``retry_after`` seconds) and ``ProviderBroken``, and
    nothing else; neither values nor errors hold a credential.
    """

    def check(self) -> Identity:
        """Ask for as little as possible, and say who the other side is."""
        ...


@runtime_checkable
class Catalogue(Protocol):
    """Lists what there is."""

    def collections(self) -> Sequence[RemoteCollection]: ...

    def page(self, collection: str, cursor: str | None) -> RemotePage | None:
        """One page in a steady order; None when there is no such collection any more. A cursor may be kept."""
        ...


@runtime_checkable
class Searching(Protocol):
    def search(self, query: str, limit: int) -> Sequence[RemoteItem]: ...


@runtime_checkable
class Details(Protocol):
    def item(self, remote_id: str) -> RemoteItem | None: ...


@runtime_checkable
class StreamOpener(Protocol):
    """Says where the bytes of a part are."""

    def open(self, remote_id: str) -> StreamSource | None: ...


@runtime_checkable
class PictureSource(Protocol):
    def picture(self, path: str) -> RemotePicture | None:
        """``path`` as the item's ``pictures`` name it."""
        ...


@runtime_checkable
class Reporting(Protocol):
    """Tells the other side what is played here. Said twice, it changes nothing more."""

    def report(self, remote_id: str, event: PlayEvent, position: float, duration: float) -> None: ...


class MediaProvider(Protocol):
    """A kind of service. A package offers one under the entry point group ``medianest.providers``."""

    name: str
    """As in ``provider_accounts`` and addresses: ``plex``."""
    title: str
    """As people know it: ``Plex``."""
    fields: Sequence[AccountField]
    """What a person is asked for to connect one by hand."""

    def connect(self, account: Account) -> Connection:
        """Never goes over the network."""
        ...


@runtime_checkable
class Finding(Protocol):
    """Offers more collections than can be listed."""

    def find(self, text: str) -> Sequence[RemoteCollection]:
        """What somebody means by ``text``: an address, a name, an id.

        Raises:
            Invalid: it cannot be meant for this provider; ``fields`` says of ``text`` what is wanted.
        """
        ...


@runtime_checkable
class Marking(Protocol):
    def mark(self, collection: str) -> str | None:
        """Cheap to ask, and another text when there is something new; None when it cannot be told this way."""
        ...


@dataclass(frozen=True, slots=True)
class AccountField:
    """One question of the form that connects an account; what is ``secret`` is kept encrypted and never shown again."""

    name: str
    label: str
    help: str = ""
    secret: bool = False
    required: bool = True
