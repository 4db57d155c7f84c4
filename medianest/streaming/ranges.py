"""Which bytes a request wants, and whether it wants them at all (RFC 9110, 13 and 14). Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from email.utils import formatdate, parsedate_to_datetime
from typing import Literal

MOST_RANGES = 32
_ONE = re.compile(r"(\d{0,19})-(\d{0,19})")


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes from ``start`` to ``end``, the last one included."""

    start: int
    end: int

    @property
    def length(self) -> int:
        return self.end - self.start + 1


@dataclass(frozen=True, slots=True)
class Version:
    """What the file is now: its size and the validators that go with it."""

    size: int
    mtime_ns: int

    @property
    def etag(self) -> str:
        """Strong: a file that changes within its own nanosecond and keeps its size does not happen."""
        return f'"{self.mtime_ns:x}-{self.size:x}"'

    @property
    def last_modified(self) -> str:
        return formatdate(self.mtime_ns // 1_000_000_000, usegmt=True)


@dataclass(frozen=True, slots=True)
class Answer:
    """``whole`` (200), ``part`` (206), ``unchanged`` (304), ``changed`` (412) or ``beyond`` (416)."""

    kind: Literal["whole", "part", "unchanged", "changed", "beyond"]
    spans: tuple[Span, ...] = ()


def answer(headers: Mapping[str, str], version: Version) -> Answer:
    """What to send for these request headers (names in lower case)."""
    if not _matches(headers.get("if-match"), version, missing=True):
        return Answer("changed")
    if "if-none-match" in headers:
        if _matches(headers["if-none-match"], version, missing=False, weak=True):
            return Answer("unchanged")
    elif _not_modified_since(headers.get("if-modified-since"), version):
        return Answer("unchanged")
    wanted = headers.get("range")
    if wanted is None or not _range_still_holds(headers.get("if-range"), version):
        return Answer("whole")
    spans = parse(wanted, version.size)
    if spans is None:
        return Answer("whole")
    return Answer("part", spans) if spans else Answer("beyond")


def parse(header: str, size: int) -> tuple[Span, ...] | None:
    """The spans of a ``Range`` header that lie in a file of ``size`` bytes.

    None for what may be ignored (another unit, a syntax error, too many ranges); empty when nothing of it is there.
    Ranges that overlap or touch become one.
    """
    unit, mark, ranges = header.partition("=")
    parts = [part.strip() for part in ranges.split(",") if part.strip()]
    if unit.strip().lower() != "bytes" or not mark or not parts or len(parts) > MOST_RANGES:
        return None
    spans = []
    for part in parts:
        match = _ONE.fullmatch(part)
        if match is None or part == "-":
            return None
        first, last = match[1], match[2]
        if not first:
            start, end = max(0, size - int(last)), size - 1
            if int(last) == 0:
                continue
        else:
            start, end = int(first), min(int(last) if last else size - 1, size - 1)
            if last and int(last) < start:
                return None
        if start <= end:
            spans.append(Span(start, end))
    return _joined(spans)


def _joined(spans: list[Span]) -> tuple[Span, ...]:
    """In the order asked for; only when some overlap are they sorted and joined."""
    ordered = sorted(spans, key=lambda span: span.start)
    joined: list[Span] = []
    for span in ordered:
        if joined and span.start <= joined[-1].end + 1:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return tuple(spans) if len(joined) == len(spans) else tuple(joined)


def _matches(header: str | None, version: Version, *, missing: bool, weak: bool = False) -> bool:
    if header is None:
        return missing
    if header.strip() == "*":
        return True
    tags = [tag.strip() for tag in header.split(",")]
    return version.etag in tags or (weak and f"W/{version.etag}" in tags)


def _seconds(header: str | None) -> int | None:
    try:
        parsed = parsedate_to_datetime(header or "")
    except (ValueError, TypeError):
        return None
    return int((parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).timestamp())


def _not_modified_since(header: str | None, version: Version) -> bool:
    since = _seconds(header)
    return since is not None and version.mtime_ns // 1_000_000_000 <= since


def _range_still_holds(header: str | None, version: Version) -> bool:
    """``If-Range``: a strong tag or the very date; anything else gets the whole file."""
    if header is None:
        return True
    if header.strip().startswith(('"', "W/")):
        return header.strip() == version.etag
    return _seconds(header) == version.mtime_ns // 1_000_000_000
