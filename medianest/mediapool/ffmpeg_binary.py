"""Which ffmpeg codes videos: the one that comes with pip, found without importing the package that brings it."""

from __future__ import annotations

from functools import cache


@cache
def ffmpeg_path() -> str:
    """The path of the executable; an absolute one."""
    import imageio_ffmpeg

    return imageio_ffmpeg.get_ffmpeg_exe()
