"""Links that let people in, known by the SHA-256 of their token only."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import Session, col, select

from medianest.models import Invitation


class InvitationRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, row: Invitation) -> None:
        self._session.add(row)
        self._session.flush()

    def get(self, invitation_id: UUID) -> Invitation | None:
        return self._session.get(Invitation, invitation_id)

    def all(self) -> list[Invitation]:
        """The newest first."""
        return list(self._session.exec(select(Invitation).order_by(col(Invitation.created_at).desc(), Invitation.id)))

    def by_hash(self, token_hash: bytes) -> Invitation | None:
        return self._session.exec(select(Invitation).where(Invitation.token_hash == token_hash)).first()

    def lock_by_hash(self, token_hash: bytes) -> Invitation | None:
        """Held until the transaction ends: of two who come at once, the second sees that the first came in."""
        query = select(Invitation).where(Invitation.token_hash == token_hash).with_for_update()
        return self._session.exec(query).first()

    def remove(self, row: Invitation) -> None:
        self._session.delete(row)
        self._session.flush()
