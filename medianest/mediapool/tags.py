"""The operations ``tags`` and ``track``: what an audio file says about itself, read with mutagen.

``track`` answers facts and tags from one opening. mutagen's own figures serve for the plain formats that hold one
audio stream (mp3, flac, ogg); anything else, and anything mutagen is unsure of, is probed with libav.
"""

from __future__ import annotations

import io
import re
from dataclasses import asdict
from typing import Any

import mutagen
from mutagen import MutagenError
from mutagen.aac import AAC
from mutagen.aiff import AIFF
from mutagen.asf import ASF
from mutagen.flac import FLAC
from mutagen.monkeysaudio import MonkeysAudio
from mutagen.mp3 import MP3
from mutagen.mp4 import MP4
from mutagen.musepack import Musepack
from mutagen.oggflac import OggFLAC
from mutagen.oggopus import OggOpus
from mutagen.oggspeex import OggSpeex
from mutagen.oggvorbis import OggVorbis
from mutagen.trueaudio import TrueAudio
from mutagen.wave import WAVE
from mutagen.wavpack import WavPack

from medianest.mediapool.codec_strings import audio_codec_string
from medianest.mediapool.containers import OpenedFile
from medianest.mediapool.fingerprint import fingerprint
from medianest.mediapool.operations import Reply
from medianest.mediapool.tag_names import ID3_NAMES, MP4_NAMES, NAMES
from medianest.providers.base import MediaFacts, StreamFacts

READ_AHEAD = 64 * 1024  # bytes; tags are read in dozens of small pieces
MAX_VALUES = 50
MAX_LINE = 1000
MAX_LYRICS = 100_000

# What mutagen may raise on a hostile file, besides its own error.
BROKEN = (MutagenError, ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError, OSError)
BROKEN += (EOFError, RecursionError, UnicodeError, ZeroDivisionError, MemoryError)

_BY_DEMUXER: dict[str, type[Any]] = {
    "mp3": MP3, "flac": FLAC, "mov": MP4, "asf": ASF, "aiff": AIFF, "wav": WAVE, "wv": WavPack, "ape": MonkeysAudio,
    "mpc": Musepack, "mpc8": Musepack, "tta": TrueAudio, "aac": AAC,
}  # fmt: skip
_OGG: tuple[tuple[bytes, type[Any]], ...] = (
    (b"\x01vorbis", OggVorbis),
    (b"OpusHead", OggOpus),
    (b"\x7fFLAC", OggFLAC),
    (b"Speex   ", OggSpeex),
)

# Everything there is to say of a stream and a file, silent: copying a dict costs a tenth of ``asdict``.
_STREAM = asdict(StreamFacts(0, "audio", "", default=True))
_FACTS = asdict(MediaFacts("", 0.0, 0, None, 0.0, ()))


def tags(opened: OpenedFile, _arguments: dict[str, Any]) -> Reply:
    """Only the tags; an empty dict when there are none that can be read."""
    found = open_tags(opened)
    return Reply({} if found is None else read_tags(found))


def track(opened: OpenedFile, arguments: dict[str, Any]) -> Reply:
    """``{"facts": MediaFacts, "tags": {...}}``.

    Raises:
        MediaRefused: broken, empty, or nothing to hear in it.
    """
    found = open_tags(opened)
    said = {} if found is None else read_tags(found)
    facts = None if found is None or "chapters" in said else _plain_facts(opened, found)
    if facts is not None:
        return Reply({"facts": facts, "tags": said})
    from medianest.mediapool.facts import probe

    return Reply({"facts": probe(opened, arguments).value, "tags": said})


def open_tags(opened: OpenedFile) -> Any:
    """mutagen's view of the file by its demuxer; None when mutagen cannot read it."""
    reader = _BY_DEMUXER.get(opened.demuxer)
    if opened.demuxer == "ogg":
        head = opened.read(512)
        reader = next((kind for magic, kind in _OGG if magic in head), None)
    if reader is None:
        return None
    try:
        return reader(io.BufferedReader(opened.reader(), READ_AHEAD))
    except BROKEN:
        return None


def _plain_facts(opened: OpenedFile, found: mutagen.FileType) -> dict[str, Any] | None:
    """``MediaFacts`` as JSON, from mutagen's figures; None when they do not suffice."""
    codec = {MP3: "mp3", FLAC: "flac", OggVorbis: "vorbis", OggOpus: "opus"}.get(type(found))
    info: Any = found.info
    length = float(getattr(info, "length", 0) or 0)
    if codec is None or not 0 < length < 30 * 86400 or (codec == "mp3" and (info.sketchy or info.layer != 3)):
        return None
    bitrate = int(getattr(info, "bitrate", 0) or opened.size * 8 / length)
    stream = {
        **_STREAM,
        "codec": codec,
        "codec_string": audio_codec_string(codec, None),
        "bitrate": bitrate,
        "duration": length,
        "channels": info.channels,
        "channel_layout": {1: "mono", 2: "stereo"}.get(info.channels),
        "sample_rate": 48000 if codec == "opus" else info.sample_rate,
        "bit_depth": getattr(info, "bits_per_sample", None),
    }
    return {
        **_FACTS,
        "container": opened.demuxer,
        "duration": length,
        "size": opened.size,
        "bitrate": bitrate,
        "streams": (stream,),
        "fingerprint": fingerprint(opened.fd, opened.size),
    }


