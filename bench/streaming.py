"""The first segment after a seek to where nobody has been: repacked, and coded anew beside bare ffmpeg.

Ours goes through the whole server: sign-in, rights, the media pool, the segment's own times. The other side is the same
ffmpeg with the same arguments, from its start until its first segment is on the disk.
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import httpx
import imageio_ffmpeg
import psutil

from bench.frame import Row, alternate
from bench.server import Running, serving
from medianest import routes
from medianest.mediapool.transcode_command import STEP, Picture, command

SECONDS = 120
ROUNDS = 5
_STREAMS = ['video/mp4; codecs="avc1.640028"', 'video/mp4; codecs="mp4a.40.2"']
_NOISY = f"testsrc2=size=1280x720:rate=24:duration={SECONDS},noise=alls=8:allf=t"


def film(path: Path) -> None:
    """Two minutes of 720 lines, as hard to code as a film."""
    path.parent.mkdir()
    said = "-c:v libx264 -preset ultrafast -b:v 5M -pix_fmt yuv420p -g 60 -c:a aac"
    tone = f"sine=frequency=440:duration={SECONDS}"
    inputs = ["-f", "lavfi", "-i", _NOISY, "-f", "lavfi", "-i", tone]
    subprocess.run([imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", *inputs, *said.split(), str(path)], check=True)


def folder_of(client: httpx.Client, media_id: str, force: str) -> str:
    """Where the segments of the picture lie when playback is asked for like this."""
    asked = {"profile": {"files": [], "streams": _STREAMS}, "force": force, "quality": "original"}
    offer = client.post(f"{routes.API}/media/{media_id}/playback", json=asked).raise_for_status().json()
    listed = client.get(offer["url"]).raise_for_status().text
    name = re.findall(r"^(?!#)(\S+)", listed, re.MULTILINE)[0]
    folder = f"{offer['url'].partition('?')[0].rpartition('/')[0]}/{name.rpartition('/')[0]}"
    client.get(f"{folder}/index.m3u8").raise_for_status()
    return folder


def fetched(client: httpx.Client, address: str) -> float:
    """Seconds until a segment has come whole."""
    began = time.perf_counter()
    client.get(address).raise_for_status()
    return time.perf_counter() - began


def silence(running: Running) -> None:
    """End what the server codes ahead: it would be in the way of the next turn."""
    for process in running.server.family():
        with suppress(psutil.Error):
            if "-hls_time" in process.cmdline():
                process.kill()


def bare(path: Path, number: int) -> float:
    """Seconds until ffmpeg alone has made segment ``number``."""
    picture = Picture("mov", 0, 1280, 720, frame_rate=24.0)
    with tempfile.TemporaryDirectory(prefix="medianest-bare-") as folder, path.open("rb") as source:
        said = command(imageio_ffmpeg.get_ffmpeg_exe(), picture, source.fileno(), number, folder)
        began = time.perf_counter()
        process = subprocess.Popen(["nice", "-n", "5", *said], pass_fds=(source.fileno(),))
        try:
            while not (Path(folder) / f"{number}.m4s").exists():
                if process.poll() not in (None, 0):
                    raise RuntimeError("ffmpeg failed")
                time.sleep(0.005)
            return time.perf_counter() - began
        finally:
            process.kill()
            process.wait()


def measure() -> list[Row]:
    with serving() as running:
        path = running.media / "Seek (2020)" / "Seek (2020).mp4"
        film(path)
        running.add_library("Seek", running.media, "movies")
        with running.client() as client:
            media_id = client.get(f"{routes.API}/media").raise_for_status().json()["items"][0]["id"]
            copied = folder_of(client, media_id, "remux")
            remuxed = [fetched(client, f"{copied}/{number}.m4s") for number in (17, 3, 21, 9, 14)]
            anew = folder_of(client, media_id, "transcode")
            places = iter([25, 8, 48, 16, 40, 33, 54])

            def ours() -> float:
                time.sleep(0.5)
                took = fetched(client, f"{anew}/{next(places)}.m4s")
                silence(running)
                return took

            beside = iter([26, 9, 47, 17, 41, 34, 53])
            mine, other = alternate(ROUNDS, ours, lambda: bare(path, next(beside)))
    load = f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, segments of {STEP} s"
    return [
        Row(
            "first segment after a seek, repacked", statistics.median(remuxed), "s", bar=0.3, must="at most", note=load
        ),
        Row("first 720p segment after a seek, coded anew", mine, "s", other, "ffmpeg", 1.3, must="at most", note=load),
    ]
