"""Which bytes a request wants."""

import pytest

from medianest.streaming.ranges import Answer, Span, Version, answer, parse

NOW = Version(1000, 1_700_000_000_500_000_000)
OTHER = Version(1000, 1_700_000_000_500_000_001)


@pytest.mark.parametrize(
    ("header", "spans"),
    [
        ("bytes=0-", (Span(0, 999),)),
        ("bytes=0-0", (Span(0, 0),)),
        ("bytes=-1", (Span(999, 999),)),
        ("bytes=-5000", (Span(0, 999),)),
        ("bytes=900-5000", (Span(900, 999),)),
        ("BYTES = 1-2 , 4-5", (Span(1, 2), Span(4, 5))),
        ("bytes=4-5,1-2", (Span(4, 5), Span(1, 2))),
        ("bytes=0-10,5-20,21-30", (Span(0, 30),)),
        ("bytes=5000-6000,1-2", (Span(1, 2),)),
        ("bytes=1000-", ()),
        ("bytes=-0", ()),
        ("bytes=9-5", None),
        ("bytes=-", None),
        ("bytes=a-b", None),
        ("bytes=", None),
        ("items=0-1", None),
        ("bytes 0-1", None),
        ("bytes=" + ",".join(f"{n}-{n}" for n in range(0, 200, 2)), None),
    ],
)
def test_a_range_header_names_spans_or_is_ignored(header: str, spans: tuple[Span, ...] | None) -> None:
    assert parse(header, 1000) == spans


def test_nothing_lies_in_an_empty_file() -> None:
    assert parse("bytes=0-", 0) == ()


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, Answer("whole")),
        ({"range": "bytes=1-2"}, Answer("part", (Span(1, 2),))),
        ({"range": "bytes=2000-"}, Answer("beyond")),
        ({"range": "lines=1-2"}, Answer("whole")),
        ({"if-none-match": NOW.etag}, Answer("unchanged")),
        ({"if-none-match": f"W/{NOW.etag}"}, Answer("unchanged")),
        ({"if-none-match": "*"}, Answer("unchanged")),
        ({"if-none-match": f'"x", {NOW.etag}', "range": "bytes=1-2"}, Answer("unchanged")),
        ({"if-none-match": OTHER.etag, "if-modified-since": NOW.last_modified}, Answer("whole")),
        ({"if-modified-since": NOW.last_modified}, Answer("unchanged")),
        ({"if-modified-since": "yesterday"}, Answer("whole")),
        ({"if-match": OTHER.etag}, Answer("changed")),
        ({"if-match": NOW.etag}, Answer("whole")),
        ({"range": "bytes=1-2", "if-range": NOW.etag}, Answer("part", (Span(1, 2),))),
        ({"range": "bytes=1-2", "if-range": f"W/{NOW.etag}"}, Answer("whole")),
        ({"range": "bytes=1-2", "if-range": OTHER.etag}, Answer("whole")),
        ({"range": "bytes=1-2", "if-range": NOW.last_modified}, Answer("part", (Span(1, 2),))),
        ({"range": "bytes=1-2", "if-range": "Wed, 21 Oct 2015 07:28:00 GMT"}, Answer("whole")),
    ],
)
def test_conditions_come_before_ranges(headers: dict[str, str], expected: Answer) -> None:
    assert answer(headers, NOW) == expected
