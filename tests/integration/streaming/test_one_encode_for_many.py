"""Many watch and few processes work: what is shared, what is refused, and what goes on when something dies."""

from __future__ import annotations

import contextlib
import io
import os
import re
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import imageio_ffmpeg
import psutil
import pytest

from medianest.mediapool.capacity import Capacity, cost, measured
from medianest.mediapool.client import MediaPool
from medianest.mediapool.encoders import SOFTWARE, Encoder
from medianest.mediapool.transcode_command import Picture
from medianest.mediapool.transcodes import Transcodes
from tests.integration.streaming.conftest import Door, Shelf
from tests.integration.streaming.test_coding_anew import BROWSER, made, until
from tests.people import People

SIZE = {"demuxer": "avi", "stream": 0, "width": 160, "height": 90, "frame_rate": 24.0}
ROOM = 1024**3


@pytest.fixture
def film() -> Path:
    """Two minutes."""
    return made(
        *("two_minutes.avi", "-f", "lavfi", "-i", "testsrc2=size=160x90:rate=24:duration=120"),
        *("-c:v", "mpeg4", "-q:v", "8", "-g", "48"),
    )


@dataclass
class Coding:
    """A supervisor's transcodes on a folder of their own, and a film."""

    transcodes: Transcodes
    film: Path

    def ask(self, number: int | None, viewer: str = "ann", form: str = "v0t", **size: int) -> dict[str, Any]:
        opened = os.open(self.film, os.O_RDONLY)
        try:
            asked = {"name": f"film-{form}", "number": number, "viewer": viewer, "picture": {**SIZE, **size}}
            return self.transcodes.want(asked, [opened])
        finally:
            os.close(opened)

    def segment(self, number: int | None, viewer: str = "ann", form: str = "v0t", **size: int) -> bytes:
        answer = self.ask(number, viewer, form, **size)
        assert "path" in answer, answer
        return Path(answer["path"]).read_bytes()

    def times(self, *numbers: int) -> list[float]:
        """When the frames of these segments are shown, decoded as one."""
        data = self.segment(None) + b"".join(self.segment(number) for number in numbers)
        with av.open(io.BytesIO(data)) as container:
            return [float(frame.time or 0) for frame in container.decode(video=0)]

    def processes(self) -> list[int]:
        """The process ids of what codes."""
        return sorted(run.process.pid for run in self.transcodes._runs if not run.finished())


@pytest.fixture
def coding(tmp_path: Path, film: Path) -> Iterator[Callable[..., Coding]]:
    started: list[Transcodes] = []

    def start(
        ffmpeg: str | None = None, limit: int = ROOM, capacity: Capacity | None = None, folder: Path | None = None
    ) -> Coding:
        program = ffmpeg or imageio_ffmpeg.get_ffmpeg_exe()
        bears = capacity or Capacity(count=4)
        started.append(Transcodes(folder or tmp_path / "cache", limit, lambda: program, bears))
        return Coding(started[-1], film)

    yield start
    for one in started:
        one.close()


def codes(pool_process: psutil.Process) -> list[psutil.Process]:
    """The ffmpegs beneath a media pool's supervisor."""
    return [child for child in pool_process.children(recursive=True) if "-hls_time" in child.cmdline()]


def supervisor() -> psutil.Process:
    mine = [child for child in psutil.Process().children() if "medianest.mediapool" in child.cmdline()]
    return max(mine, key=lambda process: process.create_time())


def test_two_devices_at_one_film_share_one_process_and_its_segments(
    shelf: Shelf, door: Door, people: People, film: Path
) -> None:
    item = shelf.put(film)
    other = Door(door.client, people.bearer(door.client))
    offer = door.offer(item.id, profile=BROWSER)
    picture = re.findall(r"^(?!#)(\S+)", door.get(offer["url"]).text, re.MULTILINE)[0]
    base = f"{offer['url'].partition('?')[0].rpartition('/')[0]}/{picture.rpartition('/')[0]}"
    assert door.get(f"{base}/0.m4s").status_code == 200
    (process,) = codes(supervisor())
    assert other.get(f"{base}/1.m4s").content == door.get(f"{base}/1.m4s").content
    assert [one.pid for one in codes(supervisor())] == [process.pid]


