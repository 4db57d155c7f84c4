"""How many pictures a machine can code at once, measured when the media pool starts.

What counts is not how many films but how many pixels a second. A second of film is coded and its processor time taken,
which is the same on a busy machine as on a quiet one.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass

from medianest.mediapool.encoders import SOFTWARE, Encoder
from medianest.mediapool.spawning import spawn
from medianest.mediapool.transcode_command import Picture

_FRAMES, _WIDTH, _HEIGHT = 48, 1280, 720
# As much noise as makes it as hard as a film, with what reading that takes.
_NOISE = 8
_TIMEOUT = 60.0
# Under no limit, but gently, and not beyond the end of the supervisor.
_CONFINED = (sys.executable, "-m", "medianest.mediapool.confine", "-1", "-1")


@dataclass(frozen=True, slots=True)
class Capacity:
    """What may run at once: ``pixels`` a second, or ``count`` films whatever their size. One always may."""

    pixels: float | None = None
    count: int | None = None

    def room(self, running: list[Picture]) -> float:
        """Pixels a second that are left beside what runs; infinite where only films are counted or nothing runs."""
        if self.count is not None:
            return float("inf") if len(running) < self.count else 0.0
        if self.pixels is None or not running:
            return float("inf")
        return max(0.0, self.pixels - sum(map(cost, running)))


def cost(picture: Picture) -> float:
    """Pixels a second of a picture that is watched as fast as it was filmed."""
    return picture.width * picture.height * picture.rate


def measured(ffmpeg: str, encoder: Encoder = SOFTWARE, cores: int | None = None) -> Capacity:
    """Code a short film as viewers get it. A machine that cannot even do that may still try one film at a time.

    With a graphics card the time on the clock counts as well: how busy the card is, nobody says.
    """
    noise = f"testsrc2=size={_WIDTH}x{_HEIGHT}:rate=24,noise=alls={_NOISE}:allf=t"
    chain = ",".join(filter(None, (noise, "format=yuv420p", encoder.upload)))
    command = [
        *(ffmpeg, "-nostdin", "-hide_banner", "-loglevel", "quiet", *encoder.before, "-filter_complex", chain),
        *("-frames:v", str(_FRAMES), *encoder.options),
        *(("-preset", "veryfast", "-crf", "22") if encoder is SOFTWARE else ("-b:v", "3M")),
        *("-bf", "0", "-f", "null", "-"),
    ]
    began = time.monotonic()
    seconds = _processor_seconds(command)
    if not seconds:
        return Capacity(count=1)
    pixels = _FRAMES * _WIDTH * _HEIGHT
    by_processor = pixels / seconds * (cores or os.cpu_count() or 1)
    by_card = pixels / (time.monotonic() - began)
    return Capacity(pixels=by_processor if encoder is SOFTWARE else min(by_processor, by_card))


def _processor_seconds(command: list[str]) -> float:
    """What a command took of the processors; 0 when it failed or did not end."""
    try:
        process = spawn([*_CONFINED, *command], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    except OSError:
        return 0.0
    timer = threading.Timer(_TIMEOUT, process.kill)
    timer.start()
    _, status, used = os.wait4(process.pid, 0)
    timer.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    return used.ru_utime + used.ru_stime if process.returncode == 0 else 0.0
