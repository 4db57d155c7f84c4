"""Making the demo library for real: whole, again, halfway, twice at once, and without room."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import av
import imageio_ffmpeg
import psutil
import pytest

from medianest.errors import Conflict, MediaNestError, StorageFull
from medianest.services.demo.maker import DemoMaker, Made
from medianest.services.demo.pieces import pieces
from medianest.services.demo.studio import Stopped

FFMPEG = Path(imageio_ffmpeg.get_ffmpeg_exe())


def few(*labels: str):
    """A plan of some pieces only: they are quick."""

    def plan(folder: Path):
        return [piece for piece in pieces(folder) if any(label in piece.label for label in labels)]

    return plan


def files(folder: Path) -> dict[str, tuple[int, int]]:
    return {
        str(path.relative_to(folder)): (path.stat().st_size, path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


def wait_for(condition, seconds: float = 60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A film with everything, one with ac3, the avi, an episode and three tracks."""
    folder = tmp_path_factory.mktemp("demo")
    heard = []
    plan = few("Night Train", "Slow Fire", "Postcards", "Sunrise", "Fundamental", "Counting Waves", "Beating")
    result = DemoMaker(folder, FFMPEG, plan).make(heard.append)
    return folder, result, heard


def test_it_makes_every_piece_and_tells_how_far_it_is(made):
    folder, result, heard = made
    assert result == Made(made=7, kept=0)
    assert [making.done for making in heard] == list(range(8))
    assert {making.total for making in heard} == {7}
    assert not (folder / ".making").exists()


def test_again_it_changes_nothing(made):
    folder, _, _ = made
    before = files(folder)
    plan = few("Night Train", "Slow Fire", "Postcards", "Sunrise", "Fundamental", "Counting Waves", "Beating")
    assert DemoMaker(folder, Path("/nonexistent"), plan).make() == Made(made=0, kept=7)
    assert files(folder) == before


def test_the_film_has_two_voices_chapters_and_subtitles(made):
    folder, _, _ = made
    home = folder / "Movies" / "The Night Train to Vesper (2019)"
    names = {path.name for path in home.iterdir()}
    stem = "The Night Train to Vesper (2019)"
    assert names == {f"{stem}.mkv", f"{stem}.nfo", f"{stem}.de.srt", "poster.jpg", "fanart.jpg"}
    with av.open(str(home / f"{stem}.mkv")) as film:
        assert [stream.language for stream in film.streams.audio] == ["eng", "deu"]
        assert [stream.language for stream in film.streams.subtitles] == ["eng"]
        assert [chapter["metadata"]["title"] for chapter in film.chapters()] == [
            "Departure",
            "The dining car",
            "Vesper",
        ]
        assert film.duration / 1e6 == pytest.approx(18, abs=0.5)
        assert (film.streams.video[0].width, film.streams.video[0].height) == (1280, 720)


def loudest(path: Path, stream: int) -> int:
    with av.open(str(path)) as media:
        resampler = av.AudioResampler(format="s16", layout="mono", rate=8000)
        return max(
            max(abs(int.from_bytes(bytes(frame.planes[0])[i : i + 2], "little", signed=True)) for i in range(0, 256, 2))
            for packet in media.demux(media.streams.audio[stream])
            for decoded in packet.decode()
            for frame in resampler.resample(decoded)
            if frame.samples >= 128
        )


def test_both_voices_are_heard_and_differ(made):
    folder, _, _ = made
    film = folder / "Movies/The Night Train to Vesper (2019)/The Night Train to Vesper (2019).mkv"
    assert loudest(film, 0) > 1500
    assert loudest(film, 1) > 1500
    packets = []
    for number in (0, 1):
        with av.open(str(film)) as media:
            packets.append(b"".join(bytes(packet) for packet in media.demux(media.streams.audio[number]))[:4000])
    assert packets[0] != packets[1]


def test_the_picture_moves_and_is_not_empty(made):
    folder, _, _ = made
    for film in sorted((folder / "Movies").rglob("*.mkv")):
        with av.open(str(film)) as media:
            stills = []
            for at in (5.0, 9.0):
                media.seek(int(at * 1e6))
                small = next(media.decode(video=0)).to_image().convert("L").resize((32, 18))
                stills.append(list(small.tobytes()))
        assert max(stills[0]) - min(stills[0]) > 40, film
        assert sum(abs(a - b) for a, b in zip(*stills, strict=True)) > 300, film


def test_one_film_needs_a_remux_and_one_a_transcode(made):
    folder, _, _ = made
    with av.open(str(folder / "Movies/Slow Fire (2023)/Slow Fire (2023).mkv")) as film:
        assert (film.streams.video[0].codec.canonical_name, film.streams.audio[0].codec.canonical_name) == (
            "h264",
            "ac3",
        )
    with av.open(str(folder / "Movies/Postcards from Saturn (1985)/Postcards from Saturn (1985).avi")) as film:
        assert film.format.name == "avi"
        assert film.streams.video[0].codec.canonical_name == "mpeg4"


