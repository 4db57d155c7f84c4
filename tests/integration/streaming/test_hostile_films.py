"""Files that want something of the server: each is refused or contained, and reaches nothing beyond itself."""

from __future__ import annotations

import errno
import io
import os
import socket
import struct
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import imageio_ffmpeg
import pytest

from medianest.errors import MediaRefused
from medianest.mediapool.capacity import Capacity
from medianest.mediapool.client import MediaPool
from medianest.mediapool.containers import MAX_STREAMS
from medianest.mediapool.transcodes import Transcodes
from tests.media import local_file, media, running_pool

MEBIBYTE = 1024**2
# A worker gets this much address space here: what would need more fails instead of growing.
MEMORY = 900 * MEBIBYTE
CONTAINED = {
    *("invalid_data", "unknown_format", "unsupported", "nothing_to_play"),
    *("memory", "too_many_streams", "too_many_pixels"),
}


@pytest.fixture(scope="module")
def pool() -> Iterator[MediaPool]:
    with running_pool(workers=1, arguments=("--memory", str(MEMORY))) as running:
        yield running


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A pipe outside of every library: whoever opens it to read is still there when we look."""
    path = tmp_path / "outside" / "secret"
    path.parent.mkdir()
    os.mkfifo(path)
    return path


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A door on loopback that nobody is to knock at."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        door.settimeout(0)
        yield door


def nobody_reads(pipe: Path) -> bool:
    try:
        os.close(os.open(pipe, os.O_WRONLY | os.O_NONBLOCK))
    except OSError as problem:
        return problem.errno == errno.ENXIO
    return False


def nobody_knocked(door: socket.socket) -> bool:
    try:
        with closing(door.accept()[0]):
            return False
    except BlockingIOError:
        return True


def scripts(secret: Path, port: int) -> dict[str, str]:
    """Files that name others, in every language that libav reads."""
    return {
        "m3u8": f"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile://{secret}\n"
        f"#EXTINF:9,\nhttp://127.0.0.1:{port}/a.ts\n#EXT-X-ENDLIST\n",
        "concat": f"ffconcat version 1.0\nfile '{secret}'\nfile 'http://127.0.0.1:{port}/a.mp4'\n",
        "dash": "<?xml version='1.0'?><MPD xmlns='urn:mpeg:dash:schema:mpd:2011' type='static'><Period><AdaptationSet>"
        f"<Representation id='1'><BaseURL>http://127.0.0.1:{port}/a.mp4</BaseURL></Representation></AdaptationSet>"
        "</Period></MPD>",
        "sdp": f"v=0\nc=IN IP4 127.0.0.1\nm=video {port} RTP/AVP 96\na=rtpmap:96 H264/90000\n",
        "asx": f"<asx version='3.0'><entry><ref href='http://127.0.0.1:{port}/a.asf'/></entry></asx>",
    }


@pytest.mark.parametrize("kind", ["m3u8", "concat", "dash", "sdp", "asx"])
@pytest.mark.parametrize(
    "head", [b"", b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", b"\x1a\x45\xdf\xa3", b"RIFF\xff\xff\0\0AVI "]
)
def test_a_file_that_names_others_reaches_none_of_them(
    pool: MediaPool, tmp_path: Path, secret: Path, listener: socket.socket, kind: str, head: bytes
) -> None:
    film = tmp_path / "film.mp4"
    film.write_bytes(head + scripts(secret, listener.getsockname()[1])[kind].encode() * 20)
    with pytest.raises(MediaRefused) as refused:
        pool.probe(local_file(film))
    assert refused.value.reason in CONTAINED
    assert nobody_reads(secret)
    assert nobody_knocked(listener)


@pytest.mark.parametrize("demuxer", ["mov", "hls", "concat", "matroska"])
@pytest.mark.parametrize("kind", ["m3u8", "concat"])
def test_neither_does_what_codes_films(
    tmp_path: Path, secret: Path, listener: socket.socket, demuxer: str, kind: str
) -> None:
    """Even if the database said that it is a playlist."""
    film = tmp_path / "film.mp4"
    film.write_text(scripts(secret, listener.getsockname()[1])[kind])
    coding = Transcodes(tmp_path / "cache", MEBIBYTE * 64, imageio_ffmpeg.get_ffmpeg_exe, Capacity(count=1))
    opened = os.open(film, os.O_RDONLY)
    picture = {"demuxer": demuxer, "stream": 0, "width": 64, "height": 64, "frame_rate": 24.0}
    answer = coding.want({"name": "film-v0t", "number": 0, "viewer": "", "picture": picture}, [opened])
    coding.close()
    os.close(opened)
    assert answer["refused"] == "failed"
    assert nobody_reads(secret)
    assert nobody_knocked(listener)


def element(name: bytes, body: bytes) -> bytes:
    """An element of Matroska with an eight-byte length."""
    return name + struct.pack(">Q", len(body) | 1 << 56) + body


def number(name: bytes, value: int) -> bytes:
    return element(name, struct.pack(">Q", value))


def many_streams(count: int) -> bytes:
    head = element(b"\x1a\x45\xdf\xa3", element(b"\x42\x82", b"matroska") + number(b"\x42\x87", 4))
    info = element(b"\x15\x49\xa9\x66", number(b"\x2a\xd7\xb1", 1_000_000))
    audio = element(b"\xe1", element(b"\xb5", struct.pack(">d", 48000.0)) + number(b"\x9f", 2))
    tracks = b"".join(
        element(
            b"\xae",
            number(b"\xd7", place)
            + number(b"\x73\xc5", place)
            + number(b"\x83", 2)
            + element(b"\x86", b"A_AC3")
            + audio,
        )
        for place in range(1, count + 1)
    )
    block = element(b"\xa3", b"\x81\0\0\x80" + bytes(64))
    cluster = element(b"\x1f\x43\xb6\x75", number(b"\xe7", 0) + block)
    return head + element(b"\x18\x53\x80\x67", info + element(b"\x16\x54\xae\x6b", tracks) + cluster)


def test_of_ten_thousand_streams_only_as_many_are_read_as_are_allowed(pool: MediaPool, tmp_path: Path) -> None:
    film = tmp_path / "film.mkv"
    film.write_bytes(many_streams(10_000))
    assert 0 < len(pool.probe(local_file(film)).streams) <= MAX_STREAMS


def test_a_hundred_thousand_chapters_are_cut_to_a_number_that_pages_bear(pool: MediaPool, tmp_path: Path) -> None:
    chapters = tmp_path / "chapters.txt"
    rows = "".join(f"[CHAPTER]\nTIMEBASE=1/100000\nSTART={at}\nEND={at + 1}\ntitle=No. {at}\n" for at in range(100_000))
    chapters.write_text(";FFMETADATA1\n" + rows)
    film = tmp_path / "film.mkv"
    command = [
        "-i",
        str(media("silent.mp4")),
        "-f",
        "ffmetadata",
        "-i",
        str(chapters),
        "-map_chapters",
        "1",
        "-c",
        "copy",
    ]
    subprocess.run(
        [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-loglevel", "error", *command, str(film)],
        check=True,
        timeout=120,
    )
    assert film.stat().st_size > 3 * MEBIBYTE
    assert 0 < len(pool.probe(local_file(film)).chapters) <= 2000


def test_a_picture_of_thirty_thousand_by_thirty_thousand_is_refused_before_it_is_decoded(
    pool: MediaPool, tmp_path: Path
) -> None:
    small = tmp_path / "small.mkv"
    source = ["-f", "lavfi", "-i", "testsrc2=size=64x48:rate=5:duration=2", "-c:v", "mjpeg"]
    subprocess.run([imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-loglevel", "error", *source, str(small)], check=True)
    data = small.read_bytes()
    huge = struct.pack(">HH", 30_000, 30_000)
    assert struct.pack(">HH", 48, 64) in data
    data = data.replace(b"\x08" + struct.pack(">HH", 48, 64), b"\x08" + huge)
    film = tmp_path / "film.mkv"
    film.write_bytes(data)
    for operation in ("frame", "artwork"):
        outcome = pool.one(local_file(film), operation, {"from": "frame"})
        with pytest.raises(MediaRefused) as refused:
            outcome.value(operation)
        assert refused.value.reason in CONTAINED | {"no_picture"}
    assert pool.probe(local_file(media("film.mp4"))).duration > 0


@pytest.mark.parametrize(
    "inside", [b"", b"\0\0\0\x6cmvhd", b"\0\0\0\x10trak\xff\xff\xff\xfftkhd", b"\x7f\xff\xff\xf0udta"]
)
def test_an_index_of_two_gigabytes_is_refused_within_the_memory_of_a_worker(
    pool: MediaPool, tmp_path: Path, inside: bytes
) -> None:
    film = tmp_path / "film.mp4"
    with film.open("wb") as file:
        file.write(b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + struct.pack(">I", 0x7FFFFFFF) + b"moov" + inside)
        file.truncate(2**31 + 4096)
    with pytest.raises(MediaRefused) as refused:
        pool.probe(local_file(film))
    assert refused.value.reason in CONTAINED
    assert pool.probe(local_file(media("film.mp4"))).duration > 0


@pytest.mark.parametrize("table", [b"stts", b"stsc", b"stsz", b"stco", b"ctts", b"stss", b"elst"])
def test_tables_that_promise_four_thousand_million_rows_are_not_believed(
    pool: MediaPool, tmp_path: Path, table: bytes
) -> None:
    data = media("film.mp4").read_bytes()
    at = data.find(table)
    if at < 0:
        pytest.skip("there is no such table in it")
    count = at + (12 if table == b"stsz" else 8)
    film = tmp_path / "film.mp4"
    film.write_bytes(data[:count] + b"\xff\xff\xff\xff" + data[count + 4 :])
    try:
        assert pool.probe(local_file(film)).duration >= 0
    except MediaRefused as refused:
        assert refused.reason in CONTAINED  # noqa: PT017
    assert pool.probe(local_file(media("film.mp4"))).duration > 0


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("film.srt", bytes(64 * MEBIBYTE))
    return packed.getvalue()


SUBTITLES = {
    "zip": bomb(),
    "gzip": b"\x1f\x8b\x08\0\0\0\0\0\0\x03" + bytes(100_000),
    "larger than allowed": b"1\n00:00:01,000 --> 00:00:02,000\nx\n\n" * 600_000,
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(4096),
}


@pytest.mark.parametrize("kind", SUBTITLES)
def test_subtitles_that_are_none_are_refused(pool: MediaPool, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "film.srt"
    path.write_bytes(SUBTITLES[kind])
    with pytest.raises(MediaRefused) as refused:
        pool.one(local_file(path), "subtitle_file", {}).value("subtitle_file")
    assert refused.value.reason in {"unknown_format", "too_large", "invalid_data"}


@pytest.mark.parametrize(
    "text",
    [
        "1\n00:00:01,000 --> 00:00:02,000\n" + "<i>" * 500_000 + "\n",
        "[Events]\nFormat: Start, End, Text\nDialogue: 0:00:01.00,0:00:02.00," + "{\\b1" * 300_000 + "\n",
        "WEBVTT\n\n00:01.000 --> 00:02.000\n" + "&" * 1_000_000 + "\n",
    ],
    ids=["tags", "braces", "entities"],
)
def test_subtitles_that_nest_without_end_are_over_soon(pool: MediaPool, tmp_path: Path, text: str) -> None:
    """Soon is a worker's limit of processor time; beyond it the worker would be gone and say so."""
    path = tmp_path / "film.srt"
    path.write_text(text)
    try:
        found = pool.one(local_file(path), "subtitle_file", {}, limit=20).value("subtitle_file")["text"]
        assert found.startswith("WEBVTT")
    except MediaRefused as refused:
        assert refused.reason in {"unknown_format", "too_large", "invalid_data"}  # noqa: PT017
