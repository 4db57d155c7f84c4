"""Subtitles as WebVTT, from the film or from a file beside it; made once and kept."""

from __future__ import annotations

import os
import posixpath
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from medianest.errors import NotFound
from medianest.mediapool.client import MediaPool
from medianest.services.playback import PlayableSource
from medianest.services.tracks import SIDECAR, TEXT_CODECS, language_key
from medianest.streaming.disk_cache import sweep, used, version_key

# All text of a film comes from one reading, which for a large file on a slow disk takes this long at most.
_READ_LIMIT = 110.0
_LARGEST_CACHE = 256 * 1024**2


class Subtitles:
    def __init__(self, pool: MediaPool, folder: Path) -> None:
        self._pool = pool
        self._folder = folder

    def webvtt(self, source: PlayableSource, track_id: str) -> str:
        """The track's text; blocks while the film is read the first time.

        Raises:
            NotFound: there is no such track, or it holds pictures.
            MediaRefused: it cannot be read.
        """
        if track_id.startswith(SIDECAR):
            return self._beside(source, track_id)
        wanted = [stream for stream in source.streams if stream.kind == "subtitle" and stream.codec in TEXT_CODECS]
        if not any(str(stream.index) == track_id for stream in wanted):
            raise NotFound("There is no such subtitle track.", track=track_id)
        name = version_key(source.file)
        kept = self._kept(name, track_id)
        if kept is not None:
            return kept
        arguments = {"streams": [stream.index for stream in wanted]}
        texts = self._pool.one(source.file, "subtitles", arguments, _READ_LIMIT).value("subtitles")
        for index, text in texts.items():
            self._keep(name, index, text)
        if track_id not in texts:
            raise NotFound("There is no such subtitle track.", track=track_id)
        return texts[track_id]

    def _beside(self, source: PlayableSource, track_id: str) -> str:
        number = track_id.removeprefix(SIDECAR)
        if not number.isdecimal() or int(number) >= len(source.sidecars):
            raise NotFound("There is no such subtitle track.", track=track_id)
        note = source.sidecars[int(number)]
        rate = next((stream.frame_rate for stream in source.streams if stream.kind == "video"), None)
        file = replace(source.file, relative_path=posixpath.normpath(str(note["path"])))
        arguments = {"frame_rate": rate, "language": language_key(note.get("language"))}
        return self._pool.one(file, "subtitle_file", arguments).value("subtitle_file")["text"]

    def _kept(self, name: str, track_id: str) -> str | None:
        path = self._folder / name / f"{track_id}.vtt"
        try:
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        used(path)
        return text

    def _keep(self, name: str, track_id: str, text: str) -> None:
        """A full disk only means that the film is read again."""
        folder = self._folder / name
        partial = folder / f"{track_id}.{os.getpid()}.partial"
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            partial.write_text(text, encoding="utf-8")
            partial.replace(folder / f"{track_id}.vtt")
            sweep(self._folder, _LARGEST_CACHE)
