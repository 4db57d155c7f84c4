"""The schema goes up, down and up again, and says what the models say."""

from __future__ import annotations

from pathlib import Path

import psycopg2
import pytest

from medianest import migrations
from medianest.errors import ConfigurationError


def test_the_schema_goes_up_down_and_up_and_matches_the_models(empty_database: str, tmp_path: Path) -> None:
    before = migrations.upgrade(empty_database, tmp_path / "dumps")
    assert before.current is None
    assert migrations.drift(empty_database) == []
    migrations.downgrade(empty_database, tmp_path / "dumps", "base")
    assert migrations.status(empty_database).current is None
    migrations.upgrade(empty_database, tmp_path / "dumps")
    assert migrations.drift(empty_database) == []
    assert migrations.status(empty_database).pending == ()


def test_a_step_down_leaves_a_dump_and_only_three_are_kept(empty_database: str, tmp_path: Path) -> None:
    for _ in range(4):
        migrations.upgrade(empty_database, tmp_path / "dumps")
        migrations.downgrade(empty_database, tmp_path / "dumps")
        # Names carry seconds; these are made older so that each round has one of its own.
        for number, dump in enumerate(sorted((tmp_path / "dumps").glob("2*.dump"))):
            dump.rename(dump.with_name(f"1999{len(list((tmp_path / 'dumps').glob('1*'))):04d}{number}.dump"))
    assert 1 <= len(list((tmp_path / "dumps").glob("*.dump"))) <= 3


def test_a_schema_newer_than_the_code_is_refused(empty_database: str, tmp_path: Path) -> None:
    migrations.upgrade(empty_database, tmp_path / "dumps")
    with psycopg2.connect(empty_database) as connection, connection.cursor() as cursor:
        cursor.execute("UPDATE alembic_version SET version_num = 'from_tomorrow'")
    connection.close()
    with pytest.raises(ConfigurationError, match="newer MediaNest"):
        migrations.upgrade(empty_database, tmp_path / "dumps")
