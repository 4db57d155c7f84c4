"""Durations as YouTube writes them: ISO 8601, any part of it missing."""

from __future__ import annotations

import re

_PARTS = re.compile(r"P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?)?")
_SECONDS = (7 * 86400, 86400, 3600, 60, 1)


def seconds(text: object) -> float:
    """``PT1H2M3S`` is 3723; 0 for what is still to come, live or unreadable: YouTube says ``P0D`` then."""
    found = _PARTS.fullmatch(text) if isinstance(text, str) and len(text) < 40 else None
    if found is None:
        return 0
    return float(sum(int(part) * each for part, each in zip(found.groups(), _SECONDS, strict=True) if part))
