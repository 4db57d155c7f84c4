"""The shell door, on a data folder of its own."""

from __future__ import annotations

from pathlib import Path

import psycopg2
import pytest
from typer.testing import CliRunner

from medianest.cli import app
from medianest.config import Settings
from medianest.embedded import running_stores
from medianest.secret_key import FILE


def run(*arguments: str | Path, code: int = 0) -> str:
    done = CliRunner().invoke(app, [str(argument) for argument in arguments], env={"COLUMNS": "400"})
    assert done.exit_code == code, done.output
    return " ".join(done.output.split())


def test_the_schema_goes_up_once_and_says_so_the_second_time(tmp_path: Path) -> None:
    assert "to come" in run("migrate", "status", "--data-dir", tmp_path / "data", code=1)
    assert "went from nothing" in run("migrate", "up", "--data-dir", tmp_path / "data")
    assert "already" in run("migrate", "up", "--data-dir", tmp_path / "data")
    assert "as it should be" in run("migrate", "status", "--data-dir", tmp_path / "data")


def test_going_down_asks_for_yes_and_leaves_a_dump(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    run("migrate", "up", "--data-dir", data_dir)
    assert "--yes" in run("migrate", "down", "--data-dir", data_dir, code=1)
    assert not (data_dir / "dumps").exists()
    run("migrate", "down", "--yes", "--data-dir", data_dir)
    assert len(list((data_dir / "dumps").glob("*.dump"))) == 1


def test_code_older_than_the_schema_refuses_in_a_sentence(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    run("migrate", "up", "--data-dir", data_dir)
    with running_stores(Settings(data_dir=data_dir), purpose="test") as stores:
        connection = psycopg2.connect(stores.settings.database_url)
        with connection, connection.cursor() as cursor:
            cursor.execute("UPDATE alembic_version SET version_num = 'from_tomorrow'")
        connection.close()
    assert "newer MediaNest" in run("migrate", "up", "--data-dir", data_dir, code=1)
    assert "newer" in run("migrate", "status", "--data-dir", data_dir, code=1)


def test_the_secret_is_made_once_private_and_never_anew_over_a_lost_one(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    run("migrate", "up", "--data-dir", data_dir)
    secret = data_dir / FILE
    assert secret.stat().st_mode & 0o777 == 0o600
    kept = secret.read_text()
    assert len(kept.strip()) == 64
    run("migrate", "up", "--data-dir", data_dir)
    assert secret.read_text() == kept
    secret.unlink()
    assert "Put it back" in run("migrate", "up", "--data-dir", data_dir, code=1)
    assert not secret.exists()


def test_a_database_of_somebody_elses_needs_a_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@localhost:1/none")
    assert "MEDIANEST_SECRET_KEY is not set" in run("migrate", "up", "--data-dir", tmp_path / "data", code=1)


def test_the_doctor_finds_a_fresh_installation_well(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    run("migrate", "up", "--data-dir", data_dir)
    said = run("doctor", "--data-dir", data_dir)
    for part in ("data folder", "PostgreSQL", "Redis", "stores", "pages", "ffmpeg", "port"):
        assert part in said


def test_the_doctor_says_what_is_amiss(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    run("migrate", "up", "--data-dir", data_dir)
    (data_dir / "postgres").rename(tmp_path / "elsewhere")
    said = run("doctor", "--data-dir", data_dir, code=1)
    # A table breaks its lines where the terminal ends, which a long path moves: so word by word.
    assert [word for word in ("missing", "incomplete", "restore") if word not in said] == []


def test_a_setting_that_cannot_be_used_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEDIANEST_PUBLIC_URL", "nas.local")
    assert "PUBLIC_URL" in run("migrate", "status", "--data-dir", tmp_path / "data", code=1)


def test_the_audit_log_is_verified_shortened_and_still_verified_at_the_shell(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    for name in ("ann", "bob", "eve"):
        added = CliRunner().invoke(
            app,
            ["user", "add", f"{name}@example.org", "--password-stdin", "--data-dir", str(data_dir)],
            input="correct horse battery\n",
        )
        assert added.exit_code == 0, added.output
    assert "The audit log is whole." in run("audit", "verify", "--data-dir", data_dir)
    today = "2999-01-01"
    assert "is no day" in run("audit", "prune", "--before", "yesterday", "--yes", "--data-dir", data_dir, code=1)
    assert "--yes" in run("audit", "prune", "--before", "2026-01-31", "--data-dir", data_dir, code=1)
    assert "nothing to take away" in run("audit", "prune", "--before", "2020-01-31", "--yes", "--data-dir", data_dir)
    assert "has passed" in run("audit", "prune", "--before", today, "--yes", "--data-dir", data_dir, code=1)
    _shell(data_dir, "select pg_sleep(0.01)")
    (moment,) = _shell(data_dir, "select now()")
    assert "3 rows from before" in run(
        "audit", "prune", "--before", moment.isoformat(), "--yes", "--data-dir", data_dir
    )
    said = run("audit", "verify", "--data-dir", data_dir)
    assert "after 3 that retention took away" in said
    assert "The audit log is whole." in said


def test_a_row_that_was_edited_is_named_at_the_shell_and_the_exit_code_says_so(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    command = ["user", "add", "ann@example.org", "--password-stdin", "--data-dir", str(data_dir)]
    assert CliRunner().invoke(app, command, input="correct horse battery\n").exit_code == 0
    _shell(data_dir, "update audit_log set action = 'nothing.happened' where id = 1 returning id")
    said = run("audit", "verify", "--data-dir", data_dir, code=1)
    assert "Row 1 is changed after being written" in said
    assert "whole" not in said
    assert run("audit", "prune", "--before", "2999-01-01", "--yes", "--data-dir", data_dir, code=1)


def _shell(data_dir: Path, statement: str) -> tuple:
    """What somebody does who gets at the database past us; the first row."""
    with running_stores(Settings(data_dir=data_dir), purpose="test") as stores:
        connection = psycopg2.connect(stores.settings.database_url)
        with connection, connection.cursor() as cursor:
            cursor.execute(statement)
            row = cursor.fetchone()
        connection.close()
    assert row is not None
    return row