def test_tracks_have_tags_loudness_covers_and_lyrics(made):
    import mutagen

    folder, _, _ = made
    home = folder / "Music" / "The Sine Family" / "Harmonics (2024)"
    flac = mutagen.File(home / "01 - Fundamental.flac")
    assert flac["album"] == ["Harmonics"]
    assert flac["albumartist"] == ["The Sine Family"]
    assert flac["replaygain_track_gain"][0].endswith(" dB")
    assert len(flac.pictures) == 1
    mp3 = mutagen.File(home / "03 - Counting Waves.mp3")
    assert mp3.tags.getall("APIC")
    assert str(mp3.tags["TRCK"]) == "3/7"
    assert mp3.tags["TXXX:REPLAYGAIN_TRACK_GAIN"]
    opus = mutagen.File(home / "05 - Beating.opus")
    assert opus["title"] == ["Beating"]
    assert (home / "03 - Counting Waves.lrc").read_text().startswith("[00:00.50]One for the shore\n")
    assert (home / "cover.jpg").stat().st_size > 10_000


def test_a_making_killed_in_the_middle_is_completed_by_the_next(tmp_path):
    script = textwrap.dedent(f"""
        from pathlib import Path
        from medianest.services.demo.maker import DemoMaker
        from medianest.services.demo.pieces import pieces
        plan = lambda folder: [p for p in pieces(folder) if p.slug in ("track02", "track04", "track05")]
        folder, ffmpeg = Path({str(tmp_path)!r}), Path({str(FFMPEG)!r})
        DemoMaker(folder, ffmpeg, plan, 1).make(lambda m: print(m.done, flush=True))
    """)
    child = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, start_new_session=True)
    while child.stdout.readline().strip() != "1":
        assert child.poll() is None
    wait_for(lambda: any(tmp_path.glob(".making/*/*")))
    os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    child.stdout.close()
    assert (tmp_path / ".making").exists()
    before = files(tmp_path / "Music")
    assert DemoMaker(tmp_path, FFMPEG, few("Octave", "Perfect Fifth", "Beating")).make() == Made(made=2, kept=1)
    assert not (tmp_path / ".making").exists()
    after = files(tmp_path / "Music")
    assert {name: after[name] for name in before} == before
    assert len([name for name in after if name.endswith((".flac", ".mp3", ".opus"))]) == 3


def test_cancelling_ends_ffmpeg_and_leaves_nothing_half_made(tmp_path):
    begun = threading.Event()
    children: list[psutil.Process] = []

    def cancelled() -> bool:
        mine = [child for child in psutil.Process().children(recursive=True) if "ffmpeg" in child.name()]
        if mine:
            children.extend(mine)
            begun.set()
        return begun.is_set()

    with pytest.raises(Stopped):
        DemoMaker(tmp_path, FFMPEG, few("Aurora", "Slow Fire")).make(cancelled=cancelled)
    assert children
    assert not any(child.is_running() and child.status() != psutil.STATUS_ZOMBIE for child in children)
    assert files(tmp_path) == {}
    assert not (tmp_path / ".making").exists()


def fake_ffmpeg(folder: Path, words: str) -> Path:
    program = folder / "ffmpeg"
    program.write_text(f"#!/bin/sh\necho '{words}' >&2\nexit 228\n")
    program.chmod(0o755)
    return program


def test_a_full_disk_is_said_plainly_and_leaves_nothing_half_made(tmp_path):
    program = fake_ffmpeg(tmp_path, "av_interleaved_write_frame(): No space left on device")
    folder = tmp_path / "demo"
    with pytest.raises(StorageFull, match="disk is full"):
        DemoMaker(folder, program, few("Sunrise", "Fundamental")).make()
    assert files(folder) == {}
    assert not (folder / ".making").exists()


def test_what_ffmpeg_said_last_is_in_the_error(tmp_path):
    program = fake_ffmpeg(tmp_path, "Unknown encoder libx264")
    with pytest.raises(MediaNestError, match="Unknown encoder libx264"):
        DemoMaker(tmp_path / "demo", program, few("Sunrise")).make()


def test_two_at_once_are_refused(tmp_path):
    refused: list[str] = []
    maker = DemoMaker(tmp_path, FFMPEG, few("Fundamental"))

    def report(_making):
        if not refused:
            with pytest.raises(Conflict) as problem:
                DemoMaker(tmp_path, FFMPEG, few("Fundamental")).make()
            refused.append(problem.value.message)

    maker.make(report)
    assert refused == ["The demo library is being made already."]
