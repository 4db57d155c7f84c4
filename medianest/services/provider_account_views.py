"""What administrators see of other servers and services. Credentials are never among it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class FieldView:
    """One question of the form that connects an account; ``label`` and ``help`` are keys of the catalogue."""

    name: str
    label: str
    help: str
    secret: bool
    required: bool


@dataclass(frozen=True, slots=True)
class ProviderKindView:
    """A kind of server or service that can be connected."""

    name: str
    title: str
    fields: tuple[FieldView, ...]
    sought: FieldView | None  # what is typed to find something that libraries can be made of, where nothing lists it


@dataclass(frozen=True, slots=True)
class ProviderAccountView:
    """A connected server or service. ``settings`` are the answers that are no secrets."""

    id: UUID
    provider: str
    title: str  # the provider's, as people know it
    name: str  # what the server calls itself
    state: str  # connected, sign_in_again, unreachable
    state_reason: str | None
    library_count: int
    checked_at: datetime | None
    created_at: datetime
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CollectionView:
    """What a library can be made of; ``library_id`` when there is one already."""

    remote_id: str
    title: str
    type: str  # movies, shows, music, videos
    count: int | None
    library_id: UUID | None
