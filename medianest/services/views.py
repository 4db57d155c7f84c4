"""What a browser or a program may see of the library: frozen values with exactly the public fields.

Their JSON (``orjson.dumps``) is the wire format of ``/api/v1`` and of the grids that pages fetch.
Times are UTC, durations and positions are seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Picture:
    """``url`` takes a further ``&width=``; ``color`` fills the place until the picture is there."""

    url: str
    width: int
    height: int
    color: str


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the viewer is in a work."""

    position: float = 0
    duration: float = 0
    watched: bool = False
    play_count: int = 0
    last_watched_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MediaCard:
    """One tile: enough for a grid, a row, a search hit and a queue."""

    id: UUID
    type: str  # movie, show, season, episode, artist, album, track, video
    title: str
    subtitle: str  # year, "S2 E5 · The Show", the artist: what stands under the title
    year: int | None
    duration: float | None
    poster: Picture | None  # poster, cover, or a frame of the video
    backdrop: Picture | None
    available: bool
    library_id: UUID | None
    parent_id: UUID | None
    parent_title: str | None
    grandparent_id: UUID | None
    grandparent_title: str | None
    index_number: int | None
    index_end: int | None
    part_number: int | None
    child_count: int
    unwatched_count: int | None  # episodes of a show or season that are there and not seen; None for all else
    height: int | None  # lines of the picture around which black bars make it 16:9
    resolution: str | None  # 4k, 1080p, 720p, sd
    added_at: datetime
    progress: Progress
    favourite: bool  # the viewer's own heart


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of a list. ``next_cursor`` is opaque; None at the end. ``total`` only when it was asked for."""

    items: tuple[MediaCard, ...]
    next_cursor: str | None
    total: int | None = None


@dataclass(frozen=True, slots=True)
class CreditView:
    person_id: UUID
    name: str
    role: str  # actor, director, writer, composer, guest
    character: str
    picture: Picture | None


@dataclass(frozen=True, slots=True)
class StreamView:
    index: int
    kind: str
    codec: str
    language: str | None
    title: str | None
    default: bool
    forced: bool
    hearing_impaired: bool
    width: int | None
    height: int | None
    frame_rate: float | None
    hdr: str | None
    channels: int | None
    sample_rate: int | None
    bitrate: int | None


@dataclass(frozen=True, slots=True)
class SourceView:
    """Where a work can be had. ``path`` only for administrators."""

    id: UUID
    provider: str
    file_name: str
    path: str | None
    container: str
    size: int
    duration: float
    bitrate: int | None
    edition: str | None
    state: str  # available, missing, broken
    streams: tuple[StreamView, ...]


@dataclass(frozen=True, slots=True)
class ChapterView:
    start: float
    end: float
    title: str


@dataclass(frozen=True, slots=True)
class MediaDetail:
    """A work's own page."""

    card: MediaCard
    original_title: str | None
    overview: str | None
    tagline: str | None
    content_rating: str | None
    rating: float | None
    released_on: date | None
    genres: tuple[str, ...]
    tags: tuple[str, ...]
    studios: tuple[str, ...]
    external_ids: dict[str, str]
    credits: tuple[CreditView, ...]
    sources: tuple[SourceView, ...]
    chapters: tuple[ChapterView, ...]
    lyrics: str | None
    children: tuple[MediaCard, ...]  # seasons of a show, episodes of a season, albums of an artist, tracks of an album
    next_up: MediaCard | None  # what "Play" plays on a show, season, artist or album


@dataclass(frozen=True, slots=True)
class LibraryCard:
    id: UUID
    name: str
    type: str  # movies, shows, music, videos
    state: str  # online, offline
    state_reason: str | None
    item_count: int


@dataclass(frozen=True, slots=True)
class Facets:
    """What a library's filters may offer."""

    genres: tuple[str, ...]
    years: tuple[int, ...]
    resolutions: tuple[str, ...]  # 4k, 1080p, 720p, sd
    content_ratings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """A jump in a list by title: ``start`` is the place of the first work under ``letter`` ("#" for the rest)."""

    letter: str
    count: int
    start: int


@dataclass(frozen=True, slots=True)
class Row:
    """A shelf of the home page. ``kind``: continue, next_up, favourites, recent, library."""

    kind: str
    title: str
    library_id: UUID | None
    items: tuple[MediaCard, ...]


@dataclass(frozen=True, slots=True)
class SearchResults:
    """Hits by type, best first within each and among them; ``people`` and ``genres`` have pages of their own."""

    query: str
    groups: tuple[SearchGroup, ...]
    people: tuple[PersonCard, ...]
    genres: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchGroup:
    type: str
    items: tuple[MediaCard, ...]


@dataclass(frozen=True, slots=True)
class PersonCard:
    id: UUID
    name: str
    picture: Picture | None
    credit_count: int


@dataclass(frozen=True, slots=True)
class PersonDetail:
    """Somebody's own page: ``roles`` by how often, works newest first."""

    id: UUID
    name: str
    picture: Picture | None
    roles: tuple[str, ...]
    items: tuple[MediaCard, ...]


@dataclass(frozen=True, slots=True)
class PlaylistCard:
    id: UUID
    name: str
    description: str
    visibility: str  # private, public
    owner_name: str
    mine: bool
    item_count: int
    duration: float
    pictures: tuple[Picture, ...]  # up to four, for the mosaic
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class PlaylistEntry:
    """One place in a list; ``media`` is None when the work is gone, and ``title`` is what it was called."""

    id: UUID
    position: int
    title: str
    media: MediaCard | None


@dataclass(frozen=True, slots=True)
class PlaylistDetail:
    """A list with a stretch of its entries; ``next_cursor`` is None at the end."""

    card: PlaylistCard
    entries: tuple[PlaylistEntry, ...]
    next_cursor: str | None = None


@dataclass(frozen=True, slots=True)
class PlaylistPage:
    items: tuple[PlaylistCard, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class PlaylistAddition:
    """What adding did: ``duplicates`` were in the list before, or twice in the request."""

    added: int
    duplicates: int
    card: PlaylistCard


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One play."""

    id: UUID
    media: MediaCard | None
    title: str
    started_at: datetime
    reported_at: datetime
    position: float
    duration: float
    completed: bool
    device_name: str
    method: str


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Plays, the latest first."""

    items: tuple[HistoryEntry, ...]
    next_cursor: str | None
