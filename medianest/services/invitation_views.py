"""What a browser may see of the ways in: invitations, and whether anybody may register."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class InvitationView:
    """A link that lets people in. ``library_ids`` None: every library, those that come later too."""

    id: UUID
    name: str
    role: str  # admin, user, child
    library_ids: tuple[UUID, ...] | None
    max_uses: int
    uses: int
    created_at: datetime
    expires_at: datetime
    state: str  # open, used, expired


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """The only time that ``token`` and ``url`` are shown."""

    token: str
    url: str
    invitation: InvitationView


@dataclass(frozen=True, slots=True)
class RegistrationView:
    """Whether anybody may make an account, as a user, and which libraries they then see; None: every library."""

    open: bool
    library_ids: tuple[UUID, ...] | None


@dataclass(frozen=True, slots=True)
class WayIn:
    """What a visitor is told of a link before they fill anything in."""

    allowed: bool
    invited: bool
