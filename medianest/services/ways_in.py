"""How somebody can come in: a password, passkeys, identities elsewhere. The last way is never taken away."""

from __future__ import annotations

from collections.abc import Callable, Collection
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


class Ways:
    """``usable``: the issuers that can be signed in with now. An identity at another one lets nobody in."""

    def __init__(self, usable: Callable[[UnitOfWork], Collection[str]]) -> None:
        self._usable = usable

    def of(self, work: UnitOfWork, user_id: UUID) -> WaysIn:
        """Counted with the person's row locked, so that two taken away at once are not both the last but one."""
        user = work.accounts.locked(user_id)
        usable = self._usable(work)
        return WaysIn(
            password=user is not None and user.password_hash is not None,
            passkeys=work.passkeys.count(user_id),
            identities=sum(one.issuer in usable for one in work.identities.of_user(user_id)),
        )

    def require_others(self, work: UnitOfWork, user_id: UUID, *, passkeys: int = 0, identities: int = 0) -> None:
        """Called before so many of them are taken away, in the transaction that takes them.

        Raises:
            Conflict: none would be left.
        """
        if self.of(work, user_id).count <= passkeys + identities:
            raise Conflict("This is the last way in. Set a password or add another way first.")
