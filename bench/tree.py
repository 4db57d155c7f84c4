"""A tree as a household has it: tagged tracks with covers on albums of artists, and small videos; always the same."""

from __future__ import annotations

import random
import struct
import subprocess
from pathlib import Path

import imageio_ffmpeg
from mutagen.flac import FLAC, Picture
from mutagen.id3 import APIC, ID3, TALB, TCON, TDRC, TIT2, TPE1, TPE2, TRCK

_TEXT = (
    "river stone light winter garden silver shadow morning paper glass engine harbour violet north summer copper "
    "letter mirror thunder meadow castle orbit lantern echo marble sparrow velvet compass ember tide"
)
_WORDS = _TEXT.split()
_GENRES = ("Rock", "Jazz", "Folk", "Electronic", "Classical", "Soul")
TRACKS_ON_ALBUM = 10
ALBUMS_OF_ARTIST = 4
SECONDS = 4


def make(folder: Path, tracks: int, videos: int) -> tuple[Path, Path]:
    """``folder/music`` and ``folder/videos``."""
    parts = folder / "parts"
    parts.mkdir(parents=True)
    sound = ["-f", "lavfi", "-i", f"sine=frequency=330:sample_rate=44100:duration={SECONDS}", "-ac", "2"]
    picture = ["-f", "lavfi", "-i", f"testsrc2=size=320x180:rate=24:duration={SECONDS}"]
    _ffmpeg([*sound, "-c:a", "libmp3lame", "-b:a", "128k", str(parts / "track.mp3")])
    _ffmpeg([*sound, "-c:a", "flac", str(parts / "track.flac")])
    both = [*picture, *sound, "-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-c:a", "aac"]
    _ffmpeg([*both, str(parts / "video.mp4")])
    _ffmpeg([*both, str(parts / "video.mkv")])
    for number in range(8):
        _ffmpeg([*picture, "-vf", f"hue=h={number * 40},scale=300:300", "-frames:v", "1", str(parts / f"{number}.jpg")])
    covers = [(parts / f"{number}.jpg").read_bytes() for number in range(8)]
    chance = random.Random(7)
    for number in range(tracks):
        _track(folder / "music", parts, covers, number, chance)
    (folder / "videos").mkdir()
    for number in range(videos):
        _video(folder / "videos", parts, number)
    return folder / "music", folder / "videos"


def _title(number: int, words: int) -> str:
    return " ".join(random.Random(number).sample(_WORDS, words)).title()


def _track(music: Path, parts: Path, covers: list[bytes], number: int, chance: random.Random) -> None:
    album_number, place = divmod(number, TRACKS_ON_ALBUM)
    artist = _title(album_number // ALBUMS_OF_ARTIST + 10_000, 2)
    album, title = _title(album_number + 20_000, 3), _title(number + 30_000, 3)
    year, genre, cover = str(1970 + album_number % 50), chance.choice(_GENRES), covers[album_number % len(covers)]
    suffix = "mp3" if album_number % 2 else "flac"
    path = music / artist / f"{album} ({year})" / f"{place + 1:02d} - {title}.{suffix}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes((parts / f"track.{suffix}").read_bytes())
    if suffix == "mp3":
        tags = ID3()
        for frame in (TIT2, TPE1, TPE2, TALB, TDRC, TCON, TRCK):
            text = {"TIT2": title, "TALB": album, "TDRC": year, "TCON": genre}.get(frame.__name__, artist)
            tags.add(frame(encoding=3, text=[f"{place + 1}/{TRACKS_ON_ALBUM}" if frame is TRCK else text]))
        tags.add(APIC(encoding=3, mime="image/jpeg", type=3, desc="", data=cover))
        tags.save(path, v2_version=4)
        return
    flac = FLAC(path)
    flac.update(
        {"title": title, "artist": artist, "albumartist": artist, "album": album, "date": year, "genre": genre}
        | {"tracknumber": str(place + 1), "tracktotal": str(TRACKS_ON_ALBUM)}
    )
    picture = Picture()
    picture.type, picture.mime, picture.data = 3, "image/jpeg", cover
    flac.add_picture(picture)
    flac.save()


def _video(videos: Path, parts: Path, number: int) -> None:
    """No two of the same bytes: an empty box at the end holds the number."""
    suffix, mark = ("mp4", struct.pack(">I4s", 16, b"free")) if number % 2 else ("mkv", b"\xec\x88")
    path = videos / f"{2000 + number % 20}" / f"{_title(number + 50_000, 2)} {number}.{suffix}"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes((parts / f"video.{suffix}").read_bytes() + mark + struct.pack(">Q", number))


def _ffmpeg(arguments: list[str]) -> None:
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-hide_banner", "-loglevel", "error", "-y", *arguments]
    subprocess.run(command, check=True, timeout=120)
