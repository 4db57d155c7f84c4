"""Files that lie, overrun or bring their process down harm nobody else."""

import os
import signal
import threading
from pathlib import Path

import psutil
import pytest

from medianest.errors import MediaRefused, SourceUnavailable
from medianest.mediapool.beneath import open_beneath, walk_beneath
from medianest.mediapool.client import MediaPool
from medianest.mediapool.tasks import Task
from medianest.providers.base import LocalFile
from tests.media import local_file, media, running_pool


def reason(pool: MediaPool, path: Path) -> str:
    with pytest.raises(MediaRefused) as refused:
        pool.probe(local_file(path))
    return refused.value.reason


@pytest.mark.parametrize(
    "text",
    [
        "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile '/etc/passwd'\n",
        "<?xml version='1.0'?><MPD xmlns='urn:mpeg:dash:schema:mpd:2011'/>",
    ],
)
def test_a_playlist_called_film_is_not_opened(pool: MediaPool, tmp_path: Path, text: str) -> None:
    film = tmp_path / "film.mp4"
    film.write_text(text)
    assert reason(pool, film) == "unknown_format"


def test_a_playlist_behind_a_real_head_is_still_only_that_demuxer(pool: MediaPool, tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    film.write_bytes(b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"#EXTM3U\n/etc/passwd\n" * 100)
    assert reason(pool, film) == "invalid_data"


def test_noise_nothing_and_half_a_file_are_refused_with_reasons(pool: MediaPool, tmp_path: Path) -> None:
    whole = media("film.mp4").read_bytes()
    samples = {"noise": os.urandom(65536), "nothing": b"", "half": whole[: len(whole) - whole.find(b"mdat") // 2]}
    late_index = media("silent.mp4").read_bytes()[:300_000]
    for name, data in {**samples, "no_index": late_index}.items():
        (tmp_path / name).write_bytes(data)
    assert reason(pool, tmp_path / "noise") in ("unknown_format", "invalid_data")
    assert reason(pool, tmp_path / "nothing") == "empty"
    assert reason(pool, tmp_path / "no_index") == "invalid_data"
    assert pool.probe(local_file(tmp_path / "half")).duration == pytest.approx(12, abs=0.1)


def test_a_pipe_is_not_waited_for(pool: MediaPool, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "film.mp4")
    assert reason(pool, tmp_path / "film.mp4") == "not_a_file"


def test_a_link_out_of_the_library_is_refused_and_one_inside_is_followed(tmp_path: Path) -> None:
    library = tmp_path / "library"
    (library / "deep").mkdir(parents=True)
    (tmp_path / "secret").write_text("secret")
    (library / "film").write_text("film")
    (library / "deep" / "inside").symlink_to("../film")
    (library / "deep" / "absolute").symlink_to(library / "film")
    (library / "deep" / "outside").symlink_to("../../secret")
    (library / "deep" / "away").symlink_to(tmp_path / "secret")
    (library / "loop").symlink_to("loop")
    for name in ("deep/inside", "deep/absolute", "film", "deep/../film"):
        fd = open_beneath(library, name)
        assert os.read(fd, 10) == b"film"
        os.close(fd)
    for name in ("deep/outside", "deep/away", "../secret", "loop", "/etc/passwd", "deep/../../secret", ""):
        with pytest.raises(MediaRefused):
            open_beneath(library, name)


def test_the_portable_walk_keeps_inside_too(tmp_path: Path) -> None:
    (tmp_path / "library" / "deep").mkdir(parents=True)
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "library" / "deep" / "outside").symlink_to("../../secret")
    folder = os.open(tmp_path / "library", os.O_RDONLY)
    try:
        with pytest.raises(OSError, match="leaves"):
            walk_beneath(tmp_path / "library", folder, ["deep", "outside"])
    finally:
        os.close(folder)


def test_a_missing_file_is_unavailable_and_not_broken(pool: MediaPool, tmp_path: Path) -> None:
    with pytest.raises(SourceUnavailable):
        pool.probe(LocalFile(tmp_path, "gone.mkv", 0, 0))
    with pytest.raises(SourceUnavailable):
        pool.probe(LocalFile(tmp_path / "unmounted", "gone.mkv", 0, 0))


def test_a_worker_that_dies_or_stalls_costs_one_file(tmp_path: Path) -> None:
    """Workers are stopped or killed under a running batch; each file is answered and the pool goes on."""
    with running_pool(workers=1) as pool:
        file = local_file(media("film.mp4"))
        assert pool.probe(file).container == "mov"
        (worker,) = _workers()
        worker.suspend()
        outcomes = list(pool.batch([Task(file, {"probe": {}})] * 3, limit=2))
        assert [getattr(one.refusal("probe"), "reason", None) for one in outcomes] == ["timed_out", None, None]
        (worker,) = _workers()
        worker.suspend()
        threading.Timer(0.2, worker.send_signal, [signal.SIGKILL]).start()
        outcomes = list(pool.batch([Task(file, {"probe": {}})] * 3, limit=10))
        assert [getattr(one.refusal("probe"), "reason", None) for one in outcomes] == ["crashed", None, None]


def test_more_memory_than_allowed_is_a_refusal(tmp_path: Path) -> None:
    with running_pool(workers=1, arguments=("--memory", str(150 * 1024**2))) as pool:
        # A header that promises a chapter title of a gigabyte.
        giant = tmp_path / "giant.wav"
        giant.write_bytes(b"RIFF\xff\xff\xff\x7fWAVELIST\xff\xff\xff\x7fINFOINAM\xf0\xff\xff\x7f" + b"x" * 4096)
        assert reason(pool, giant) in ("memory", "invalid_data", "crashed", "nothing_to_play")
        assert pool.probe(local_file(media("song.wav"))).container == "wav"


def test_an_operation_nobody_knows_is_refused(pool: MediaPool) -> None:
    outcome = pool.one(local_file(media("film.mp4")), "format_disk")
    assert getattr(outcome.refusal("format_disk"), "reason", None) == "unknown_operation"


def test_clients_at_once_each_get_their_own_answers(pool: MediaPool) -> None:
    names = ["film.mp4", "song.flac", "web.webm", "xvid.avi"] * 10
    found: dict[int, str] = {}

    def ask(index: int, name: str) -> None:
        found[index] = pool.probe(local_file(media(name))).container

    threads = [threading.Thread(target=ask, args=pair) for pair in enumerate(names)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expected = {"film.mp4": "mov", "song.flac": "flac", "web.webm": "matroska", "xvid.avi": "avi"}
    assert [found[index] for index in range(len(names))] == [expected[name] for name in names]


def _workers() -> list[psutil.Process]:
    """The worker processes beneath the one supervisor that this test started last."""
    supervisors = [child for child in psutil.Process().children() if "medianest.mediapool" in child.cmdline()]
    newest = max(supervisors, key=lambda process: process.create_time())
    return [child for child in newest.children() if "medianest.mediapool.worker" in child.cmdline()]
