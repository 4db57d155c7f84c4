"""Probing real files of each kind through the media pool."""

from pathlib import Path

import pytest

from medianest.mediapool.client import MediaPool
from medianest.mediapool.tasks import Task
from tests.media import RECIPES, local_file, media

CODECS = {
    "film.mp4": ("mov", ["h264", "aac"]),
    "ac3.mkv": ("matroska", ["h264", "ac3"]),
    "tracks.mkv": ("matroska", ["h264", "aac", "aac", "subrip"]),
    "opening.mkv": ("matroska", ["h264", "aac", "aac", "subrip"]),
    "large.mp4": ("mov", ["h264", "aac"]),
    "hevc.mkv": ("matroska", ["hevc", "aac"]),
    "xvid.avi": ("avi", ["mpeg4", "mp3"]),
    "late.ts": ("mpegts", ["mpeg2video", "mp2"]),
    "h264.ts": ("mpegts", ["h264", "aac"]),
    "web.webm": ("matroska", ["vp9", "opus"]),
    "silent.mp4": ("mov", ["h264"]),
    "wide.mp4": ("mov", ["h264", "aac"]),
    "rotated.mp4": ("mov", ["h264", "aac"]),
    "song.flac": ("flac", ["flac"]),
    "song.m4a": ("mov", ["alac"]),
    "song_aac.m4a": ("mov", ["aac"]),
    "song.opus": ("ogg", ["opus"]),
    "song.ogg": ("ogg", ["vorbis"]),
    "song.wma": ("asf", ["wmav2"]),
    "song.wav": ("wav", ["pcm_s16le"]),
    "film.wmv": ("asf", ["wmv2", "wmav2"]),
    "cover.mp3": ("mp3", ["mp3", "mjpeg"]),
}


@pytest.mark.parametrize("name", RECIPES)
def test_every_kind_tells_its_container_streams_and_duration(pool: MediaPool, name: str) -> None:
    facts = pool.probe(local_file(media(name)))
    assert (facts.container, [stream.codec for stream in facts.streams]) == CODECS[name]
    assert facts.duration == pytest.approx(12, abs=0.1)
    assert facts.size == media(name).stat().st_size
    assert facts.fingerprint.startswith(f"{facts.size:x}-")


def test_tracks_tell_language_title_default_and_chapters(pool: MediaPool) -> None:
    facts = pool.probe(local_file(media("tracks.mkv")))
    _video, english, french, subtitle = facts.streams
    assert (english.language, english.default, french.language, french.title) == ("eng", True, "fre", "Commentaire")
    assert (subtitle.kind, subtitle.language) == ("subtitle", "eng")
    assert [(chapter.start, chapter.end, chapter.title) for chapter in facts.chapters] == [
        (0.0, 6.0, "First half"),
        (6.0, 12.0, "Second half"),
    ]


def test_a_picture_that_must_be_turned_says_by_how_much(pool: MediaPool) -> None:
    assert pool.probe(local_file(media("rotated.mp4"))).streams[0].rotation == 270
    assert pool.probe(local_file(media("film.mp4"))).streams[0].rotation == 0


def test_a_cover_is_not_a_film(pool: MediaPool) -> None:
    assert [stream.kind for stream in pool.probe(local_file(media("cover.mp3"))).streams] == ["audio", "cover"]


def test_a_stream_that_starts_late_tells_when(pool: MediaPool) -> None:
    assert pool.probe(local_file(media("late.ts"))).start_time > 3600


def test_the_same_bytes_elsewhere_have_the_same_fingerprint(pool: MediaPool, tmp_path: Path) -> None:
    copy = tmp_path / "renamed.bin"
    copy.write_bytes(media("film.mp4").read_bytes())
    assert pool.probe(local_file(copy)).fingerprint == pool.probe(local_file(media("film.mp4"))).fingerprint


def test_a_batch_answers_in_order_and_names_what_failed(pool: MediaPool, tmp_path: Path) -> None:
    broken = tmp_path / "broken.mkv"
    broken.write_bytes(b"")
    paths = [media("film.mp4"), broken, tmp_path, media("song.flac")] * 40
    outcomes = list(pool.batch(Task(local_file(path), {"probe": {}}) for path in paths))
    reasons = [getattr(outcome.refusal("probe"), "reason", None) for outcome in outcomes]
    assert reasons == [None, "empty", "not_a_file", None] * 40
    assert outcomes[3].value("probe")["container"] == "flac"


def test_every_shared_file_probes_or_says_why(pool: MediaPool, shared_media: Path) -> None:
    files = [path for path in shared_media.rglob("*") if path.is_file() and path.suffix not in (".md", ".vtt")]
    outcomes = pool.batch(Task(local_file(path), {"probe": {}}) for path in files)
    refused = {path.stem for path, outcome in zip(files, outcomes, strict=True) if outcome.refusal("probe")}
    assert refused == {"zero_bytes", "random_noise", "truncated_no_moov"}
