"""Who codes pictures: a graphics card when one works, found by trying, else the processor.

What a machine says it has means little: a driver may be missing, a device forbidden, a session limit reached. An
encoder is taken when it has coded one second. Decoding and filters stay with the processor, which reads everything.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

TRY_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Encoder:
    """``before`` goes in front of the input, ``upload`` at the end of the filters, ``options`` choose and tune.

    ``device`` is a pattern of paths of which one must exist. ``limited`` is False where a driver reserves more address
    space than any limit allows.
    """

    name: str
    options: tuple[str, ...]
    before: tuple[str, ...] = ()
    upload: str = ""
    device: str = ""
    platform: str = "linux"
    limited: bool = True


SOFTWARE = Encoder("software", ("-c:v", "libx264"), platform="")
_NODE = "/dev/dri/renderD*"
HARDWARE = (
    Encoder(
        "nvenc",
        ("-c:v", "h264_nvenc", "-preset", "p4", "-rc", "vbr", "-cq", "24", "-forced-idr", "1"),
        device="/dev/nvidia[0-9]*",
        limited=False,
    ),
    Encoder(
        "qsv",
        ("-c:v", "h264_qsv", "-preset", "veryfast", "-global_quality", "24", "-forced_idr", "1"),
        ("-init_hw_device", "qsv=card", "-filter_hw_device", "card"),
        "format=nv12,hwupload=extra_hw_frames=32",
        _NODE,
        limited=False,
    ),
    Encoder(
        "vaapi",
        ("-c:v", "h264_vaapi", "-rc_mode", "VBR"),
        ("-init_hw_device", "vaapi=card:{device}", "-filter_hw_device", "card"),
        "format=nv12,hwupload",
        _NODE,
        limited=False,
    ),
    Encoder("v4l2m2m", ("-c:v", "h264_v4l2m2m", "-num_output_buffers", "32"), device="/dev/video1[0-9]"),
    Encoder("videotoolbox", ("-c:v", "h264_videotoolbox", "-realtime", "1", "-allow_sw", "0"), platform="darwin"),
)
NAMES = ("auto", "software", *(one.name for one in HARDWARE))

Works = Callable[[list[str]], bool]
"""Whether a command ends well in time."""
Here = Callable[[str], str | None]
"""The first path that a pattern fits."""


def choose(
    ffmpeg: str, wanted: str, works: Works | None = None, here: Callable[[str], str | None] | None = None
) -> Encoder:
    """The encoder ``wanted`` (``auto``: the first card that works); the processor when it does not work.

    ``works`` and ``here`` (the first path of a pattern) can be replaced by a test's.
    """
    works, here = works or _ends_well, here or _first
    if wanted == SOFTWARE.name:
        return SOFTWARE
    for one in HARDWARE:
        if wanted not in ("auto", one.name):
            continue
        device = here(one.device) if one.device else ""
        if device is None or one.platform not in ("", sys.platform):
            continue
        ready = Encoder(
            one.name,
            one.options,
            tuple(part.format(device=device) for part in one.before),
            one.upload,
            device,
            one.platform,
            one.limited,
        )
        if works(trial(ffmpeg, ready)):
            return ready
    return SOFTWARE


def trial(ffmpeg: str, one: Encoder) -> list[str]:
    """A command that codes one second and throws it away."""
    chain = ",".join(filter(None, ("format=yuv420p", one.upload)))
    return [
        *(ffmpeg, "-nostdin", "-hide_banner", "-loglevel", "error", *one.before),
        *("-f", "lavfi", "-i", "testsrc2=size=640x360:rate=24:duration=1", "-vf", chain),
        *(*one.options, "-b:v", "2M", "-bf", "0", "-f", "null", "-"),
    ]


def _ends_well(command: list[str]) -> bool:
    try:
        done = subprocess.run(command, capture_output=True, timeout=TRY_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _first(pattern: str) -> str | None:
    path = Path(pattern)
    return min(map(str, path.parent.glob(path.name)), default=None)
