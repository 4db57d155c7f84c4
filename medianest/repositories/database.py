"""The engine: one for each process, opened after the fork, closed at its end."""

from __future__ import annotations

import select
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Protocol
from uuid import UUID

import orjson
import psycopg2.extensions
from sqlalchemy import Engine, create_engine, event, exc, text
from sqlalchemy.engine import make_url


def sqlalchemy_url(url: str) -> str:
    """A libpq URL as operators write it (``postgres://``, ``postgresql://``) with our driver named."""
    parsed = make_url(url.replace("postgres://", "postgresql://", 1) if url.startswith("postgres://") else url)
    return parsed.set(drivername="postgresql+psycopg2").render_as_string(hide_password=False)


def _dumps(value: Any) -> str:
    return orjson.dumps(value).decode()


# Prepared statements (repositories/prepared.py) are made for one good plan whatever their values: without this
# PostgreSQL goes on planning them at each use, which costs more than running them.
OPTIONS = "-c timezone=UTC -c plan_cache_mode=force_generic_plan"


def open_engine(url: str, pool_size: int) -> Engine:
    """Open the pool. Connections are checked before use, so a restarted PostgreSQL costs a new one and no error."""
    engine = create_engine(
        sqlalchemy_url(url),
        pool_size=pool_size,
        max_overflow=2,
        pool_timeout=5,  # seconds; past that the caller's queue limit should have answered
        json_serializer=_dumps,
        json_deserializer=orjson.loads,
        connect_args={"connect_timeout": 10, "application_name": "medianest", "options": OPTIONS},
    )
    event.listen(engine, "connect", _read_ids_quickly)
    event.listen(engine, "checkout", _refuse_dead)
    return engine


# The same ids are read again and again, and making a UUID of its text costs more than all else of a column.
_uuid_of = lru_cache(maxsize=16_384)(UUID)
_UUID = psycopg2.extensions.new_type((2950,), "UUID", lambda text, _: None if text is None else _uuid_of(text))


def _read_ids_quickly(connection: Any, _: Any) -> None:
    psycopg2.extensions.register_type(_UUID, connection)


def _refuse_dead(connection: Any, *_: Any) -> None:
    """An idle connection has nothing to say: one that does says goodbye. This asks the kernel and not the server,
    which pool_pre_ping would do with three round trips before each use."""
    try:
        dead = connection.closed or _readable(connection.fileno())
    except (OSError, ValueError, psycopg2.Error):
        dead = True
    if dead:
        raise exc.InvalidatePoolError


def _readable(descriptor: int) -> bool:
    if not hasattr(select, "poll"):  # Windows
        return bool(select.select([descriptor], [], [], 0)[0])
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(0))


class Source(Protocol):
    """What read-only repositories stand on: a unit of work, or a reading alone."""

    def fetch(self, statement: str, values: dict[str, Any]) -> Sequence[Any]: ...


def fetch(cursor: Any, statement: str, values: dict[str, Any]) -> Sequence[Any]:
    """Rows as plain tuples, by the driver itself: for statements that run hundreds of times a second."""
    with cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def answers(engine: Engine) -> bool:
    """Whether the database answers a statement; raises what keeps it from doing so."""
    with engine.connect() as connection:
        return connection.execute(text("SELECT 1")).scalar() == 1