def test_a_film_goes_on_being_coded_when_the_one_who_began_it_hangs_up(
    pool: MediaPool, settings: Any, film: Path
) -> None:
    """The kernel ends a child with the thread that started it, and that must not be a client's."""
    client = MediaPool(pool._path, connections=1)
    opened = os.open(film, os.O_RDONLY)
    asked = {"name": "film-v0t", "number": 0, "viewer": "ann", "picture": SIZE}
    assert "path" in client.call("transcode", asked, [opened])
    (process,) = codes(supervisor())
    threads = supervisor().num_threads()
    client.close()
    until(lambda: supervisor().num_threads() < threads)
    assert "path" in pool.call("transcode", {**asked, "number": 1}, [opened])
    assert [one.pid for one in codes(supervisor())] == [process.pid]
    os.close(opened)


def test_viewers_far_apart_have_runs_of_their_own_and_do_not_disturb_each_other(
    coding: Callable[..., Coding],
) -> None:
    here = coding()
    here.segment(0, "ann")
    (first,) = here.processes()
    here.segment(50, "bob")
    assert first in here.processes()
    assert len(here.processes()) == 2
    here.segment(2, "ann")
    here.segment(51, "bob")
    assert len(here.processes()) == 2


def test_a_viewer_who_changes_the_quality_again_and_again_keeps_one_process(coding: Callable[..., Coding]) -> None:
    here = coding(capacity=Capacity(count=1))
    for number, (form, width) in enumerate([("v0t", 160), ("v0t720", 144), ("v0t480", 128), ("v0t", 160)]):
        assert here.segment(number * 2, form=form, width=width)
        assert len(here.processes()) <= 1


def test_a_run_that_its_viewer_has_left_takes_no_processor_from_the_one_that_follows(
    coding: Callable[..., Coding],
) -> None:
    here = coding()
    here.segment(0)
    left = here.transcodes._runs[0]
    here.segment(40)
    until(lambda: left.paused or left not in here.transcodes._runs)
    here.segment(left.head)
    assert not left.paused


def test_a_process_that_is_killed_in_mid_play_is_not_missed(coding: Callable[..., Coding]) -> None:
    here = coding()
    before = here.times(0, 1)
    os.kill(here.processes()[0], signal.SIGKILL)
    until(lambda: not here.processes())
    shown = [*before, *here.times(2, 3)[-96:]]
    assert len(shown) == 4 * 48
    assert max(abs(later - earlier - 1 / 24) for earlier, later in pairwise(shown)) < 0.001


def test_whoever_waits_for_a_segment_gets_it_although_its_process_is_killed(coding: Callable[..., Coding]) -> None:
    here = coding()
    here.segment(0)
    found: list[bytes] = []
    os.kill(here.processes()[0], signal.SIGSTOP)
    far = here.transcodes._runs[0].head + 2
    waiting = threading.Thread(target=lambda: found.append(here.segment(far)))
    waiting.start()
    until(lambda: here.transcodes._runs[0].wanted == far)
    os.kill(here.processes()[0], signal.SIGKILL)
    waiting.join(30)
    assert found


# Says yes to being tried as a card's encoder; codes with other settings than ours, and gives up after some frames.
CARD = """#!{python}
import os, subprocess, sys
given = sys.argv[1:]
if "h264_nvenc" not in given:
    os.execv({ffmpeg!r}, [{ffmpeg!r}, *given])
place = given.index("-c:v")
changed = [*given[:place], "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-sc_threshold", "0"]
skip = given.index("-b:v")
changed += ["-frames:v", "200", *given[skip:]]
done = subprocess.run([{ffmpeg!r}, *changed], pass_fds=[int(given[given.index("-fd") + 1])], close_fds=True)
sys.exit(187)
"""


def test_a_card_that_gives_up_in_mid_play_is_followed_by_the_processor_without_a_seam(
    coding: Callable[..., Coding], tmp_path: Path
) -> None:
    card = tmp_path / "ffmpeg"
    card.write_text(CARD.format(python=sys.executable, ffmpeg=imageio_ffmpeg.get_ffmpeg_exe()))
    card.chmod(card.stat().st_mode | stat.S_IXUSR)
    here = coding(str(card))
    here.transcodes.encoder = Encoder("nvenc", ("-c:v", "h264_nvenc"), limited=False)
    shown = here.times(*range(8))
    assert here.transcodes.encoder is SOFTWARE
    assert len(shown) == 8 * 48
    assert max(abs(later - earlier - 1 / 24) for earlier, later in pairwise(shown)) < 0.001


def test_a_file_that_cannot_be_coded_is_given_up_with_what_was_said(coding: Callable[..., Coding]) -> None:
    here = coding()
    here.film = Path(__file__)
    answer = here.ask(0)
    assert answer["refused"] == "failed"
    assert answer["message"]
    assert here.processes() == []


