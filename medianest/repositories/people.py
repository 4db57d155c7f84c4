"""People and what they did on works, as a scan stores them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import Session

from medianest.repositories.copying import copy_rows


class PeopleRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def ids(self, names: Mapping[str, str]) -> dict[str, UUID]:
        """Ids of people by their folded name; who is not known yet is added. ``names``: folded -> as written."""
        if not names:
            return {}
        connection = self._session.connection()
        # In one order, so that two scans that add the same people wait for each other and do not deadlock.
        folded = sorted(names)
        connection.exec_driver_sql(
            "insert into people (id, name, identity) select * from unnest(%(ids)s::uuid[], %(names)s::text[],"
            " %(folded)s::text[]) on conflict (identity) do nothing",
            {"ids": [uuid4() for _ in folded], "names": [names[one] for one in folded], "folded": folded},
        )
        rows = connection.exec_driver_sql(
            "select identity, id from people where identity = any(%(folded)s)", {"folded": folded}
        )
        return {row[0]: row[1] for row in rows}

    def set_credits(self, items: Iterable[UUID], rows: Sequence[tuple[UUID, UUID, str, str, int]]) -> None:
        """Replace the credits of ``items`` with ``rows``: work, person, role, character, position."""
        given: list[Any] = list(items)
        if given:
            self._session.connection().exec_driver_sql(
                "delete from credits where item_id = any(%(items)s::uuid[])", {"items": given}
            )
        copy_rows(
            self._session,
            "credits",
            ("item_id", "person_id", "role", '"character"', "position"),
            list(dict.fromkeys(rows)),
        )
