"""What YouTube's answers mean, by their shape."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medianest.errors import ProviderBroken, ProviderBusy, SignInAgain
from medianest.providers.youtube import parse
from medianest.providers.youtube.addresses import meant
from medianest.providers.youtube.durations import seconds
from medianest.providers.youtube.errors import PagingLost, judged, until_midnight
from tests.fakes.web import Answer
from tests.fakes.youtube import CHANNEL, day_over, error, video


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PT1H2M3S", 3723),
        ("PT4M", 240),
        ("PT59S", 59),
        ("PT0S", 0),
        ("P1DT2H3M4S", 93784),
        ("P1W", 604800),
        ("P0D", 0),
        ("", 0),
        (None, 0),
        ("PT1H2M3", 0),
        ("three minutes", 0),
    ],
)
def test_a_duration_may_leave_any_part_out(text, expected):
    assert seconds(text) == expected


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({}, ""),
        ({"status": {"embeddable": False}}, "not_embeddable"),
        ({"status": {"privacyStatus": "private"}}, "private"),
        ({"status": {"privacyStatus": "unlisted"}}, ""),
        ({"status": {"uploadStatus": "rejected"}}, "gone"),
        ({"status": {"uploadStatus": "deleted"}}, "deleted"),
        ({"status": {"uploadStatus": "uploaded"}}, "upcoming"),
        ({"contentDetails": {"contentRating": {"ytRating": "ytAgeRestricted"}}}, "age_restricted"),
        ({"contentDetails": {"regionRestriction": {"blocked": ["DE"]}}}, "region"),
        ({"contentDetails": {"regionRestriction": {"blocked": ["FR"]}}}, ""),
        ({"contentDetails": {"regionRestriction": {"allowed": ["FR"]}}}, "region"),
        ({"contentDetails": {"regionRestriction": {"allowed": []}}}, "region"),
        ({"snippet": {"liveBroadcastContent": "upcoming"}}, "upcoming"),
        ({"snippet": {"liveBroadcastContent": "live"}, "status": {"uploadStatus": "uploaded"}}, ""),
        ({"liveStreamingDetails": {"scheduledStartTime": "2026-01-01T00:00:00Z"}}, "upcoming"),
        (
            {
                "snippet": {"liveBroadcastContent": "upcoming"},
                "liveStreamingDetails": {"actualStartTime": "2026-01-01T00:00:00Z"},
            },
            "",
        ),
    ],
)
def test_a_video_says_why_it_cannot_be_played(more, reason):
    found = parse.video(video("aaaaaaaaaaa", "One", **more), "DE")
    assert found is not None
    assert found.unavailable == reason


def test_a_video_is_a_work_with_its_channel_pictures_and_length():
    thumbnails = {"thumbnails": {"high": {"url": "https://i.ytimg.com/h.jpg"}, "new": {"url": "https://i.ytimg.com/n"}}}
    found = parse.video(video("aaaaaaaaaaa", "One & Two", "PT1M", snippet=thumbnails))
    assert found is not None
    assert (found.work.type, found.work.title, found.work.year) == ("video", "One & Two", 2026)
    assert found.work.external_ids == {"youtube": "aaaaaaaaaaa"}
    assert found.work.details["channel"] == "Our Channel"
    assert found.parts[0].facts.duration == 60
    assert [one["path"] for one in found.work.pictures["thumb"]] == [
        "https://i.ytimg.com/h.jpg",
        "https://i.ytimg.com/n",
    ]


def test_only_a_searchs_titles_are_unescaped():
    line = {"id": {"videoId": "aaaaaaaaaaa"}, "snippet": {"title": "Tom &amp; Jerry&#39;s &lt;best&gt;"}}
    found = parse.found(line)
    assert found is not None
    assert found.work.title == "Tom & Jerry's <best>"
    plain = parse.video(video("aaaaaaaaaaa", "A &amp; B"))
    assert plain is not None
    assert plain.work.title == "A &amp; B"


def test_a_version_changes_with_what_is_kept_and_with_nothing_that_is_counted():
    one = parse.video(video("aaaaaaaaaaa", "One"))
    watched = parse.video(video("aaaaaaaaaaa", "One", statistics={"viewCount": "7"}, liveStreamingDetails={}))
    renamed = parse.video(video("aaaaaaaaaaa", "Two"))
    assert one
    assert watched
    assert renamed
    assert one.version == watched.version != renamed.version


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "id",
                        "snippet",
                        "contentDetails",
                        "status",
                        "title",
                        "thumbnails",
                        "videoId",
                        "items",
                        "duration",
                        "resourceId",
                        "regionRestriction",
                        "liveStreamingDetails",
                        "publishedAt",
                        "tags",
                        "default",
                        "url",
                    ]
                ),
                inner,
                max_size=5,
            )
        ),
        max_leaves=20,
    )
)
def test_no_shape_of_json_breaks_a_parser(value):
    entry = value if isinstance(value, dict) else {"items": value, "id": "aaaaaaaaaaa", "snippet": value}
    for part in (entry, {**entry, "id": "aaaaaaaaaaa"}):
        parse.video(part, "DE")
        parse.found(part)
        parse.playlist_entry(part)
        parse.playlist(part)
        parse.channel(part)
        parse.uploads(part)
        parse.next_page(part)
        parse.total(part)
        list(parse.entries(part))


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (error(400, "badRequest", "API key not valid.", "API_KEY_INVALID"), SignInAgain),
        (error(400, "keyInvalid", "Bad Request"), SignInAgain),
        (error(401, "authError", "Invalid Credentials"), SignInAgain),
        (error(403, "accessNotConfigured", "It is disabled.", "SERVICE_DISABLED"), SignInAgain),
        (error(403, "forbidden", "Not from there.", "API_KEY_IP_ADDRESS_BLOCKED"), SignInAgain),
        (error(403, "rateLimitExceeded", "Too fast."), ProviderBusy),
        (error(429, "rateLimitExceeded", "Queries per minute"), ProviderBusy),
        (day_over("search"), ProviderBusy),
        (day_over("rest"), ProviderBusy),
        (error(400, "invalidPageToken", "No."), PagingLost),
        (error(400, "missingRequiredParameter", "No."), ProviderBroken),
        (error(503, "backendError", "Backend Error"), ProviderBroken),
        (Answer(502, "<html>Bad gateway</html>"), ProviderBroken),
        (error(404, "playlistNotFound", "No."), type(None)),
        (error(403, "playlistItemsNotAccessible", "No."), type(None)),
    ],
)
def test_each_error_is_told_by_what_can_be_done(answer, expected):
    body = answer.body if isinstance(answer.body, str) else json.dumps(answer.body)
    assert type(judged(answer.status, body.encode())) is expected


@pytest.mark.parametrize("content", [b"", b"null", b"[]", b'{"error": "text"}', b'{"error": {"errors": [1]}}', b"\xff"])
def test_an_error_of_another_shape_is_a_broken_answer(content):
    assert isinstance(judged(500, content), ProviderBroken)


def test_a_day_that_is_used_up_ends_at_midnight_in_california():
    busy = judged(403, json.dumps(day_over("rest").body).encode())
    assert isinstance(busy, ProviderBusy)
    assert 0 < busy.retry_after <= 25 * 3600
    assert until_midnight(datetime(2026, 7, 1, 6, 0, tzinfo=UTC)) == 3600
    assert until_midnight(datetime(2026, 12, 1, 7, 0, tzinfo=UTC)) == 3600
    assert until_midnight(datetime(2026, 3, 8, 8, 0, tzinfo=UTC)) == 23 * 3600  # the clocks go forward


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (CHANNEL, ("channel", CHANNEL)),
        (f"channel:{CHANNEL}", ("channel", CHANNEL)),
        (f"https://www.youtube.com/channel/{CHANNEL}/videos", ("channel", CHANNEL)),
        ("@OurChannel", ("handle", "@OurChannel")),
        ("youtube.com/@OurChannel", ("handle", "@OurChannel")),
        ("https://www.youtube.com/playlist?list=PLabcdefghij0123456789", ("playlist", "PLabcdefghij0123456789")),
        (
            "https://www.youtube.com/watch?v=aaaaaaaaaaa&list=PLabcdefghij0123456789",
            ("playlist", "PLabcdefghij0123456789"),
        ),
        ("https://www.youtube.com/user/somebody", ("user", "somebody")),
        ("https://example.org/playlist?list=PLabcdefghij0123456789", None),
        ("https://youtube.com.example.org/@OurChannel", None),
        ("a search", None),
        ("http://[", None),
        ("", None),
    ],
)
def test_what_people_paste_is_understood_or_refused(text, expected):
    assert meant(text) == expected