def read_tags(found: Any) -> dict[str, Any]:
    """Tags under one set of names, whatever the format calls them: texts, lists of texts, and flags."""
    try:
        if isinstance(found, MP4):
            raw = _mp4(found)
        elif hasattr(found.tags, "getall"):
            raw = _id3(found.tags)
        else:
            raw = _named(found)
        return _settle(raw)
    except BROKEN:
        return {}


def _id3(frames: Any) -> dict[str, list[str]]:
    raw: dict[str, list[str]] = {}
    for key, frame in list(frames.items())[:500]:
        kind = key[:4]
        if kind == "TXXX":
            name = NAMES.get(frame.desc.lower())
        elif kind == "UFID":
            name = "musicbrainz_track" if "musicbrainz" in key else None
        else:
            name = ID3_NAMES.get(kind)
        if name is None:
            continue
        if kind == "UFID":
            raw[name] = [frame.data[:64].decode("ascii", "replace")]
        elif kind == "TCON":
            raw[name] = list(frame.genres)
        elif kind == "SYLT":
            raw.setdefault(name, []).append(_synchronised(frame))
        elif kind in ("APIC", "CHAP"):
            raw[name] = ["1"]
        else:
            raw.setdefault(name, []).extend(str(text) for text in _list_of(frame.text))
    return raw


def _synchronised(frame: Any) -> str:
    """An SYLT frame as LRC lines; only those timed in milliseconds."""
    if frame.format != 2:
        return ""
    return "\n".join(
        f"[{time // 60000:02d}:{time % 60000 / 1000:05.2f}]{line.strip()}" for line, time in frame.text[:5000]
    )


def _mp4(found: MP4) -> dict[str, list[str]]:
    raw: dict[str, list[str]] = {}
    for key, value in list((found.tags or {}).items())[:500]:
        name = NAMES.get(key.rsplit(":", 1)[-1].lower()) if key.startswith("----") else MP4_NAMES.get(key)
        if name is None:
            continue
        if key in ("trkn", "disk"):
            number, total = value[0]
            raw[name] = [f"{number}/{total}" if total else str(number)]
        elif key == "covr":
            raw[name] = ["1"]
        elif key == "cpil":
            raw[name] = ["1" if value else "0"]
        else:
            raw[name] = [
                one.decode("utf-8", "replace") if isinstance(one, bytes) else str(one) for one in _list_of(value)
            ]
    return raw


def _named(found: Any) -> dict[str, list[str]]:
    """Vorbis comments, APEv2 and ASF: names in clear."""
    raw: dict[str, list[str]] = {}
    for key in list(dict.fromkeys((found.tags or {}).keys()))[:500]:
        lowered = key.lower()
        name = NAMES.get(lowered)
        if name is None:
            if re.fullmatch(r"chapter\d{3}", lowered):
                raw["chapters"] = ["1"]
            continue
        if name == "cover":
            raw[name] = ["1"]
            continue
        value = found.tags[key]
        raw.setdefault(name, []).extend(
            str(one) for one in (value if isinstance(value, list) else list(_list_of(value)))
        )
    if getattr(found, "pictures", None):
        raw["cover"] = ["1"]
    return raw


def _list_of(value: Any) -> list[Any]:
    if isinstance(value, str | bytes):
        return [value]
    try:
        return list(value)[:MAX_VALUES]
    except TypeError:
        return [value]


_MANY = frozenset(("artists", "albumartists", "genres", "composers"))
_FLAGS = frozenset(("cover", "chapters", "compilation"))


def _settle(raw: dict[str, list[str]]) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for name, values in raw.items():
        limit = MAX_LYRICS if name == "lyrics" else MAX_LINE
        texts = [text for value in values[:MAX_VALUES] if (text := _clean(value, limit))]
        if not texts:
            continue
        if name in _FLAGS:
            if texts[0].lower() not in ("0", "false", "no"):
                said[name] = True
        elif name in _MANY:
            said[name] = list(dict.fromkeys(texts))
        else:
            said[name] = max(texts, key=len) if name == "lyrics" else texts[0]
    return said


def _clean(value: str, limit: int) -> str:
    kept = value[:limit].replace("\0", "").strip()
    if not kept.isprintable():
        kept = "".join(letter for letter in kept if letter in "\n\t" or letter.isprintable()).strip()
    return kept
