"""What a browser may see of people, their sessions and their preferences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class UserView:
    """A person, as administrators see them."""

    id: UUID
    email: str
    display_name: str
    role: str  # admin, user, child
    disabled: bool
    created_at: datetime
    last_login_at: datetime | None


@dataclass(frozen=True, slots=True)
class UserList:
    items: tuple[UserView, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class SessionView:
    """A device on which a person is signed in."""

    id: UUID
    kind: str  # browser, program
    device_name: str
    address: str | None
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime
    current: bool  # the one that asks
    playing: str = ""  # the title of what it plays now
    playing_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class SettingsView:
    """A person's own choices. Languages are BCP 47 tags; an empty preferred language means the file's own choice."""

    email: str
    display_name: str
    theme: str  # dark, light, system
    language: str
    autoplay_next: bool
    audio_language: str
    subtitle_language: str
    has_password: bool
    quality: str = "auto"  # auto, original, or lines: what playing begins with
    still_watching: bool = True  # whether to ask before one title after another begins by itself
    intros: str = "ask"  # none, ask, skip
    credits: str = "ask"  # none, ask, skip
    subtitle_size: str = "medium"  # small, medium, large, huge
    subtitle_color: str = "white"  # white, yellow, grey
    subtitle_background: str = "shade"  # none, shade, solid
    subtitle_place: str = "low"  # low, high, top


@dataclass(frozen=True, slots=True)
class TokenPair:
    """What a program gets; ``expires_in`` is the access token's life in seconds."""

    access_token: str
    refresh_token: str
    expires_in: int
    token_type: str = "Bearer"  # noqa: S105


@dataclass(frozen=True, slots=True)
class ApiKeyView:
    """A key of one's own; ``hint`` is how it ends. ``expired`` ones open nothing and are shown until removed."""

    id: UUID
    name: str
    scope: str  # read, play, manage, admin
    hint: str
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    last_address: str | None
    expired: bool


@dataclass(frozen=True, slots=True)
class NewApiKey:
    """The only time that ``token`` is shown."""

    token: str
    key: ApiKeyView


@dataclass(frozen=True, slots=True)
class AuditView:
    """One line of the audit log. ``actor`` is who it was at that time: name, role, device."""

    id: int
    at: datetime
    actor_id: UUID | None
    actor: dict[str, Any]
    action: str
    target_type: str
    target_id: str
    address: str | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class AuditList:
    items: tuple[AuditView, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class AuditRetentionView:
    """How many days the audit log is kept; None: for ever."""

    days: int | None


@dataclass(frozen=True, slots=True)
class FolderView:
    """A folder of the server that an administrator may make a library of."""

    path: str
    name: str


@dataclass(frozen=True, slots=True)
class FolderList:
    """``path`` is None at the top, where ``folders`` are the allowed roots; ``parent`` is None where there is no up."""

    path: str | None
    parent: str | None
    folders: tuple[FolderView, ...]
    truncated: bool = False
