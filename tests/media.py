"""Small media files of every kind, made with ffmpeg once and kept in the temporary folder between runs.

``media("film.mp4")`` is a path that must not be changed (copy it first); the names are the keys of ``RECIPES``.
``running_pool()`` is a media pool of its own for a test.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import imageio_ffmpeg

from medianest.mediapool.client import MediaPool
from medianest.providers.base import LocalFile

SECONDS = 12
FRAME_RATE = 24
_PICTURE = f"testsrc2=size=320x180:rate={FRAME_RATE}:duration={SECONDS}"
_WIDE = f"testsrc2=size=640x360:rate={FRAME_RATE}:duration={SECONDS}"
_TONE = f"sine=frequency=440:sample_rate=48000:duration={SECONDS}"
_HIGH_TONE = f"sine=frequency=880:sample_rate=48000:duration={SECONDS}"
_H264 = "-c:v libx264 -preset superfast -pix_fmt yuv420p -g 48 -keyint_min 24 -bf 2"
_TAGS = ["-metadata", "title=A Tone", "-metadata", "artist=The Oscillators", "-metadata", "album=Waves"]

_SUBTITLES = "1\n00:00:01,000 --> 00:00:03,000\nHello, Zoë\n\n2\n00:00:05,500 --> 00:00:08,000\n<i>Second line</i>\n"
_CHAPTERS = (
    ";FFMETADATA1\n"
    "[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=6000\ntitle=First half\n"
    "[CHAPTER]\nTIMEBASE=1/1000\nSTART=6000\nEND=12000\ntitle=Second half\n"
)


def _av(video: str, audio: str, picture: str = _PICTURE) -> list[str]:
    sources = ["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", _TONE]
    return [*sources, *video.split(), "-ac", "2", *audio.split()]


def _sound(audio: str) -> list[str]:
    return ["-f", "lavfi", "-i", _TONE, "-ac", "2", *_TAGS, *audio.split()]


def _many_tracks(folder: Path, chapters: str = _CHAPTERS) -> list[str]:
    (folder / "subtitles.srt").write_text(_SUBTITLES, encoding="utf-8")
    (folder / "chapters.txt").write_text(chapters, encoding="utf-8")
    return [
        *("-f", "lavfi", "-i", _PICTURE, "-f", "lavfi", "-i", _TONE, "-f", "lavfi", "-i", _HIGH_TONE),
        *("-i", str(folder / "subtitles.srt"), "-f", "ffmetadata", "-i", str(folder / "chapters.txt")),
        *("-map", "0:v", "-map", "1:a", "-map", "2:a", "-map", "3:s", "-map_metadata", "4", "-map_chapters", "4"),
        *_H264.split(),
        *("-c:a", "aac", "-ac", "2", "-c:s", "srt"),
        *("-metadata:s:a:0", "language=eng", "-metadata:s:a:1", "language=fre", "-metadata:s:s:0", "language=eng"),
        *("-metadata:s:a:1", "title=Commentaire", "-disposition:a:0", "default", "-disposition:a:1", "0"),
    ]


def _with_opening(folder: Path) -> list[str]:
    """Chapters that name the first half an opening."""
    return _many_tracks(folder, _CHAPTERS.replace("First half", "Opening"))


def _with_cover(folder: Path) -> list[str]:
    cover = folder / "cover.jpg"
    _ffmpeg(["-f", "lavfi", "-i", "testsrc2=size=300x300:rate=1:duration=1", "-frames:v", "1", str(cover)])
    return [
        *("-f", "lavfi", "-i", _TONE, "-i", str(cover), "-map", "0:a", "-map", "1:v", "-ac", "2"),
        *(
            "-c:a",
            "libmp3lame",
            "-b:a",
            "128k",
            "-c:v",
            "copy",
            "-id3v2_version",
            "3",
            "-disposition:v",
            "attached_pic",
        ),
        *_TAGS,
    ]


def _rotated(folder: Path) -> list[str]:
    upright = folder / "upright.mp4"
    _ffmpeg([*_av(_H264, "-c:a aac"), str(upright)])
    return ["-display_rotation", "90", "-i", str(upright), "-c", "copy"]


# Every kind of file a library may hold: arguments, or a function that makes what the arguments name first.
RECIPES = {
    "film.mp4": _av(f"{_H264} -movflags +faststart", "-c:a aac"),
    "ac3.mkv": _av(_H264, "-c:a ac3"),
    "tracks.mkv": _many_tracks,
    "opening.mkv": _with_opening,
    "large.mp4": _av(_H264, "-c:a aac", _PICTURE.replace("320x180", "1280x720")),
    "hevc.mkv": _av("-c:v libx265 -preset ultrafast -x265-params log-level=none -g 48 -pix_fmt yuv420p", "-c:a aac"),
    "xvid.avi": _av("-c:v mpeg4 -q:v 6 -g 48", "-c:a libmp3lame"),
    "film.wmv": _av("-c:v wmv2 -q:v 6 -g 48", "-c:a wmav2"),
    "late.ts": _av("-c:v mpeg2video -q:v 6 -g 24 -bf 2 -output_ts_offset 3600", "-c:a mp2"),
    "h264.ts": _av(_H264, "-c:a aac"),
    "web.webm": _av("-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -b:v 300k -g 48", "-c:a libopus"),
    "silent.mp4": ["-f", "lavfi", "-i", _PICTURE, *_H264.split()],
    "wide.mp4": _av(_H264, "-c:a aac", _WIDE),
    "rotated.mp4": _rotated,
    "song.flac": _sound("-c:a flac"),
    "song.m4a": _sound("-c:a alac"),
    "song_aac.m4a": _sound("-c:a aac"),
    "song.opus": _sound("-c:a libopus"),
    "song.ogg": _sound("-c:a libvorbis"),
    "song.wma": _sound("-c:a wmav2"),
    "song.wav": _sound("-c:a pcm_s16le"),
    "cover.mp3": _with_cover,
}
_VERSION = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:12]


def folder() -> Path:
    """Where the files lie. Another version of this module has another folder."""
    place = Path(tempfile.gettempdir()) / f"medianest-test-media-{os.getuid()}-{_VERSION}"
    place.mkdir(mode=0o700, exist_ok=True)
    return place


def media(name: str) -> Path:
    """The file called ``name``, made if need be. Safe when several test processes ask at once."""
    made = folder() / name
    if not made.exists():
        recipe = RECIPES[name]
        with tempfile.TemporaryDirectory(dir=folder()) as scratch:
            arguments = recipe(Path(scratch)) if callable(recipe) else recipe
            partial = Path(scratch) / name
            _ffmpeg([*arguments, str(partial)])
            partial.replace(made)
    return made


def local_file(path: Path) -> LocalFile:
    """The value a provider would give for this path, its folder being the library's root."""
    status = path.stat()
    return LocalFile(path.parent, path.name, status.st_size, status.st_mtime_ns)


@contextmanager
def running_pool(workers: int = 2, arguments: tuple[str, ...] = (), socket: Path | None = None) -> Iterator[MediaPool]:
    """A media pool of its own: supervisor and workers, ended at the end. Without ``socket`` it listens anywhere."""
    with tempfile.TemporaryDirectory(prefix="medianest-pool-") as scratch:
        socket = socket or Path(scratch) / "run" / "media.sock"
        command = [sys.executable, "-m", "medianest.mediapool", "--socket", str(socket), "--workers", str(workers)]
        supervisor = subprocess.Popen([*command, *arguments])
        pool = MediaPool(socket)
        try:
            yield pool
        finally:
            pool.close()
            supervisor.terminate()
            supervisor.wait(10)


def _ffmpeg(arguments: list[str]) -> None:
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-hide_banner", "-loglevel", "error", "-y", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    if done.returncode:
        raise RuntimeError(f"ffmpeg could not make test media: {done.stderr[-2000:]}")


if __name__ == "__main__":
    for recipe_name in RECIPES:
        print(media(recipe_name))
