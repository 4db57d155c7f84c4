"""AAC of transport streams and raw files carries its configuration in every frame (ADTS); MP4 wants it once.

ADTS header: ISO/IEC 13818-7 6.2; AudioSpecificConfig: ISO/IEC 14496-3 1.6.2.1.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from medianest.mediapool.containers import OpenedFile
from medianest.mediapool.packets import base_time, packets_from

_HEADER = 7


def is_adts(data: bytes) -> bool:
    return len(data) > _HEADER and data[0] == 0xFF and data[1] & 0xF6 == 0xF0


def strip_adts(data: bytes) -> bytes:
    """The frame without its header; anything else as it is. Only ask for AAC without a configuration of its own."""
    if not is_adts(data):
        return data
    return data[_HEADER if data[1] & 1 else _HEADER + 2 :]


def adts_config(opened: OpenedFile, stream: Any) -> bytes | None:
    """The AudioSpecificConfig that ADTS frames imply; None when the stream is no ADTS."""
    context = stream.codec_context
    if context.codec.canonical_name != "aac" or context.extradata:
        return None
    packet = next(iter(packets_from(opened, stream, base_time(opened) + Fraction(0))), None)
    if packet is None or not is_adts(data := bytes(packet)):
        return None
    object_type = (data[2] >> 6) + 1
    rate_index = data[2] >> 2 & 0x0F
    channels = (data[2] & 1) << 2 | data[3] >> 6
    return (object_type << 11 | rate_index << 7 | channels << 3).to_bytes(2, "big")
