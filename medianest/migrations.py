"""The schema's steps: where the database stands, and taking it up or down under a lock that all machines share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, pool, text

from alembic import command
from medianest.config import PROJECT_ROOT
from medianest.dumps import keep_dump
from medianest.errors import ConfigurationError
from medianest.repositories.database import sqlalchemy_url

# Any number does, as long as every MediaNest takes the same one.
LOCK = 0x6D656469


@dataclass(frozen=True, slots=True)
class SchemaStatus:
    """``current`` is None in an empty database; ``pending`` are the revisions still to come, oldest first."""

    current: str | None
    head: str
    pending: tuple[str, ...]

    @property
    def newer(self) -> bool:
        """The database was migrated by a MediaNest that knows more than this one."""
        return self.current is not None and self.current != self.head and not self.pending

    @property
    def fits(self) -> bool:
        """The schema is the one that this code was written for."""
        return self.current == self.head


def status(database_url: str) -> SchemaStatus:
    """Where the schema stands. Changes nothing."""
    with _connected(database_url) as connection:
        return _status(connection)


def upgrade(database_url: str, dumps: Path) -> SchemaStatus:
    """Take the schema to this code's head, after a dump when there is anything to lose; returns where it stood before.

    Waits while another machine migrates.

    Raises:
        ConfigurationError: the schema is newer than the code, or the dump failed.
    """
    with _connected(database_url) as connection, _locked(connection):
        before = _status(connection)
        if before.newer:
            raise ConfigurationError(
                f"The database was migrated by a newer MediaNest (to {before.current}; this one knows {before.head}). "
                f"Start that version, or go back with its `medianest migrate down`, or restore a backup of before."
            )
        if before.pending:
            if before.current is not None:
                keep_dump(database_url, dumps, before.current)
            command.upgrade(_config(connection), "head")
        return before


def downgrade(database_url: str, dumps: Path, revision: str = "-1") -> Path:
    """Take the schema one step down, or to ``revision``; returns the dump made before.

    Raises:
        ConfigurationError: there is no step down, or the dump failed.
    """
    with _connected(database_url) as connection, _locked(connection):
        before = _status(connection)
        if before.current is None or before.newer:
            raise ConfigurationError("There is no step down that this MediaNest knows from where the schema stands.")
        dump = keep_dump(database_url, dumps, before.current)
        command.downgrade(_config(connection), revision)
        return dump


def in_use(database_url: str) -> bool:
    """Whether somebody or something is in the database already."""
    with _connected(database_url) as connection:
        if connection.execute(text("SELECT to_regclass('public.users')")).scalar() is None:
            return False
        found = text("SELECT EXISTS (SELECT FROM users) OR EXISTS (SELECT FROM libraries)")
        return bool(connection.execute(found).scalar())


def drift(database_url: str) -> list[str]:
    """What the models say and a freshly migrated database does not, one line for each difference."""
    from alembic.autogenerate import compare_metadata

    from medianest.models import SQLModel

    with _connected(database_url) as connection:
        options = {"compare_type": True, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        return [str(difference) for difference in compare_metadata(context, SQLModel.metadata)]


def _status(connection: Connection) -> SchemaStatus:
    script = ScriptDirectory.from_config(_config(connection))
    current = MigrationContext.configure(connection).get_current_revision()
    connection.rollback()
    head = script.get_current_head()
    if head is None:
        raise ConfigurationError("This installation is incomplete: its migrations are missing. Install it again.")
    known = {step.revision for step in script.walk_revisions()}
    pending: tuple[str, ...] = ()
    if current is None or current in known:
        steps = script.iterate_revisions(head, current or "base")
        pending = tuple(reversed([step.revision for step in steps]))
    return SchemaStatus(current, head, pending)


@contextmanager
def _connected(database_url: str) -> Iterator[Connection]:
    engine = create_engine(sqlalchemy_url(database_url), poolclass=pool.NullPool)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


@contextmanager
def _locked(connection: Connection) -> Iterator[None]:
    connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": LOCK})
    connection.commit()
    try:
        yield
    finally:
        connection.rollback()
        connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": LOCK})
        connection.commit()


def _config(connection: Connection) -> Config:
    config = Config(str(PROJECT_ROOT / "alembic.ini"))
    config.attributes["connection"] = connection
    return config
