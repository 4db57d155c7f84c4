"""Everything into one encrypted file, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlmodel import Session, select
from typer.testing import CliRunner

from medianest.cli import app
from medianest.config import Settings
from medianest.embedded import running_stores
from medianest.models import Library
from medianest.repositories.database import open_engine
from medianest.secret_key import FILE

PASSPHRASE = "correct horse battery staple"


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("MEDIANEST_BACKUP_PASSPHRASE", PASSPHRASE)
    return CliRunner()


def run(shell: CliRunner, *arguments: str | Path, code: int = 0) -> str:
    done = shell.invoke(app, [str(argument) for argument in arguments])
    assert done.exit_code == code, done.output
    return " ".join(done.output.split())


@contextmanager
def database(data_dir: Path) -> Iterator[Session]:
    with running_stores(Settings(data_dir=data_dir), purpose="test") as stores:
        engine = open_engine(str(stores.settings.database_url), 1)
        with Session(engine) as session:
            yield session
        engine.dispose()


def put_library(data_dir: Path, name: str) -> None:
    with database(data_dir) as session:
        session.add(Library(name=name, type="movies", path=f"/media/{name}"))
        session.commit()


def libraries(data_dir: Path) -> list[str]:
    with database(data_dir) as session:
        return sorted(session.exec(select(Library.name)).all())


def test_a_backup_restores_the_database_the_secret_and_the_artwork_on_another_machine(
    shell: CliRunner, tmp_path: Path
) -> None:
    here, there, file = tmp_path / "here", tmp_path / "there", tmp_path / "medianest.backup"
    run(shell, "migrate", "up", "--data-dir", here)
    put_library(here, "Films")
    (here / "artwork" / "ab").mkdir(parents=True)
    (here / "artwork" / "ab" / "poster.webp").write_bytes(b"a picture")
    run(shell, "backup", file, "--artwork", "--data-dir", here)
    assert file.stat().st_mode & 0o077 == 0
    secret = (here / FILE).read_text()
    assert secret.strip().encode() not in file.read_bytes()

    run(shell, "restore", file, "--data-dir", there)
    assert libraries(there) == ["Films"]
    assert (there / FILE).read_text() == secret
    assert (there / "artwork" / "ab" / "poster.webp").read_bytes() == b"a picture"


def test_restoring_over_something_asks_for_yes_and_keeps_a_dump(shell: CliRunner, tmp_path: Path) -> None:
    data_dir, file = tmp_path / "data", tmp_path / "medianest.backup"
    run(shell, "migrate", "up", "--data-dir", data_dir)
    put_library(data_dir, "Old")
    run(shell, "backup", file, "--data-dir", data_dir)
    put_library(data_dir, "New")
    assert "--yes" in run(shell, "restore", file, "--data-dir", data_dir, code=1)
    assert libraries(data_dir) == ["New", "Old"]
    run(shell, "restore", file, "--yes", "--data-dir", data_dir)
    assert libraries(data_dir) == ["Old"]
    assert list((data_dir / "dumps").glob("*-before-restore.dump"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """An installation with one library, and its backup."""
    folder = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MEDIANEST_BACKUP_PASSPHRASE", PASSPHRASE)
        run(CliRunner(), "migrate", "up", "--data-dir", folder / "data")
        put_library(folder / "data", "Films")
        run(CliRunner(), "backup", folder / "file", "--data-dir", folder / "data")
    return folder / "data", (folder / "file").read_bytes()


def changed(whole: bytes) -> bytes:
    return whole[:-50] + bytes([whole[-50] ^ 1]) + whole[-49:]


@pytest.mark.parametrize(
    ("harm", "passphrase", "told"),
    [
        (bytes, "another passphrase", "passphrase is not the one"),
        (lambda whole: whole[:-100], PASSPHRASE, "damaged"),
        (changed, PASSPHRASE, "damaged"),
        (lambda _: b"PK\x03\x04 something else", PASSPHRASE, "not a backup"),
    ],
    ids=["another passphrase", "cut short", "changed", "something else"],
)
def test_a_backup_that_cannot_be_trusted_changes_nothing(
    shell: CliRunner,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    made: tuple[Path, bytes],
    harm: Callable[[bytes], bytes],
    passphrase: str,
    told: str,
) -> None:
    data_dir, whole = made
    (tmp_path / "file").write_bytes(harm(whole))
    monkeypatch.setenv("MEDIANEST_BACKUP_PASSPHRASE", passphrase)
    assert told in run(shell, "restore", tmp_path / "file", "--yes", "--data-dir", data_dir, code=1)
    assert libraries(data_dir) == ["Films"]


def test_a_short_passphrase_is_refused(shell: CliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MEDIANEST_BACKUP_PASSPHRASE")
    done = shell.invoke(app, ["backup", str(tmp_path / "x"), "--data-dir", str(tmp_path / "data")], input="short\n")
    assert done.exit_code == 1
    assert "at least 8" in done.output
    assert not (tmp_path / "x").exists()
