"""Libraries and the files in them that cannot be used."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, select

from medianest.models import Library


class LibraryRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self) -> list[Library]:
        """In the order in which they are shown."""
        return list(self._session.exec(select(Library).order_by(Library.position, func.lower(Library.name))))  # type: ignore[arg-type]

    def get(self, library_id: UUID) -> Library | None:
        return self._session.get(Library, library_id)

    def named(self, name: str) -> Library | None:
        return self._session.exec(select(Library).where(func.lower(Library.name) == name.lower())).first()

    def add(self, library: Library) -> None:
        self._session.add(library)
        self._session.flush()
