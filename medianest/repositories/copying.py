"""Rows in bulk: PostgreSQL's COPY, which takes thousands of rows in the time INSERT takes for dozens."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from sqlmodel import Session

Row = Sequence[Any]

_ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_AWKWARD = re.compile(r"[\\\n\r\t\0]").search
_IN_ARRAY = str.maketrans({"\\": "\\\\", '"': '\\"'})
_NULL = "\\N"


def _text(value: str) -> str:
    return value.replace("\0", "").translate(_ESCAPES) if _AWKWARD(value) else value


def _array(values: Any) -> str:
    if not values:
        return "{}"
    return _text("{" + ",".join([f'"{value.translate(_IN_ARRAY)}"' for value in values]) + "}")


def _json(value: Any) -> str:
    written = orjson.dumps(value)
    if b"\\u0000" in written:  # perhaps a NUL, which jsonb does not take
        written = orjson.dumps(_without_nul(value))
    return written.decode().translate(_ESCAPES)


def _without_nul(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, dict):
        return {_without_nul(key): _without_nul(one) for key, one in value.items()}
    return [_without_nul(one) for one in value] if isinstance(value, list | tuple) else value


def _boolean(value: bool) -> str:
    return "t" if value else "f"


def _moment(value: date) -> str:
    return value.isoformat()


# Values by their Python type; dicts are jsonb, and so are lists of dicts. Lists of texts are given as tuples or sets.
_WRITERS: dict[type, Callable[[Any], str]] = {
    str: _text, int: str, float: repr, bool: _boolean, UUID: str, dict: _json, list: _json, tuple: _array,
    set: _array, frozenset: _array, datetime: _moment, date: _moment,
}  # fmt: skip


def copy_rows(session: Session, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Append ``rows`` to ``table`` (both names are ours, never a person's) in the session's transaction."""
    if not rows:
        return
    writers = _WRITERS
    lines = [
        "\t".join([_NULL if value is None else writers[type(value)](value) for value in row]) + "\n" for row in rows
    ]
    raw: Any = session.connection().connection.driver_connection
    with raw.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({', '.join(columns)}) FROM STDIN", io.StringIO("".join(lines)))


def copy_over(
    session: Session, table: str, columns: Sequence[str], rows: Sequence[Row], *, touched: bool = True
) -> None:
    """Overwrite ``columns`` of rows that are there; the first column is the key."""
    if not rows:
        return
    raw: Any = session.connection().connection.driver_connection
    fresh = f"fresh_{table}"
    names = ", ".join(columns)
    with raw.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE {fresh} ON COMMIT DROP AS SELECT {names} FROM {table} WITH NO DATA")  # noqa: S608
        copy_rows(session, fresh, columns, rows)
        changes = ", ".join(f"{name} = f.{name}" for name in columns[1:]) + (", updated_at = now()" if touched else "")
        key = columns[0]
        cursor.execute(f"UPDATE {table} t SET {changes} FROM {fresh} f WHERE t.{key} = f.{key}")  # noqa: S608 - our names
        cursor.execute(f"DROP TABLE {fresh}")
