"""The fingerprint by which a moved or renamed file is known again: its size and its oshash.

oshash (OpenSubtitles): the size plus the sums of the first and last 64 KiB as little-endian 64-bit words, modulo 2**64.
"""

from __future__ import annotations

import os

_CHUNK = 64 * 1024
_WORDS = 0xFFFFFFFFFFFFFFFF
# Every other 64-bit word of a chunk: sums of two words never reach the next 128-bit lane.
_LANES = int.from_bytes((b"\xff" * 8 + b"\0" * 8) * (_CHUNK // 16), "little")
# Halves of what is left to add up, the larger first.
_HALVES = tuple((bits, (1 << bits) - 1) for bits in (_CHUNK * 8 >> step for step in range(1, 13)))


def fingerprint(fd: int, size: int) -> str:
    """Size and oshash in hexadecimal, ``"<size>-<oshash>"``. Files under 128 KiB sum what they have, zero-padded."""
    first = _sum_of_words(os.pread(fd, _CHUNK, 0))
    last = _sum_of_words(os.pread(fd, _CHUNK, size - _CHUNK)) if size > _CHUNK else first
    total = size + first + last
    return f"{size:x}-{total & _WORDS:016x}"


def _sum_of_words(data: bytes) -> int:
    """The little-endian 64-bit words of ``data``, added up by halving one long number.

    A loop over 8,192 words takes four times as long, and a first scan does this twice for each file.
    """
    number = int.from_bytes(data, "little")
    lanes = (number & _LANES) + (number >> 64 & _LANES)
    for bits, lower in _HALVES:
        lanes = (lanes & lower) + (lanes >> bits)
    return lanes
