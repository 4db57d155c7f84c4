"""People: their rows, profiles and preferences."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete, func, text, tuple_
from sqlmodel import Session, col, select

from medianest.models import LibraryAccess, User, UserProfile, UserSettings

# Advisory locks of ours begin with this number, so that they meet nobody else's in a shared database.
_SPACE = 0x4D4E
_ADMINISTRATORS = 1


class AccountRepository:
    """E-mail addresses are found without regard to case, as the unique index keeps them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, user_id: UUID) -> User | None:
        return self._session.get(User, user_id)

    def locked(self, user_id: UUID) -> User | None:
        """The person, whom nobody else changes until the transaction ends."""
        query = select(User).where(User.id == user_id).with_for_update()
        return self._session.exec(query.execution_options(populate_existing=True)).first()

    def by_email(self, email: str) -> User | None:
        return self._session.exec(select(User).where(func.lower(User.email) == email.lower())).first()

    def any(self) -> bool:
        return self._session.exec(select(User.id).limit(1)).first() is not None

    def profile(self, user_id: UUID) -> UserProfile | None:
        return self._session.get(UserProfile, user_id)

    def settings(self, user_id: UUID, *, lock: bool = False) -> UserSettings | None:
        """``lock`` keeps others from changing them until the transaction ends."""
        return self._session.get(UserSettings, user_id, with_for_update=lock or None)

    def add(self, user: User, display_name: str) -> None:
        """A person with a profile and empty preferences. A second with the same address breaks the unique index."""
        self._session.add(user)
        self._session.flush()
        self._session.add(UserProfile(user_id=user.id, display_name=display_name))
        self._session.add(UserSettings(user_id=user.id))
        self._session.flush()

    def page(self, limit: int, after: tuple[str, str] | None = None) -> list[tuple[User, UserProfile]]:
        """People by e-mail address; ``after`` is the (lower-case address, id) of the last one seen."""
        query = (
            select(User, UserProfile)
            .join(UserProfile, UserProfile.user_id == User.id)
            .order_by(func.lower(User.email), User.id)
            .limit(limit)
        )
        if after:
            query = query.where(tuple_(func.lower(User.email), User.id) > (after[0], UUID(after[1])))
        return list(self._session.exec(query))

    def lock_administrators(self) -> None:
        """One change at a time to who is an administrator, and one first administrator, until the transaction ends."""
        self._session.connection().execute(
            text("select pg_advisory_xact_lock(:space, :what)"), {"space": _SPACE, "what": _ADMINISTRATORS}
        )

    def active_administrators(self) -> int:
        query = select(func.count()).select_from(User).where(User.role == "admin", col(User.disabled_at).is_(None))
        return self._session.exec(query).one()

    def give_libraries(self, user_id: UUID, library_ids: frozenset[UUID]) -> None:
        """These and no others."""
        self._session.connection().execute(delete(LibraryAccess).where(col(LibraryAccess.user_id) == user_id))
        self._session.add_all(LibraryAccess(user_id=user_id, library_id=one) for one in library_ids)
        self._session.flush()

    def libraries_of(self, user_id: UUID) -> frozenset[UUID]:
        """The libraries that were given to a person who may not see all of them."""
        return frozenset(self._session.exec(select(LibraryAccess.library_id).where(LibraryAccess.user_id == user_id)))
