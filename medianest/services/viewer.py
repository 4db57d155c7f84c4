"""Who is asking, and what they may touch. Every service method takes one first."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, replace
from typing import Literal, Self
from uuid import UUID

from medianest.errors import Forbidden, NotSignedIn

Role = Literal["nobody", "child", "user", "admin", "system"]


def plain_address(text: str | None) -> str | None:
    """An IP address as the database writes it, without an interface's name; None for anything else."""
    try:
        return str(ipaddress.ip_address((text or "").partition("%")[0]))
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person at a door (or the server itself). ``library_ids`` is None when every library may be seen.

    ``max_rating`` is the highest maturity in years that is shown, and ``stream_limit`` how many devices may play at
    once; None is no limit. ``shows_unrated`` matters only beneath a ``max_rating``.
    """

    user_id: UUID | None
    role: Role
    name: str = ""
    session_id: UUID | None = None
    library_ids: frozenset[UUID] | None = None
    max_rating: int | None = None
    shows_unrated: bool = False
    may_download: bool = True
    may_transcode: bool = True
    stream_limit: int | None = None
    device_name: str = ""
    address: str | None = None
    key_id: UUID | None = None
    """The API key that asks, instead of a session."""
    scope: str | None = None
    """How far that key reaches; None: as far as the person."""

    @classmethod
    def nobody(cls, address: str | None = None) -> Self:
        return cls(user_id=None, role="nobody", library_ids=frozenset(), address=address)

    @classmethod
    def system(cls) -> Self:
        """The command line and the job workers: whoever can run them holds the machine."""
        return cls(user_id=None, role="system", name="system")

    @property
    def is_admin(self) -> bool:
        return self.role in ("admin", "system")

    @property
    def credential_id(self) -> UUID | None:
        """The session or the key that this comes by: what is streamed to it stops when that ends."""
        return self.session_id or self.key_id

    def at(self, address: str | None) -> Viewer:
        return replace(self, address=address)

    def person(self) -> UUID:
        """The id of the person who asks.

        Raises:
            NotSignedIn: nobody, or not a person.
        """
        if self.user_id is None:
            raise NotSignedIn("Sign in to go on.")
        return self.user_id

    def require_signed_in(self) -> None:
        if self.role == "nobody":
            raise NotSignedIn("Sign in to go on.")

    def require_admin(self) -> None:
        """Raises NotSignedIn for nobody and Forbidden for everyone else who is not an administrator."""
        self.require_signed_in()
        if not self.is_admin:
            raise Forbidden("Only an administrator may do this.")

    def may_see(self, library_id: UUID | None, maturity: int | None) -> bool:
        """A work of this library with this maturity (``services/ratings.py``; None: not rated)."""
        if self.library_ids is not None and library_id not in self.library_ids:
            return False
        if self.max_rating is None:
            return True
        return self.shows_unrated if maturity is None else maturity <= self.max_rating
