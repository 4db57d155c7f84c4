"""Facts and choices about this installation, by name."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session

from medianest.models import ServerSetting
from medianest.models.columns import now


class ServerSettingRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, key: str) -> Any:
        """The value, or None."""
        row = self._session.get(ServerSetting, key, populate_existing=True)
        return row.value if row else None

    def put(self, key: str, value: Any) -> None:
        query = insert(ServerSetting).values(key=key, value=value, updated_at=now())
        self._session.connection().execute(
            query.on_conflict_do_update(index_elements=["key"], set_={"value": value, "updated_at": now()})
        )

    def put_once(self, key: str, value: Any) -> Any:
        """Keep ``value`` if there is none yet; what is kept in the end."""
        query = insert(ServerSetting).values(key=key, value=value).on_conflict_do_nothing(index_elements=["key"])
        self._session.connection().execute(query)
        return self.get(key)

    def remove(self, key: str) -> None:
        self._session.connection().execute(delete(ServerSetting).where(ServerSetting.key == key))
