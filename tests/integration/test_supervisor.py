"""Children are started, started again, and ended, whatever becomes of the one who watches them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

# A supervisor with two children: a quiet one, and one that has a child of its own in the same session.
WATCH = """
import os, sys
from pathlib import Path
from medianest import logs
from medianest.config import Settings
from medianest.embedded import Stores
from medianest.supervisor import Program, Supervisor

logs.configure()
folder = Path(sys.argv[1])
rest = "import os, sys, time; open(sys.argv[1], 'a').write(str(os.getpid()) + ' '); time.sleep(600)"
parent = "import subprocess, sys; subprocess.run([sys.executable, '-c', sys.argv[1], sys.argv[2]])"
quiet, grandchild = folder / "quiet", folder / "grandchild"
programs = [
    Program("quiet", [sys.executable, "-c", rest, str(quiet)], dict(os.environ)),
    Program("family", [sys.executable, "-c", parent, rest, str(grandchild)], dict(os.environ)),
]
supervisor = Supervisor(programs, Stores(Settings(data_dir=folder)), folder, folder)
supervisor.run(lambda: quiet.exists() and grandchild.exists(), lambda: print("ready", flush=True))
print("ended", flush=True)
"""


@pytest.fixture
def watcher(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    started = subprocess.Popen([sys.executable, "-c", WATCH, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert started.stdout
    assert started.stdout.readline() == "ready\n"
    yield started
    if started.poll() is None:
        started.kill()
    started.wait()
    started.stdout.close()


def last(file: Path) -> int:
    """The process that wrote there last; the file exists a moment before its number does."""
    assert until(lambda: bool(file.read_text().strip()))
    return int(file.read_text().split()[-1])


def until(condition: Callable[[], bool], seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


def gone(*pids: int) -> bool:
    return not any(psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE for pid in pids)


def test_term_ends_children_and_grandchildren(watcher: subprocess.Popen[str], tmp_path: Path) -> None:
    pids = last(tmp_path / "quiet"), last(tmp_path / "grandchild")
    watcher.send_signal(signal.SIGTERM)
    assert watcher.wait(20) == 0
    assert gone(*pids)


def test_a_child_that_dies_is_started_again_with_what_it_left_ended_first(
    watcher: subprocess.Popen[str], tmp_path: Path
) -> None:
    orphan = last(tmp_path / "grandchild")
    os.kill(psutil.Process(orphan).ppid(), signal.SIGKILL)
    assert until(lambda: last(tmp_path / "grandchild") != orphan)
    assert gone(orphan)
    assert watcher.poll() is None


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent")
def test_the_kill_of_the_watcher_ends_its_children(watcher: subprocess.Popen[str], tmp_path: Path) -> None:
    pid = last(tmp_path / "quiet")
    watcher.kill()
    assert until(lambda: gone(pid))


def test_what_outlived_a_killed_watcher_is_ended_by_the_next_start(
    watcher: subprocess.Popen[str], tmp_path: Path
) -> None:
    orphan = last(tmp_path / "grandchild")  # nobody promised to end it with the watcher: its parent was the child
    watcher.kill()
    watcher.wait()
    again = subprocess.Popen([sys.executable, "-c", WATCH, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert again.stdout
    with again:
        assert again.stdout.readline() == "ready\n"
        assert until(lambda: gone(orphan))
        again.send_signal(signal.SIGTERM)
        assert again.stdout.readline() == "ended\n"


def test_a_child_that_cannot_start_is_told_with_its_last_words(tmp_path: Path) -> None:
    script = """
import os, sys
from pathlib import Path
from medianest.config import Settings
from medianest.embedded import Stores
from medianest.errors import ConfigurationError
from medianest.supervisor import Program, Supervisor
folder = Path(sys.argv[1])
broken = Program("broken", [sys.executable, "-c", "raise SystemExit('Error: the tea is cold')"], dict(os.environ))
try:
    Supervisor([broken], Stores(Settings(data_dir=folder)), folder, folder).run(lambda: False, lambda: None)
except ConfigurationError as problem:
    print(problem.message)
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, timeout=60, check=True
    )
    assert "The process broken cannot start: Error: the tea is cold" in done.stdout
