"""A full disk: a sentence, nothing lost, and all well again once there is room."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
import redis

from medianest.config import Settings
from medianest.embedded import Stores, running_stores
from medianest.errors import ConfigurationError

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="only root can make a disk of its own for the test"
)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 256 MiB."""
    place = tmp_path / "disk"
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256m", "tmpfs", str(place)], check=True)
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def bare(disk: Path) -> Settings:
    return Settings(data_dir=disk / "data", database_url=None, redis_url=None)


@contextlib.contextmanager
def full(disk: Path) -> Iterator[None]:
    """Not a byte is left while the block runs."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(65536))
    yield
    ballast.unlink()


def ask(stores: Stores, statement: str) -> list[tuple[object, ...]]:
    assert stores.settings.database_url
    connection = psycopg2.connect(stores.settings.database_url)
    connection.autocommit = True
    with contextlib.closing(connection), connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def test_stores_on_a_disk_that_fills_up_refuse_keep_what_they_have_and_heal(disk: Path) -> None:
    with running_stores(bare(disk), purpose="test") as stores:
        ask(stores, "CREATE TABLE kept AS SELECT generate_series(1, 1000) AS number")
        cache = redis.Redis.from_url(str(stores.settings.redis_url))
        cache.set("kept", "yes")
        with full(disk):
            with pytest.raises(psycopg2.Error, match="No space left on device"):
                ask(stores, "INSERT INTO kept SELECT generate_series(1, 3000000)")
            cache.set("large", "x" * 20_000_000)  # taken in, and then it cannot be written down
            end = time.monotonic() + 20
            refused = False
            while not refused and time.monotonic() < end:
                try:
                    cache.set("more", "1")
                    time.sleep(0.1)
                except redis.ResponseError as problem:
                    refused = "No space left on device" in str(problem)
            assert refused
            assert ask(stores, "SELECT count(*) FROM kept") == [(1000,)]
            assert cache.get("kept") == b"yes"
        ask(stores, "INSERT INTO kept VALUES (0)")
        end = time.monotonic() + 20
        while time.monotonic() < end:
            with contextlib.suppress(redis.ResponseError):
                cache.set("again", "1")
                break
            time.sleep(0.1)
        assert cache.get("again") == b"1"
        cache.close()
    with running_stores(bare(disk), purpose="test") as stores:
        assert ask(stores, "SELECT count(*) FROM kept") == [(1001,)]
        assert redis.Redis.from_url(str(stores.settings.redis_url)).get("kept") == b"yes"


def test_a_start_on_a_full_disk_says_how_much_is_missing_and_loses_nothing(disk: Path) -> None:
    with running_stores(bare(disk), purpose="test") as stores:
        ask(stores, "CREATE TABLE kept AS SELECT 1 AS number")
    start = running_stores(bare(disk), purpose="test")
    with full(disk), pytest.raises(ConfigurationError, match=r"is full.* Free some space and start again"):
        start.__enter__()
    with running_stores(bare(disk), purpose="test") as stores:
        assert ask(stores, "SELECT number FROM kept") == [(1,)]


def test_the_first_start_on_a_full_disk_leaves_nothing_half_made(disk: Path) -> None:
    start = running_stores(bare(disk), purpose="test")
    with full(disk), pytest.raises(ConfigurationError, match=r"is full|disk"):
        start.__enter__()
    with running_stores(bare(disk), purpose="test") as stores:
        assert ask(stores, "SELECT 1") == [(1,)]
