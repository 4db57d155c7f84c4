"""First scan and unchanged rescan of a tree of tagged tracks and small videos, beside minidlna (C) on the same tree.

Ours is measured on running stores, media pool and worker, from the order to the last library's end, pictures apart;
minidlna from its start to the line in its log that says it is finished. Both read a warm page cache.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from bench import tree
from bench.frame import Row, Skip
from medianest import migrations
from medianest.bootstrap import build
from medianest.cli import programs
from medianest.cli.frame import need, standing
from medianest.services import Services
from medianest.services.viewer import Viewer
from tests.e2e.server import free_port

TRACKS = int(os.environ.get("BENCH_TRACKS", "5000"))
VIDEOS = int(os.environ.get("BENCH_VIDEOS", "500"))
LOOK_SECONDS = 0.005
SYSTEM = Viewer.system()


def measure() -> list[Row]:
    daemon = shutil.which("minidlnad") or shutil.which("minidlnad", path="/usr/sbin:/usr/local/sbin")
    if daemon is None:
        raise Skip("minidlna is not installed: apt-get install minidlna")
    home = Path(tempfile.mkdtemp(prefix="medianest-bench-"))
    try:
        music, videos = tree.make(home / "media", TRACKS, VIDEOS)
        _warm(home / "media")
        ours = _ours(home / "data", music, videos)
        theirs = _theirs(daemon, home / "minidlna", music, videos)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    first, again, pictures = ours
    note = f"{TRACKS} tracks, {VIDEOS} videos"
    return [
        Row("first scan", first, "s", theirs[0], "minidlna", bar=1, must="at most", note=note),
        Row("unchanged rescan", again, "s", theirs[1], "minidlna", bar=1, must="at most", note=note),
        Row("until every picture is made", first + pictures, "s", note="by a job after the scan; covers and frames"),
    ]


def _warm(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            path.read_bytes()


def _ours(data_dir: Path, music: Path, videos: Path) -> tuple[float, float, float]:
    with standing("bench", data_dir, own=True) as stores:
        migrations.upgrade(need(stores.settings)[0], data_dir / "dumps")
        with _children(stores.settings), build(stores.settings) as services:
            _until(lambda: services.health.ready()["worker"])
            time.sleep(2)  # its first look at the (empty) list of libraries is over
            for name, folder, type in (("Music", music, "music"), ("Videos", videos, "videos")):
                services.libraries.add(SYSTEM, name, str(folder), type, scan=False)
            first = _scan(services)
            began = time.monotonic()
            _until(lambda: all(job.state == "done" for job in services.jobs.list(SYSTEM) if job.kind == "artwork"))
            pictures = time.monotonic() - began
            again = min(_scan(services) for _ in range(3))
            found = sum(library.item_count for library in services.libraries.list(SYSTEM))
            if found != TRACKS + VIDEOS:
                raise RuntimeError(f"{found} works instead of {TRACKS + VIDEOS}")
    return first, again, pictures


@contextmanager
def _children(settings) -> Iterator[None]:
    running = [
        subprocess.Popen(program.command, env=dict(program.environment))
        for program in (programs.media_pool(settings), programs.worker(settings))
    ]
    try:
        yield
    finally:
        for process in reversed(running):
            process.terminate()
            process.wait(20)


def _scan(services: Services) -> float:
    began = time.monotonic()
    waiting: set[UUID] = set(services.scans.request_all(SYSTEM).values())
    while waiting:
        time.sleep(LOOK_SECONDS)
        for job_id in list(waiting):
            job = services.jobs.get(SYSTEM, job_id)
            if job.state == "done":
                waiting.discard(job_id)
            elif job.state not in ("queued", "running"):
                raise RuntimeError(f"the scan {job.state}: {job.error}")
    return time.monotonic() - began


def _until(true) -> None:
    deadline = time.monotonic() + 300
    while not true():
        if time.monotonic() > deadline:
            raise RuntimeError("nothing happened for five minutes")
        time.sleep(0.05)


def _theirs(daemon: str, home: Path, music: Path, videos: Path) -> tuple[float, float]:
    home.mkdir()
    (home / "minidlna.conf").write_text(
        f"port={free_port()}\nmedia_dir=A,{music}\nmedia_dir=V,{videos}\nfriendly_name=bench\ndb_dir={home}/db\n"
        f"log_dir={home}\nlog_level=scanner=info,general=info,inotify=off,artwork=off,database=off,metadata=off,http=off,ssdp=off,tivo=off\n"
        "inotify=no\nnotify_interval=900\nnetwork_interface=lo\n"
    )
    return _minidlna(daemon, home, "-R"), min(_minidlna(daemon, home, "-r") for _ in range(3))


def _minidlna(daemon: str, home: Path, how: str) -> float:
    log = home / "minidlna.log"
    log.unlink(missing_ok=True)
    began = time.monotonic()
    process = subprocess.Popen(
        [daemon, "-S", "-f", str(home / "minidlna.conf"), "-P", str(home / "pid"), how],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while True:
            said = log.read_text(errors="replace") if log.exists() else ""
            if "Finished parsing playlists" in said:
                return time.monotonic() - began
            if process.poll() is not None or time.monotonic() - began > 300:
                raise RuntimeError(f"minidlna did not finish: {said[-500:]}")
            time.sleep(LOOK_SECONDS)
    finally:
        process.terminate()
        process.wait(10)


if __name__ == "__main__":
    for row in measure():
        print(row.what, round(row.ours, 3), row.unit, row.theirs and round(row.theirs, 3), row.ratio)
    sys.exit(0)
