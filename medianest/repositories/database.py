"""The engine: one for each process, opened after the fork, closed at its end."""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url


def sqlalchemy_url(url: str) -> str:
    """A libpq URL as operators write it (``postgres://``, ``postgresql://``) with our driver named."""
    parsed = make_url(url.replace("postgres://", "postgresql://", 1) if url.startswith("postgres://") else url)
    return parsed.set(drivername="postgresql+psycopg2").render_as_string(hide_password=False)


def _dumps(value: Any) -> str:
    return orjson.dumps(value).decode()


def open_engine(url: str, pool_size: int) -> Engine:
    """Open the pool. Connections are checked before use, so a restarted PostgreSQL costs one retry and no error."""
    return create_engine(
        sqlalchemy_url(url),
        pool_size=pool_size,
        max_overflow=2,
        pool_timeout=5,  # seconds; past that the caller's queue limit should have answered
        pool_pre_ping=True,
        json_serializer=_dumps,
        json_deserializer=orjson.loads,
        connect_args={"connect_timeout": 10, "application_name": "medianest", "options": "-c timezone=UTC"},
    )


def answers(engine: Engine) -> bool:
    """Whether the database answers a statement; raises what keeps it from doing so."""
    with engine.connect() as connection:
        return connection.execute(text("SELECT 1")).scalar() == 1
