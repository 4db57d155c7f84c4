"""Statements that a connection has planned once: half the cost of a quick read is its planning.

Only for reads outside a transaction, where a statement can be tried again. Behind a pooler that hands each statement
to another server process a prepared one may be missing or there already: then it runs as it is.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import psycopg2
from psycopg2 import errorcodes

# A connection keeps so many plans; filters combine into more statements than are worth one.
MOST = 48
_PLACES = re.compile(r"%\((\w+)\)s")
_GONE = {
    errorcodes.INVALID_SQL_STATEMENT_NAME,
    errorcodes.DUPLICATE_PREPARED_STATEMENT,
    errorcodes.FEATURE_NOT_SUPPORTED,  # a migration changed what the plan was made for
}


@lru_cache(maxsize=512)
def _spelt(statement: str) -> tuple[str, str, str]:
    """Its name, and how it is prepared and executed."""
    names = list(dict.fromkeys(_PLACES.findall(statement)))
    numbered = _PLACES.sub(lambda found: f"${names.index(found[1]) + 1}", statement).replace("%%", "%")
    name = "nest_" + hashlib.sha256(statement.encode()).hexdigest()[:16]
    arguments = ", ".join(f"%({each})s" for each in names)
    return name, f"prepare {name} as {numbered}", f"execute {name} ({arguments})" if names else f"execute {name}"


def fetch(cursor: Any, known: set[str], statement: str, values: dict[str, Any]) -> Sequence[Any]:
    """Rows of ``statement``, planned at its first use on this connection. ``known`` is the connection's own."""
    name, prepare, execute = _spelt(statement)
    try:
        if name not in known:
            if len(known) >= MOST:
                raise _TooMany
            cursor.execute(prepare)
            known.add(name)
        cursor.execute(execute, values)
    except _TooMany:
        cursor.execute(statement, values)
    except psycopg2.Error as problem:
        if problem.pgcode not in _GONE:
            raise
        known.discard(name)
        cursor.execute(statement, values)
    return cursor.fetchall()


class _TooMany(Exception):
    """This connection has plans enough."""
