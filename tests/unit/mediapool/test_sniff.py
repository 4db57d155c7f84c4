"""The demuxer comes from the bytes, never from the name."""

import pytest

from medianest.errors import MediaRefused
from medianest.mediapool.sniff import demuxer_for

MP3_FRAME = bytes.fromhex("fffb9064") + b"\0" * 413  # 128 kb/s at 44.1 kHz: 417 bytes


@pytest.mark.parametrize(
    ("head", "demuxer"),
    [
        (b"\0\0\0\x20ftypisom" + b"\0" * 64, "mov"),
        (b"\0\0\0\x08wide\0\0\0\0mdat", "mov"),
        (b"\x1a\x45\xdf\xa3" + b"\0" * 32, "matroska"),
        (b"RIFF\0\0\0\0AVI LIST", "avi"),
        (b"RIFF\0\0\0\0WAVEfmt ", "wav"),
        (b"FORM\0\0\0\0AIFC", "aiff"),
        (b"fLaC\0\0\0\x22", "flac"),
        (b"OggS\0\x02", "ogg"),
        ((b"\x47" + b"\0" * 187) * 8, "mpegts"),
        (b"\0\0\0\0" + (b"\x47" + b"\0" * 191) * 8, "mpegts"),
        (b"\x00\x00\x01\xba\x44", "mpeg"),
        (MP3_FRAME * 4, "mp3"),
        (b"ID3\x03\0\0\0\0\0\x0a" + b"\0" * 10 + MP3_FRAME * 3, "mp3"),
        (b"ID3\x03\0\0\0\0\x7f\x7f" + b"\0" * 1000, "mp3"),
        (b"ID3\x03\0\0\0\0\0\x0a" + b"\0" * 10 + b"fLaC\0", "flac"),
        (b"\xff\xf1\x50\x80\x02\x1f\xfc", "aac"),
        (b"\x0b\x77\x00\x00\x00\x40" + b"\0" * 8, "ac3"),
        (b"\x0b\x77\x00\x00\x00\x80" + b"\0" * 8, "eac3"),
    ],
)
def test_each_kind_is_known_by_its_first_bytes(head: bytes, demuxer: str) -> None:
    assert demuxer_for(head) == demuxer


@pytest.mark.parametrize(
    "head",
    [
        b"#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n",
        b"ffconcat version 1.0\nfile /etc/passwd\n",
        b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n",
        b"<?xml version='1.0'?><MPD/>",
        b"\x89PNG\r\n\x1a\n",
        b"%PDF-1.7",
        b"RIFF\0\0\0\0WEBPVP8 ",
        bytes(4096),
    ],
)
def test_playlists_pictures_and_noise_have_no_demuxer(head: bytes) -> None:
    with pytest.raises(MediaRefused) as refused:
        demuxer_for(head)
    assert refused.value.reason == "unknown_format"


def test_an_empty_file_says_so() -> None:
    with pytest.raises(MediaRefused) as refused:
        demuxer_for(b"")
    assert refused.value.reason == "empty"
