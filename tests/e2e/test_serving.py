"""What an operator sees of ``medianest serve``."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import psutil
import pytest

from tests.e2e.server import PROJECT_ROOT, environment, free_port, running_server, start_server


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("serving") / "data"


def test_serve_prints_a_setup_code_answers_and_ends_every_child_on_ctrl_c(data_dir: Path) -> None:
    with running_server(data_dir) as server:
        assert server.setup_code
        assert httpx.get(f"{server.url}/healthz").json()["status"] == "ok"
        family = server.family()
        assert len(family) > 6  # stores, media pool, web workers
        assert server.stop() == 0
    assert not [process for process in family if process.is_running()]


def test_what_it_stands_on_is_ready_a_moment_after_it_is(data_dir: Path) -> None:
    with running_server(data_dir) as server:
        end = time.monotonic() + 30
        while (answer := httpx.get(f"{server.url}/readyz")).status_code != 200 and time.monotonic() < end:
            time.sleep(0.1)
        assert answer.json() == {
            "status": "ready",
            "parts": {"database": True, "redis": True, "migrations": True, "worker": True},
        }


def test_the_kill_of_the_supervisor_leaves_no_process_and_the_next_start_is_clean(data_dir: Path) -> None:
    server = start_server(data_dir)
    family = server.family()
    server.process.kill()
    server.process.wait()
    _, alive = psutil.wait_procs(family, timeout=20)
    assert alive == []
    with running_server(data_dir) as again:
        assert httpx.get(f"{again.url}/healthz").status_code == 200


def test_the_kill_of_everything_at_once_is_followed_by_a_clean_start_on_the_same_port(data_dir: Path) -> None:
    port = free_port()
    server = start_server(data_dir, port=port)
    server.kill_everything()
    again = start_server(data_dir, port=port)
    assert httpx.get(f"{again.url}/healthz").status_code == 200
    assert again.stop() == 0


def test_a_killed_web_worker_media_pool_or_store_comes_back(data_dir: Path) -> None:
    with running_server(data_dir) as server:
        for process in server.family():
            if process.pid != server.pid and process.ppid() == server.pid:
                process.send_signal(signal.SIGKILL)
        end = time.monotonic() + 60
        parts: dict[str, bool] = {}
        while time.monotonic() < end and not (parts and all(parts.values())):
            try:
                parts = httpx.get(f"{server.url}/readyz", timeout=5).json()["parts"]
            except httpx.HTTPError:
                parts = {}
            time.sleep(0.2)
        assert parts
        assert all(parts.values()), parts


def test_a_port_in_use_and_a_folder_in_use_are_each_a_sentence(data_dir: Path, tmp_path: Path) -> None:
    def refused(port: int, folder: Path) -> str:
        command = [sys.executable, "-m", "medianest.cli", "serve", "--port", str(port), "--data-dir", str(folder)]
        done = subprocess.run(
            command, cwd=PROJECT_ROOT, env=environment(folder), capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        return done.stderr

    with running_server(data_dir) as server:
        port = int(server.url.rsplit(":", 1)[1])
        assert f"Port {port} is in use" in refused(port, tmp_path / "other")
        assert f"already runs on {data_dir} (process {server.pid})" in refused(free_port(), data_dir)


def test_another_command_uses_the_stores_of_the_running_server(data_dir: Path) -> None:
    with running_server(data_dir) as server:
        assert "as it should be" in server.command("migrate", "status")
        assert httpx.get(f"{server.url}/healthz").status_code == 200
