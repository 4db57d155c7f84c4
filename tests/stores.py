"""Real PostgreSQL and Redis for tests: one of each for a test process, clean for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
import redis

from medianest import migrations
from medianest.config import Settings
from medianest.embedded import Stores, folders, postgres, running_stores


@pytest.fixture(scope="session")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    """Embedded stores with a migrated database. They need not survive a power cut, so they do not wait for the disk."""
    data_dir = tmp_path_factory.mktemp("stores") / "data"
    with running_stores(Settings(data_dir=data_dir, database_url=None, redis_url=None), purpose="tests") as running:
        _forget_durability(folders.socket_place(data_dir))
        assert running.settings.database_url
        migrations.upgrade(running.settings.database_url, data_dir / "dumps")
        yield running


@pytest.fixture
def database_url(stores: Stores) -> Iterator[str]:
    """The migrated database, emptied after the test."""
    assert stores.settings.database_url
    yield stores.settings.database_url
    _empty(stores.settings.database_url)


@pytest.fixture
def redis_url(stores: Stores) -> Iterator[str]:
    """An empty Redis."""
    assert stores.settings.redis_url
    client = redis.Redis.from_url(stores.settings.redis_url)
    client.flushall()
    yield stores.settings.redis_url
    client.flushall()
    client.close()


@pytest.fixture
def settings(database_url: str, redis_url: str, tmp_path: Path) -> Settings:
    """Settings of a whole, empty installation: clean stores, a data folder and a library root of its own."""
    library = tmp_path / "library"
    library.mkdir()
    return Settings(
        data_dir=tmp_path / "data",
        database_url=database_url,
        redis_url=redis_url,
        secret_key="a secret for tests that is long enough",
        library_roots=(library,),
        api_burst=100_000,  # tests ask faster than people do; the one about rates sets its own
    )


@pytest.fixture
def empty_database(stores: Stores) -> Iterator[str]:
    """A database without any schema, for tests of migrations and of restoring."""
    data_dir = stores.settings.data_dir
    sockets = folders.socket_place(data_dir)
    connection = postgres.connect(sockets)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("DROP DATABASE IF EXISTS empty WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE empty OWNER {postgres.ROLE}")
        yield postgres.url(sockets, "empty")
        cursor.execute("DROP DATABASE empty WITH (FORCE)")
    connection.close()


def _forget_durability(sockets: Path) -> None:
    connection = postgres.connect(sockets)
    connection.autocommit = True
    with connection.cursor() as cursor:
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            cursor.execute(f"ALTER SYSTEM SET {name} = off")
        cursor.execute("SELECT pg_reload_conf()")
    connection.close()


def _empty(url: str) -> None:
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        # A test may leave a connection in the middle of a transaction; it must not hold the next test up.
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND state LIKE 'idle in transaction%'"
        )
        cursor.execute("SELECT format('%I', tablename) FROM pg_tables WHERE schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall() if name != "alembic_version"]
        cursor.execute(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY CASCADE")
    connection.close()
