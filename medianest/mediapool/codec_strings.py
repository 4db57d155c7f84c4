"""RFC 6381 codec strings, the words in which browsers say what they can play.

Sources of the rules: ISO/IEC 14496-15 annex E (avc1, hvc1), the AV1 ISOBMFF binding 5, the VP codec ISO media file
format binding, RFC 6381 3.3 (mp4a).
"""

from __future__ import annotations

_AAC_OBJECT_TYPES = {"Main": 1, "LC": 2, "SSR": 3, "LTP": 4, "HE-AAC": 5, "HE-AACv2": 29, "LD": 23, "ELD": 39}
_AVC_PROFILES = {
    "Baseline": (66, 0),
    "Constrained Baseline": (66, 0x40),
    "Main": (77, 0),
    "Extended": (88, 0),
    "High": (100, 0),
    "High 10": (110, 0),
    "High 10 Intra": (110, 0x10),
    "High 4:2:2": (122, 0),
    "High 4:2:2 Intra": (122, 0x10),
    "High 4:4:4 Predictive": (244, 0),
    "High 4:4:4 Intra": (244, 0x10),
    "CAVLC 4:4:4": (44, 0),
}
_AV1_PROFILES = {"Main": 0, "High": 1, "Professional": 2}
_SIMPLE = {
    "opus": "opus",
    "flac": "flac",
    "vorbis": "vorbis",
    "mp3": "mp3",
    "ac3": "ac-3",
    "eac3": "ec-3",
    "dts": "dtsc",
    "alac": "alac",
    "vp8": "vp8",
}


def audio_codec_string(codec: str, profile: str | None) -> str | None:
    """``mp4a.40.2`` and the like; None for what no browser has a word for."""
    if codec == "aac":
        return f"mp4a.40.{_AAC_OBJECT_TYPES.get(profile or 'LC', 2)}"
    return _SIMPLE.get(codec)


def video_codec_string(
    codec: str, profile: str | None, level: int | None, bit_depth: int | None, extradata: bytes | None
) -> str | None:
    """The string for a video stream; exact where the decoder configuration is there, else from profile and level."""
    extra = extradata or b""
    if codec == "h264":
        return _avc(profile, level, extra)
    if codec == "hevc":
        return _hevc(profile, level, extra)
    if codec == "av1":
        return _av1(profile, level, bit_depth, extra)
    if codec == "vp9":
        return _vp9(profile, level, bit_depth)
    return _SIMPLE.get(codec)


def _avc(profile: str | None, level: int | None, extra: bytes) -> str | None:
    if len(extra) >= 4 and extra[0] == 1:
        return f"avc1.{extra[1:4].hex().upper()}"
    if extra.startswith((b"\x00\x00\x01", b"\x00\x00\x00\x01")):
        # Annex B, as in MPEG transport streams: profile and level follow the sequence parameter set's first byte.
        start = extra.find(b"\x00\x00\x01")
        while start >= 0 and start + 7 <= len(extra):
            if extra[start + 3] & 0x1F == 7:
                return f"avc1.{extra[start + 4 : start + 7].hex().upper()}"
            start = extra.find(b"\x00\x00\x01", start + 3)
    known = _AVC_PROFILES.get(profile or "")
    if known is None or not level or level < 0:
        return None
    return f"avc1.{known[0]:02X}{known[1]:02X}{level:02X}"


def _hevc(profile: str | None, level: int | None, extra: bytes) -> str | None:
    if len(extra) >= 13 and extra[0] == 1:
        space = ("", "A", "B", "C")[extra[1] >> 6]
        tier = "H" if extra[1] & 0x20 else "L"
        compatibility = int(f"{int.from_bytes(extra[2:6], 'big'):032b}"[::-1], 2)
        constraints = extra[6:12].rstrip(b"\0")
        tail = "".join(f".{byte:X}" for byte in constraints)
        return f"hvc1.{space}{extra[1] & 0x1F}.{compatibility:X}.{tier}{extra[12]}{tail}"
    number = {"Main": (1, 6), "Main 10": (2, 4), "Rext": (4, 0x10)}.get(profile or "")
    if number is None or not level or level < 0:
        return None
    return f"hvc1.{number[0]}.{number[1]:X}.L{level}.B0"


def _av1(profile: str | None, level: int | None, bit_depth: int | None, extra: bytes) -> str | None:
    if len(extra) >= 4 and extra[0] == 0x81:
        number, index = extra[1] >> 5, extra[1] & 0x1F
        tier = "H" if extra[2] & 0x80 else "M"
        depth = (12 if extra[2] & 0x20 else 10) if extra[2] & 0x40 else 8
        return f"av01.{number}.{index:02d}{tier}.{depth:02d}"
    if level is None or level < 0:
        return None
    return f"av01.{_AV1_PROFILES.get(profile or 'Main', 0)}.{level:02d}M.{bit_depth or 8:02d}"


def _vp9(profile: str | None, level: int | None, bit_depth: int | None) -> str:
    number = int(profile[-1]) if profile and profile[-1:].isdigit() else (0 if (bit_depth or 8) == 8 else 2)
    return f"vp09.{number:02d}.{level if level and level > 0 else 10:02d}.{bit_depth or 8:02d}"
