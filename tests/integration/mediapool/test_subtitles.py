"""Subtitles of every kind become WebVTT."""

from pathlib import Path

import pytest

from medianest.errors import MediaRefused
from medianest.mediapool.client import MediaPool
from tests.media import local_file, media


def file_as_vtt(pool: MediaPool, path: Path) -> str:
    return pool.one(local_file(path), "subtitle_file").value("subtitle_file")["text"]


def test_a_text_track_comes_out_with_its_times_and_accents(pool: MediaPool) -> None:
    text = pool.one(local_file(media("tracks.mkv")), "subtitles", {"streams": [3]}).value("subtitles")["3"]
    assert text.startswith("WEBVTT")
    assert "00:00:01.000 --> 00:00:03.000\nHello, Zoë" in text
    assert "00:00:05.500 --> 00:00:08.000\n<i>Second line</i>" in text


def test_a_track_that_is_no_text_is_refused(pool: MediaPool) -> None:
    with pytest.raises(MediaRefused) as refused:
        pool.one(local_file(media("tracks.mkv")), "subtitles", {"streams": [0, 99]}).value("subtitles")
    assert refused.value.reason == "no_such_track"


def test_the_language_decides_between_encodings_that_look_alike(pool: MediaPool, tmp_path: Path) -> None:
    path = tmp_path / "film.cs.srt"
    path.write_bytes(
        "1\n00:00:01,000 --> 00:00:02,500\nDobr\u00fd ve\u010der, p\u0159\u00e1tel\u00e9\n".encode("cp1250")
    )
    outcome = pool.one(local_file(path), "subtitle_file", {"language": "cs"})
    assert "ve\u010der, p\u0159\u00e1tel\u00e9" in outcome.value("subtitle_file")["text"]


SRT = "1\r\n00:00:01,000 --> 00:00:02,500\r\nÀ bientôt, chère forêt! Où êtes-vous, garçon?\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_files_beside_the_film_are_read_in_any_encoding(pool: MediaPool, tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "film.fr.srt"
    path.write_bytes((SRT * 5).encode(encoding))
    assert "00:00:01.000 --> 00:00:02.500\nÀ bientôt, chère forêt!" in file_as_vtt(pool, path)


def test_an_ass_file_keeps_its_words_and_loses_its_drawing(pool: MediaPool, tmp_path: Path) -> None:
    path = tmp_path / "film.ass"
    path.write_text(
        "[Script Info]\nScriptType: v4.00+\n\n[V4+ Styles]\n\n[Events]\n"
        "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
        "Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,{\\pos(10,10)\\b1}Bold\\Nwords\n"
    )
    text = file_as_vtt(pool, path)
    assert "words" in text
    assert "\\pos" not in text


@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02" * 100, b"nothing like subtitles"])
def test_what_is_no_subtitle_is_refused(pool: MediaPool, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "film.srt"
    path.write_bytes(data)
    with pytest.raises(MediaRefused):
        file_as_vtt(pool, path)
