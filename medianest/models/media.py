"""Works, which people watch, and sources, where they can be had: a file, a Plex part, a YouTube video."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Computed, Index, SmallInteger, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR
from sqlalchemy.types import Text
from sqlmodel import Field, SQLModel

from medianest.models.columns import jsonb, key, moment, reference, texts, touched

PLAYABLE_TYPES = ("movie", "episode", "track", "video")
CONTAINER_TYPES = ("show", "season", "artist", "album")
_PLAYABLE = "type in ('movie', 'episode', 'track', 'video')"
_TYPES = ", ".join(f"'{name}'" for name in PLAYABLE_TYPES + CONTAINER_TYPES)


class MediaItem(SQLModel, table=True):
    """A work, or what holds works (show, season, artist, album).

    ``identity`` is the natural key within the library by which a scan finds the same work again (rule 7 of the
    design): an external id, or title and year, or show, season and episode. ``search_text`` is folded (no accents,
    lower case); ``trigrams`` are its three-letter pieces, because the embedded PostgreSQL has no pg_trgm.
    """

    __tablename__ = "media_items"
    __table_args__ = (
        CheckConstraint(f"type in ({_TYPES})", name="type"),
        UniqueConstraint("library_id", "type", "identity"),
        Index("ix_media_items_browse", "library_id", "type", "sort_title", "id"),
        Index("ix_media_items_added", "library_id", "type", "added_at", "id"),
        # Everything that can be played, over all libraries: lists without a library, the search's own order.
        Index("ix_media_items_playable", "sort_title", "id", postgresql_where=text(_PLAYABLE)),
        Index("ix_media_items_playable_added", "added_at", "id", postgresql_where=text(_PLAYABLE)),
        Index("ix_media_items_missing", "library_id", "type", postgresql_where=text("not available")),
        Index("ix_media_items_year", "library_id", "type", "year", "id"),
        Index("ix_media_items_children", "parent_id", "index_number", "id"),
        Index("ix_media_items_grand_children", "grandparent_id", "type"),
        Index("ix_media_items_genres", "genres", postgresql_using="gin"),
        Index("ix_media_items_trigrams", "trigrams", postgresql_using="gin"),
        Index("ix_media_items_search_vector", "search_vector", postgresql_using="gin"),
        Index("ix_media_items_external_ids", "external_ids", postgresql_using="gin"),
    )

    id: UUID = key()
    library_id: UUID | None = reference("libraries.id", "SET NULL", required=False, index=False)
    type: str = Field(sa_type=Text)
    parent_id: UUID | None = reference("media_items.id", "CASCADE", required=False, index=False)
    grandparent_id: UUID | None = reference("media_items.id", "CASCADE", required=False, index=False)
    identity: str = Field(sa_type=Text)

    title: str = Field(sa_type=Text)
    sort_title: str = Field(sa_type=Text)
    original_title: str | None = Field(default=None, sa_type=Text)
    # What a card shows under the title, and what search adds: the show of an episode, the artist of a track.
    parent_title: str | None = Field(default=None, sa_type=Text)
    grandparent_title: str | None = Field(default=None, sa_type=Text)
    year: int | None = None
    released_on: date | None = None
    overview: str | None = Field(default=None, sa_type=Text)
    tagline: str | None = Field(default=None, sa_type=Text)
    content_rating: str | None = Field(default=None, sa_type=Text)
    # The age in years that the rating asks for, or that of what holds the work; None: not rated (services/ratings.py).
    maturity: int | None = Field(default=None, sa_type=SmallInteger)
    rating: float | None = None  # 0 to 10
    duration: float | None = None  # seconds
    # Season number, episode number or track number; an episode's file may reach to index_end. Discs are parts.
    index_number: int | None = None
    index_end: int | None = None
    part_number: int | None = None
    genres: list[str] = texts()
    tags: list[str] = texts()
    studios: list[str] = texts()
    external_ids: dict[str, Any] = jsonb()
    # kind -> {"key": content hash, "width", "height", "color": "#rrggbb"}; kinds: poster, backdrop, logo, thumb
    artwork: dict[str, Any] = jsonb()
    details: dict[str, Any] = jsonb("metadata")

    available: bool = Field(default=True, sa_column_kwargs={"server_default": text("true")})
    height: int | None = None  # lines of the best available source: the resolution filter
    child_count: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})

    search_text: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": ""})
    trigrams: list[str] = Field(
        default_factory=list,
        sa_column=Column(ARRAY(Text), nullable=False, server_default=text("'{}'::text[]")),
    )
    search_vector: Any = Field(
        default=None,
        sa_column=Column(TSVECTOR, Computed("to_tsvector('simple'::regconfig, search_text)", persisted=True)),
    )

    added_at: datetime = moment(required=True)
    created_at: datetime = moment(required=True)
    updated_at: datetime = touched()


class MediaSource(SQLModel, table=True):
    """Where a work can be had. For a local file ``remote_id`` is the path relative to the library's root."""

    __tablename__ = "media_sources"
    __table_args__ = (
        CheckConstraint("state in ('available', 'missing', 'broken')", name="state"),
        Index("uq_media_sources_place", "library_id", "provider", "remote_id", unique=True),
        Index("ix_media_sources_fingerprint", "fingerprint"),
        # Every scan asks whether what one library misses has come up in another.
        Index("ix_media_sources_missing", "library_id", postgresql_where=text("state = 'missing'")),
        Index("ix_media_sources_item", "item_id", "state"),
    )

    id: UUID = key()
    item_id: UUID = reference("media_items.id", "CASCADE", index=False)
    library_id: UUID | None = reference("libraries.id", "SET NULL", required=False, index=False)
    provider: str = Field(default="local", sa_type=Text, sa_column_kwargs={"server_default": "local"})
    provider_account_id: UUID | None = reference("provider_accounts.id", "SET NULL", required=False)
    remote_id: str = Field(sa_type=Text)
    file_name: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": ""})
    size: int = Field(default=0, sa_type=BigInteger)
    mtime_ns: int = Field(default=0, sa_type=BigInteger)
    fingerprint: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": ""})
    container: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": ""})
    duration: float = 0  # seconds
    bitrate: int | None = Field(default=None, sa_type=BigInteger)
    start_time: float = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    # Dicts of providers.base.StreamFacts and Chapter.
    streams: list[dict[str, Any]] = jsonb(empty="[]")
    chapters: list[dict[str, Any]] = jsonb(empty="[]")
    # Files beside it: [{"kind": "subtitle", "path", "language", "forced", "hearing_impaired", "title"}]
    sidecars: list[dict[str, Any]] = jsonb(empty="[]")
    edition: str | None = Field(default=None, sa_type=Text)
    details: dict[str, Any] = jsonb("metadata")
    state: str = Field(default="available", sa_type=Text, sa_column_kwargs={"server_default": "available"})
    missing_since: datetime | None = moment()
    created_at: datetime = moment(required=True)
    updated_at: datetime = touched()


class Person(SQLModel, table=True):
    """Somebody who is credited on a work."""

    __tablename__ = "people"
    __table_args__ = (
        UniqueConstraint("identity"),
        Index("ix_people_words", text("to_tsvector('simple'::regconfig, identity)"), postgresql_using="gin"),
    )

    id: UUID = key()
    name: str = Field(sa_type=Text)
    identity: str = Field(sa_type=Text)  # folded name
    artwork: dict[str, Any] = jsonb()


class Credit(SQLModel, table=True):
    """What a person did on a work: actor, director, writer, composer."""

    __tablename__ = "credits"
    __table_args__ = (
        UniqueConstraint("item_id", "person_id", "role", "character"),
        Index("ix_credits_person", "person_id"),
    )

    id: UUID = key()
    item_id: UUID = reference("media_items.id", "CASCADE", index=False)
    person_id: UUID = reference("people.id", "CASCADE", index=False)
    role: str = Field(sa_type=Text)
    character: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": ""})
    position: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
