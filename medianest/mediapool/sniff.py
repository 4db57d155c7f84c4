"""Choose the one demuxer a file may be opened with, from its first bytes and never from its name.

A name is a claim: a playlist called ``film.mp4`` makes libav read other files. Only the demuxers named here are ever
used, each forced and whitelisted; none of them opens a second file.
"""

from __future__ import annotations

import re

from medianest.errors import MediaRefused

SNIFF_BYTES = 64 * 1024

_MATROSKA = b"\x1a\x45\xdf\xa3"
_ASF = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")
_WTV = bytes.fromhex("b7d800203749da11a64e0007e95ead8d")

# Sorted by how often libraries hold them.
_PREFIXES: tuple[tuple[bytes, str], ...] = (
    (_MATROSKA, "matroska"),
    (b"fLaC", "flac"),
    (b"OggS", "ogg"),
    (b"FLV\x01", "flv"),
    (_ASF, "asf"),
    (b"\x00\x00\x01\xba", "mpeg"),
    (b"\x00\x00\x01\xb3", "mpegvideo"),
    (b"wvpk", "wv"),
    (b"MAC ", "ape"),
    (b"TTA1", "tta"),
    (b"MPCK", "mpc8"),
    (b"MP+", "mpc"),
    (b"caff", "caf"),
    (b"DSD ", "dsf"),
    (b"FRM8", "iff"),
    (b".snd", "au"),
    (b"#!AMR", "amr"),
    (b".RMF", "rm"),
    (_WTV, "wtv"),
    (b"\x06\x0e\x2b\x34\x02\x05\x01\x01\x0d\x01\x02\x01\x01\x02", "mxf"),
    (b"DKIF\x00\x00", "ivf"),
    (b"\x0b\x77", "ac3"),
    (b"\x7f\xfe\x80\x01", "dts"),
    (b"\x1f\x07\x00\x3f", "dv"),
)
_ISO_BOXES = frozenset((b"ftyp", b"moov", b"mdat", b"free", b"wide", b"skip", b"pnot", b"uuid"))
ALLOWED = frozenset(name for _, name in _PREFIXES) | {
    "mov",
    "avi",
    "wav",
    "aiff",
    "mpegts",
    "aac",
    "mp3",
    "eac3",
}

# Two bytes that may begin an MPEG audio frame: sync, a version and a layer that exist.
_MPEG_AUDIO = re.compile(rb"\xff[\xe2-\xe7\xf2-\xf7\xfa-\xff\xea-\xef]")
_BITRATES_V1_L3 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_BITRATES_V2_L3 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_BITRATES_V1_L2 = (0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384)
_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}


def demuxer_for(head: bytes) -> str:
    """The demuxer for a file that begins with ``head`` (up to ``SNIFF_BYTES``).

    Raises:
        MediaRefused: ``empty`` or ``unknown_format``.
    """
    if not head:
        raise MediaRefused("The file is empty", "empty")
    found = _by_magic(head)
    if found is None and head.startswith(b"ID3"):
        found = _elementary_audio(head)
    found = found or _transport_stream(head) or _elementary_audio(head)
    if found is None:
        raise MediaRefused("This is not a media file that can be read", "unknown_format")
    return found


def _by_magic(head: bytes) -> str | None:
    if head[4:8] in _ISO_BOXES:
        return "mov"
    if head[:4] in (b"RIFF", b"RF64"):
        return {b"AVI ": "avi", b"AVIX": "avi", b"WAVE": "wav"}.get(head[8:12])
    if head[:4] == b"FORM":
        return "aiff" if head[8:12] in (b"AIFF", b"AIFC") else None
    for prefix, name in _PREFIXES:
        if head.startswith(prefix):
            if name == "ac3" and len(head) > 5 and head[5] >> 3 > 10:
                return "eac3"
            return name
    return None


def _transport_stream(head: bytes) -> str | None:
    """188-byte packets, or 192 with a time code before each; the first may begin a little later."""
    for size in (188, 192, 204):
        for start in range(min(size + 4, len(head))):
            marks = head[start : start + size * 8 : size]
            if len(marks) >= 3 and marks == b"\x47" * len(marks):
                return "mpegts"
    return None


def _elementary_audio(head: bytes) -> str | None:
    start = _after_id3(head)
    if start and start >= len(head):
        return "mp3"  # a cover larger than what was read; only MPEG audio carries ID3 in front in practice
    body = head[start:]
    if start and (found := _by_magic(body)) in ("flac", "wv", "ape", "tta", "mpc", "mpc8"):
        # libav's own demuxers for these skip an ID3 tag in front.
        return found
    if re.match(rb"\xff[\xf0\xf1\xf8\xf9]", body):
        return "aac"
    for match in _MPEG_AUDIO.finditer(body):
        length = _mpeg_frame_length(body, match.start())
        following = match.start() + length
        if length and (following + 4 > len(body) or _mpeg_frame_length(body, following)):
            return "mp3" if start or (match.start() < 8192 and following + 4 <= len(body)) else None
    return None


def _after_id3(head: bytes) -> int:
    start = 0
    while head[start : start + 3] == b"ID3" and len(head) >= start + 10:
        size = 0
        for byte in head[start + 6 : start + 10]:
            size = size << 7 | byte & 0x7F
        start += size + 10
    return start


def _mpeg_frame_length(data: bytes, at: int) -> int:
    """Bytes of the MPEG audio frame at ``at``; 0 when there is none."""
    if at + 4 > len(data) or data[at] != 0xFF or data[at + 1] & 0xE0 != 0xE0:
        return 0
    version, layer = data[at + 1] >> 3 & 3, data[at + 1] >> 1 & 3
    rate_index, sample_index, padding = data[at + 2] >> 4, data[at + 2] >> 2 & 3, data[at + 2] >> 1 & 1
    if version == 1 or layer not in (1, 2) or rate_index in (0, 15) or sample_index == 3:
        return 0
    rates = _BITRATES_V2_L3 if version != 3 else _BITRATES_V1_L3 if layer == 1 else _BITRATES_V1_L2
    samples = 576 if version != 3 and layer == 1 else 1152
    return samples // 8 * rates[rate_index] * 1000 // _RATES[version][sample_index] + padding
