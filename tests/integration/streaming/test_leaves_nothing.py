"""Whoever comes, seeks and goes leaves nothing behind: no process, no open file, no temporary file."""

from __future__ import annotations

import os
import random
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import imageio_ffmpeg
import psutil
import pytest

from medianest.mediapool import transcode_run, transcodes
from medianest.mediapool.capacity import Capacity
from medianest.mediapool.transcodes import Transcodes
from tests.integration.streaming.test_coding_anew import made, until

VISITS = 200
PICTURE = {"demuxer": "avi", "stream": 0, "width": 160, "height": 90, "frame_rate": 24.0}


def test_two_hundred_visits_leave_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transcode_run, "AHEAD", 4)
    monkeypatch.setattr(transcodes, "IDLE_SECONDS", 1.0)
    monkeypatch.setattr(transcodes, "DESERTED_SECONDS", 0.2)
    film = made(
        *("two_minutes.avi", "-f", "lavfi", "-i", "testsrc2=size=160x90:rate=24:duration=120"),
        *("-c:v", "mpeg4", "-q:v", "8", "-g", "48"),
    )
    coding = Transcodes(tmp_path / "cache", 64 * 1024**2, imageio_ffmpeg.get_ffmpeg_exe, Capacity(count=3))
    dice = random.Random(7)
    visit(coding, film, "warm", 0)
    until(lambda: coding.active() == 0 and coding._watch is None)
    me = psutil.Process()
    before = (me.num_fds(), threading.active_count())
    with ThreadPoolExecutor(8) as crowd:
        places = [(f"viewer{dice.randrange(12)}", dice.randrange(59)) for _ in range(VISITS)]
        answers = list(crowd.map(lambda place: visit(coding, film, *place), places))
    assert len(answers) == VISITS
    assert "served" in answers
    assert set(answers) <= {"served", "busy"}
    until(lambda: coding._watch is None, 30)
    assert not [child for child in me.children(recursive=True) if "-hls_time" in child.cmdline()]
    assert not list(tmp_path.glob("cache/*/run-*"))
    assert not list(tmp_path.rglob("*.partial"))
    until(lambda: (me.num_fds(), threading.active_count()) <= before)
    coding.close()


def visit(coding: Transcodes, film: Path, viewer: str, number: int) -> str:
    """Somebody opens the film at a place and closes it again."""
    opened = os.open(film, os.O_RDONLY)
    try:
        asked = {"name": "film-v0t", "number": number, "viewer": viewer, "picture": PICTURE}
        return coding.want(asked, [opened]).get("refused", "served")
    finally:
        os.close(opened)
