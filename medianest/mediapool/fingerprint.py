"""The fingerprint by which a moved or renamed file is known again: its size and its oshash.

oshash (OpenSubtitles): the size plus the sums of the first and last 64 KiB as little-endian 64-bit words, modulo 2**64.
"""

from __future__ import annotations

import os
import struct

_CHUNK = 64 * 1024


def fingerprint(fd: int, size: int) -> str:
    """Size and oshash in hexadecimal, ``"<size>-<oshash>"``. Files under 128 KiB sum what they have, zero-padded."""
    total = size
    for offset in (0, max(0, size - _CHUNK)):
        data = os.pread(fd, _CHUNK, offset)
        data += b"\0" * (-len(data) % 8)
        total += sum(struct.unpack(f"<{len(data) // 8}Q", data))
    return f"{size:x}-{total & 0xFFFFFFFFFFFFFFFF:016x}"