def test_what_is_too_much_for_the_machine_is_refused_with_what_is_left(coding: Callable[..., Coding]) -> None:
    bears = cost(Picture(**{**SIZE, "width": 200, "height": 100}))  # type: ignore[arg-type]
    here = coding(capacity=Capacity(pixels=bears))
    here.segment(0, "ann")
    refused = here.ask(30, "bob")
    assert refused["refused"] == "busy"
    assert refused["room"] == pytest.approx(bears - 160 * 90 * 24)
    assert "path" in here.ask(30, "bob", "v0t40", width=72, height=40)


def test_one_film_is_always_coded_however_weak_the_machine(coding: Callable[..., Coding]) -> None:
    assert coding(capacity=Capacity(pixels=1.0)).segment(0)


def test_a_machine_is_measured_by_what_it_codes() -> None:
    found = measured(imageio_ffmpeg.get_ffmpeg_exe(), cores=2)
    assert found.pixels is not None
    assert found.pixels > 1e6
    assert measured(imageio_ffmpeg.get_ffmpeg_exe(), cores=8).pixels > found.pixels  # type: ignore[operator]
    assert measured("/no/such/program") == Capacity(count=1)


def test_too_many_viewers_are_told_when_to_come_back_and_what_would_still_fit(
    shelf: Shelf, door: Door, people: People, film: Path
) -> None:
    """Two videos may be coded at once here: the third is refused, in words, until one is over."""
    base = []
    for number in range(3):
        copy = film.with_name(f"two_minutes_{number}.avi")
        if not copy.exists():
            os.link(film, copy)
        offer = door.offer(shelf.put(copy).id, profile=BROWSER)
        name = re.findall(r"^(?!#)(\S+)", door.get(offer["url"]).text, re.MULTILINE)[0]
        base.append(f"{offer['url'].partition('?')[0].rpartition('/')[0]}/{name.rpartition('/')[0]}")
    devices = [Door(door.client, people.bearer(door.client)) for _ in range(3)]
    for device, address in zip(devices[:2], base[:2], strict=True):
        assert device.get(f"{address}/0.m4s").status_code == 200
    refused = devices[2].get(f"{base[2]}/0.m4s")
    assert refused.status_code == 503
    assert int(refused.headers["retry-after"]) > 0
    assert refused.json()["reason"] == "transcodes"
    assert refused.json()["detail"].startswith("The server is coding as many films as it can")


def test_segments_outlive_the_supervisor_and_unfinished_ones_do_not(
    coding: Callable[..., Coding], tmp_path: Path
) -> None:
    first = coding()
    kept = first.segment(0)
    first.segment(None)
    first.transcodes.close()
    (tmp_path / "cache" / "film-v0t" / "run-left").mkdir()
    (tmp_path / "cache" / "film-v0t" / "run-left" / "7.m4s").write_bytes(b"half")
    again = coding()
    assert not list((tmp_path / "cache").glob("*/run-*"))
    assert again.segment(0) == kept
    assert again.processes() == []


def test_a_segment_that_had_to_give_way_is_made_again(coding: Callable[..., Coding]) -> None:
    here = coding()
    lost = here.segment(0)
    until(lambda: here.transcodes._runs[0].head > 3)
    Path(here.ask(0)["path"]).unlink()
    assert len(here.segment(0)) == pytest.approx(len(lost), rel=0.2)


needs_root = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="only root can make a disk of its own for the test"
)


def fill(ballast: Path) -> None:
    """Take what is left of a disk."""
    with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4096))


@needs_root
def test_a_full_disk_is_a_reason_in_words_and_heals_when_there_is_room(
    coding: Callable[..., Coding], tmp_path: Path
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)], check=True)
    try:
        here = coding(folder=disk / "cache")
        here.segment(0)
        ballast = disk / "ballast"
        fill(ballast)
        last = here.transcodes._runs[0].head if here.transcodes._runs else 1
        answers = [here.ask(number) for number in range(last, last + 12)]
        assert {answer.get("refused") for answer in answers} <= {None, "disk_full"}
        ballast.write_bytes(b"")
        ballast.unlink()
        assert here.segment(40)
        # What cannot even begin says so, too.
        fill(ballast)
        for kept in disk.glob("cache/film*/*.m4s"):
            kept.write_bytes(bytes(kept.stat().st_size))
        here.transcodes.store._sizes.clear()
        assert here.ask(55, "bob")["refused"] == "disk_full"
        ballast.unlink()
        assert here.segment(55, "bob")
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)
