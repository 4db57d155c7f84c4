"""The outbox: what happened, written where it happens, for those who asked to be told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID, uuid4

import orjson
from sqlmodel import Session

# One statement: the event and whom it is for stand together or not at all. Nobody to tell, nothing to keep.
_ADD = """
    with heard as (
        select id from webhooks where enabled and %(type)s = any(events)
    ), happened as (
        insert into events (id, type, data) select %(id)s, %(type)s, %(data)s::jsonb where exists (select from heard)
        returning id
    )
    insert into webhook_deliveries (webhook_id, event_id) select heard.id, happened.id from heard, happened
"""
_ADD_FOR = """
    with happened as (
        insert into events (id, type, data) values (%(id)s, %(type)s, %(data)s::jsonb) returning id
    )
    insert into webhook_deliveries (webhook_id, event_id) select %(webhook)s, happened.id from happened returning id
"""
_WORKS = """
    select m.id, m.type, m.title, m.year, m.parent_title, m.grandparent_title, m.part_number, m.index_number,
           m.library_id, l.name
    from media_items m left join libraries l on l.id = m.library_id where m.id = any(%(ids)s::uuid[])
    order by m.sort_title, m.id
"""
_OF_SOURCES = """
    select distinct m.id, m.sort_title from media_items m join media_sources s on s.item_id = m.id
    where s.id = any(%(ids)s::uuid[]) and m.available = %(available)s order by m.sort_title, m.id
"""


class EventRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def _run(self, statement: str, values: dict[str, Any]) -> Any:
        return self._session.connection().exec_driver_sql(statement, values)

    def add(self, type: str, data: Mapping[str, Any]) -> None:
        """Keep it for every webhook that is switched on and wants to hear of its type."""
        self._run(_ADD, {"id": uuid4(), "type": type, "data": orjson.dumps(data).decode()})

    def add_for(self, webhook_id: UUID, type: str, data: Mapping[str, Any]) -> UUID:
        """For one webhook, whatever it wants to hear of; the id of the delivery."""
        values = {"id": uuid4(), "type": type, "data": orjson.dumps(data).decode(), "webhook": webhook_id}
        return self._run(_ADD_FOR, values).one()[0]

    def wanted(self, type: str) -> bool:
        """Whether anybody would hear of it: what is costly to describe is not described for nobody."""
        found = self._run("select from webhooks where enabled and %(type)s = any(events) limit 1", {"type": type})
        return found.first() is not None

    def works(self, item_ids: Iterable[UUID]) -> list[Any]:
        """Id, type, title, year, titles above, part and number, library and its name of each, by title."""
        return self._run(_WORKS, {"ids": list(item_ids)}).fetchall()

    def works_of(self, source_ids: Iterable[UUID], *, available: bool) -> list[UUID]:
        """The works of these sources that can be played now, or that cannot."""
        return [row[0] for row in self._run(_OF_SOURCES, {"ids": list(source_ids), "available": available})]
