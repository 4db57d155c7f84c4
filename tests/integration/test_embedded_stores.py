"""The stores that MediaNest brings along: started, found again, refused, shared."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest
import redis

from medianest.config import Settings
from medianest.embedded import Stores, folders, running_stores
from medianest.errors import ConfigurationError, Conflict


def bare(data_dir: Path) -> Settings:
    return Settings(data_dir=data_dir, database_url=None, redis_url=None)


def start_and_end(data_dir: Path) -> None:
    with running_stores(bare(data_dir), purpose="test"):
        pass


def ask(stores: Stores, statement: str) -> list[tuple[object, ...]]:
    assert stores.settings.database_url
    connection = psycopg2.connect(stores.settings.database_url)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def cache(stores: Stores) -> redis.Redis:
    assert stores.settings.redis_url
    return redis.Redis.from_url(stores.settings.redis_url)


def test_what_was_written_is_there_at_the_second_start(tmp_path: Path) -> None:
    with running_stores(bare(tmp_path / "data"), purpose="test") as stores:
        ask(stores, "CREATE TABLE kept (word text)")
        ask(stores, "INSERT INTO kept VALUES ('yes')")
        cache(stores).set("kept", "yes")
    with running_stores(bare(tmp_path / "data"), purpose="test") as stores:
        assert ask(stores, "SELECT word FROM kept") == [("yes",)]
        assert cache(stores).get("kept") == b"yes"


def test_nothing_runs_once_the_block_is_left(tmp_path: Path) -> None:
    with running_stores(bare(tmp_path / "data"), purpose="test") as stores:
        pids = [store.child.pid for store in stores.owned.values()]
        assert len(pids) == 2
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)


def test_committed_rows_survive_the_kill_of_both_stores_in_the_middle_of_writing(tmp_path: Path) -> None:
    with running_stores(bare(tmp_path / "data"), purpose="test") as stores:
        ask(stores, "CREATE TABLE kept (number int)")
        connection = psycopg2.connect(stores.settings.database_url)
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO kept SELECT generate_series(1, 1000)")
            connection.commit()
            cursor.execute("INSERT INTO kept SELECT generate_series(1001, 50000)")
            for store in stores.owned.values():
                os.kill(store.child.pid, signal.SIGKILL)
                store.child.wait()
        connection.close()
    with running_stores(bare(tmp_path / "data"), purpose="test") as stores:
        assert ask(stores, "SELECT count(*), max(number) FROM kept") == [(1000, 1000)]
        assert cache(stores).ping()


def test_the_pid_file_of_a_dead_server_whose_number_lives_on_in_another_program_is_no_obstacle(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    with running_stores(bare(data_dir), purpose="test"):
        pid_file = (data_dir / "postgres" / "postmaster.pid").read_text()
    lines = pid_file.splitlines()
    (data_dir / "postgres" / "postmaster.pid").write_text("\n".join(["1", *lines[1:]]) + "\n")
    with running_stores(bare(data_dir), purpose="test") as stores:
        assert ask(stores, "SELECT 1") == [(1,)]


def test_a_lost_database_is_a_refusal_and_never_a_new_one(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    start_and_end(data_dir)
    (data_dir / "postgres").rename(tmp_path / "elsewhere")
    with (
        pytest.raises(ConfigurationError, match="missing or incomplete, though one was made here"),
        running_stores(bare(data_dir), purpose="test"),
    ):
        pass
    assert not (data_dir / "postgres").exists()
    (tmp_path / "elsewhere").rename(data_dir / "postgres")
    with running_stores(bare(data_dir), purpose="test") as stores:
        assert ask(stores, "SELECT 1") == [(1,)]


def test_a_half_copied_database_is_a_refusal(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    start_and_end(data_dir)
    (data_dir / "postgres" / "global" / "pg_control").unlink()
    with (
        pytest.raises(ConfigurationError, match="missing or incomplete"),
        running_stores(bare(data_dir), purpose="test"),
    ):
        pass


def test_a_broken_control_file_is_told_in_the_words_of_the_server(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    start_and_end(data_dir)
    control = data_dir / "postgres" / "global" / "pg_control"
    control.write_bytes(b"\0" * 8192)
    with (
        pytest.raises(ConfigurationError, match=r"PostgreSQL did not start: .+ Its log is "),
        running_stores(bare(data_dir), purpose="test"),
    ):
        pass


def test_a_redis_file_cut_short_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    with running_stores(bare(data_dir), purpose="test") as stores:
        cache(stores).set("first", "1")
        cache(stores).set("second", "2")
    journal = data_dir / "redis" / "appendonly.aof"
    if not journal.exists():  # Redis 7 keeps several files in a folder
        journal = next((data_dir / "redis" / "appendonlydir").glob("*.incr.aof"))
    journal.write_bytes(journal.read_bytes()[:-5])
    with running_stores(bare(data_dir), purpose="test") as stores:
        assert cache(stores).get("first") == b"1"
        assert cache(stores).get("second") is None


def test_a_redis_file_that_cannot_be_read_is_put_aside(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    start_and_end(data_dir)
    for journal in (data_dir / "redis").rglob("appendonly*.aof"):
        journal.write_bytes(b"this is no journal at all" * 10)
    with running_stores(bare(data_dir), purpose="test") as stores:
        assert cache(stores).ping()
    assert list(data_dir.glob("redis.broken-*"))


def test_a_folder_that_cannot_be_written_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with (
        pytest.raises(ConfigurationError, match="MEDIANEST_DATA_DIR"),
        running_stores(bare(tmp_path / "file" / "data"), purpose="test"),
    ):
        pass


def test_a_data_folder_with_a_long_path_gets_a_short_private_folder_for_its_sockets(tmp_path: Path) -> None:
    data_dir = tmp_path / ("a-long-name" * 8) / "data"
    with running_stores(bare(data_dir), purpose="test") as stores:
        assert ask(stores, "SELECT 1") == [(1,)]
        sockets = folders.socket_place(data_dir)
        assert not sockets.is_relative_to(data_dir)
        assert sockets.stat().st_mode & 0o777 == 0o700


def test_a_path_with_spaces_quotes_and_accents_works(tmp_path: Path) -> None:
    with running_stores(bare(tmp_path / "d'été & co %20, ?x"), purpose="test") as stores:
        assert ask(stores, "SELECT 1") == [(1,)]
        assert cache(stores).ping()


def test_no_port_is_open_and_no_other_user_may_enter(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    with running_stores(bare(data_dir), purpose="test") as stores:
        assert ask(stores, "SHOW listen_addresses") == [("",)]
        assert cache(stores).config_get("port") == {"port": "0"}
        for folder in (folders.socket_place(data_dir), data_dir / "postgres", data_dir / "redis", data_dir / "logs"):
            assert folder.stat().st_mode & 0o077 == 0, folder


def test_a_second_command_uses_the_stores_that_run_and_leaves_them_running(tmp_path: Path) -> None:
    with running_stores(bare(tmp_path / "data"), purpose="test") as stores:
        with running_stores(bare(tmp_path / "data"), purpose="other") as seen:
            assert seen.owned == {}
            assert ask(seen, "SELECT 1") == [(1,)]
        assert ask(stores, "SELECT 1") == [(1,)]


def test_a_second_serve_on_the_same_folder_says_who_has_it(tmp_path: Path) -> None:
    with running_stores(bare(tmp_path / "data"), purpose="serve", own=True):
        again = running_stores(bare(tmp_path / "data"), purpose="serve", own=True)
        with pytest.raises(Conflict, match=f"already runs on .* \\(process {os.getpid()}\\)"):
            again.__enter__()


OWNER = """
import sys, time
from pathlib import Path
from medianest.config import Settings
from medianest.embedded import running_stores
with running_stores(Settings(data_dir=Path(sys.argv[1])), purpose="serve", own=True) as stores:
    print(*[store.child.pid for store in stores.owned.values()], flush=True)
    time.sleep(600)
"""


def test_stores_whose_owner_was_killed_are_replaced_and_nothing_is_lost(tmp_path: Path) -> None:
    owner = subprocess.Popen([sys.executable, "-c", OWNER, str(tmp_path / "data")], stdout=subprocess.PIPE, text=True)
    assert owner.stdout
    pids = [int(word) for word in owner.stdout.readline().split()]
    assert len(pids) == 2
    with running_stores(bare(tmp_path / "data"), purpose="other") as guest:
        ask(guest, "CREATE TABLE kept AS SELECT 1 AS number")
    owner.kill()
    owner.wait()
    owner.stdout.close()
    with running_stores(bare(tmp_path / "data"), purpose="serve", own=True) as stores:
        assert ask(stores, "SELECT number FROM kept") == [(1,)]
        assert not {store.child.pid for store in stores.owned.values()} & set(pids)
