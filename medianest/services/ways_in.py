"""How somebody can come in: a password, passkeys, identities elsewhere. The last way is never taken away."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from medianest.errors import Conflict
from medianest.repositories.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class WaysIn:
    """Each of these alone lets the person in (with a code of their authenticator app, where one is set up)."""

    password: bool
    passkeys: int
    identities: int

    @property
    def count(self) -> int:
        return int(self.password) + self.passkeys + self.identities


def ways_in(work: UnitOfWork, user_id: UUID) -> WaysIn:
    """Counted with the person's row locked, so that two that are taken away at once are not both the last but one."""
    user = work.accounts.locked(user_id)
    return WaysIn(
        password=user is not None and user.password_hash is not None,
        passkeys=work.passkeys.count(user_id),
        identities=work.accounts.identities(user_id),
    )


def require_another_way_in(work: UnitOfWork, user_id: UUID) -> None:
    """Called before one of them is taken away, in the transaction that takes it.

    Raises:
        Conflict: it is the last.
    """
    if ways_in(work, user_id).count <= 1:
        raise Conflict("This is the last way in. Set a password or add another way first.")
