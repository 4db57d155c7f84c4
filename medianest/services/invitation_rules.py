"""What an invitation may say, how one stands, and what is told of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from medianest.errors import Invalid, Sentence
from medianest.models import Invitation
from medianest.repositories.unit_of_work import UnitOfWork
from medianest.services.accounts import ROLES
from medianest.services.invitation_views import InvitationView

LONGEST_DAYS = 90
MOST_USES = 100
LONGEST_NAME = 80


def check(name: str, role: str, days: int, max_uses: int) -> None:
    faults: dict[str, Sentence] = {}
    if len(name) > LONGEST_NAME:
        faults["name"] = Sentence("Use a name of at most {most} characters.", {"most": LONGEST_NAME})
    if role not in ROLES:
        faults["role"] = Sentence("Choose one of {choices}.", {"choices": ", ".join(ROLES)})
    if not 1 <= days <= LONGEST_DAYS:
        faults["days"] = Sentence("Choose from 1 to {most} days.", {"most": LONGEST_DAYS})
    if role == "admin" and max_uses != 1:
        faults["max_uses"] = Sentence("An invitation to administer is for one person.")
    elif not 1 <= max_uses <= MOST_USES:
        faults["max_uses"] = Sentence("Choose from 1 to {most} people.", {"most": MOST_USES})
    if faults:
        raise Invalid("This invitation cannot be made.", faults)


def known_libraries(work: UnitOfWork, library_ids: Iterable[UUID] | None) -> list[UUID] | None:
    """
    Raises:
        Invalid: one of them is not there; the field is ``library_ids``.
    """
    if library_ids is None:
        return None
    wanted = sorted(set(library_ids))
    if any(work.libraries.get(one) is None for one in wanted):
        raise Invalid("There is no such library.", {"library_ids": "Choose among those that are there."})
    return wanted


def still_there(work: UnitOfWork, library_ids: Iterable[UUID] | None) -> list[UUID] | None:
    """Libraries may go between the invitation and the visit: that opens no others."""
    return None if library_ids is None else [one for one in library_ids if work.libraries.get(one) is not None]


def told(row: Invitation) -> dict[str, Any]:
    """For the audit log."""
    libraries = None if row.library_ids is None else [str(one) for one in row.library_ids]
    return {
        "name": row.name,
        "role": row.role,
        "library_ids": libraries,
        "max_uses": row.max_uses,
        "uses": row.uses,
        "expires_at": row.expires_at.isoformat(),
    }


def state(row: Invitation, moment: datetime) -> str:
    if row.uses >= row.max_uses:
        return "used"
    return "expired" if row.expires_at <= moment else "open"


def view(row: Invitation, moment: datetime) -> InvitationView:
    return InvitationView(
        id=row.id,
        name=row.name,
        role=row.role,
        library_ids=None if row.library_ids is None else tuple(row.library_ids),
        max_uses=row.max_uses,
        uses=row.uses,
        created_at=row.created_at,
        expires_at=row.expires_at,
        state=state(row, moment),
    )
