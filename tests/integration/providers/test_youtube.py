"""Google's own client, unmodified, against YouTube's wire format on loopback."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from uuid import uuid4

import pytest

from medianest.errors import Invalid, ProviderBroken, ProviderBusy, SignInAgain
from medianest.providers.base import Account, Embed
from medianest.providers.youtube import YouTubeProvider
from tests.fakes.web import Answer
from tests.fakes.youtube import CHANNEL, KEY, FakeYouTube, day_over, error, video

PLAYLIST = "PLabcdefghij0123456789"


@pytest.fixture
def fake() -> Iterator[FakeYouTube]:
    made = FakeYouTube()
    made.add(*(video(f"video{number:06}", f"Video {number}") for number in range(120)))
    made.add_playlist(PLAYLIST, "Our playlist", *(f"video{number:06}" for number in range(120)))
    made.add_channel(CHANNEL, "Our Channel", *(f"video{number:06}" for number in range(60)))
    yield made
    made.close()


@pytest.fixture
def connect(fake: FakeYouTube):
    def make(key: str = KEY, **settings: str):
        return YouTubeProvider(fake.url, fake.url).connect(Account(uuid4(), "youtube", {"key": key}, settings))

    return make


def test_a_key_is_checked_by_one_cheap_question(fake, connect):
    assert connect().check().remote_id == "youtube"
    assert [request.path for request in fake.asked] == ["/youtube/v3/i18nRegions"]
    with pytest.raises(SignInAgain):
        connect("another-key-0123456789").check()


@pytest.mark.parametrize(
    ("answers", "field"),
    [({"key": "no key!"}, "key"), ({"region": "Germany"}, "region"), ({"searches": "many"}, "searches")],
)
def test_an_answer_of_the_form_that_cannot_be_is_refused_before_anything_is_asked(connect, fake, answers, field):
    with pytest.raises(Invalid) as refused:
        connect(**{"key": KEY, **answers})
    assert set(refused.value.fields) == {field}
    assert not fake.asked


def test_a_playlist_is_read_in_pages_with_the_details_of_its_videos(fake, connect):
    connection, cursor, titles = connect(), None, []
    while True:
        page = connection.page(f"playlist:{PLAYLIST}", cursor)
        titles += [item.work.title for item in page.items]
        assert all(item.parts[0].facts.duration == 213 for item in page.items)
        if (cursor := page.cursor) is None:
            break
    assert titles == [f"Video {number}" for number in range(120)]
    assert len(fake.asked) == 6


def test_a_channel_is_its_uploads(connect):
    page = connect().page(f"channel:{CHANNEL}", None)
    assert (len(page.items), page.total) == (50, 60)
    assert len(connect().page(f"channel:{CHANNEL}", page.cursor).items) == 10


def test_videos_that_went_stay_as_ghosts_with_the_reason_and_duplicates_are_one(fake, connect):
    fake.add(video("privatepriv", "Secret", status={"privacyStatus": "private"}))
    fake.playlists[PLAYLIST].videos = ["deletedgone", "privatepriv", "video000001", "video000001"]
    items = connect().page(f"playlist:{PLAYLIST}", None).items
    told = [(item.remote_id, item.unavailable) for item in items]
    assert told == [("deletedgone", "deleted"), ("privatepriv", "private"), ("video000001", "")]
    assert "Secret" not in repr(items)


def test_a_collection_that_is_gone_is_none_and_a_lost_cursor_begins_again(connect):
    assert connect().page("playlist:PLgoneeeeeeeeeeeeee", None) is None
    assert connect().page("channel:UCzzzzzzzzzzzzzzzzzzzzzz", None) is None
    page = connect().page(f"playlist:{PLAYLIST}", f"{PLAYLIST}|no-token-of-theirs")
    assert page.items[0].work.title == "Video 0"


def test_what_is_found_has_plain_titles_and_its_length(fake, connect):
    fake.add(video("surfsurf001", "Surf & 'Omega' <3"))
    found = connect(region="de").search("surf", 10)
    assert [(item.work.title, item.parts[0].facts.duration) for item in found] == [("Surf & 'Omega' <3", 213)]
    assert fake.of("/youtube/v3/search")[-1].query["regionCode"] == "DE"


def test_a_channel_or_playlist_is_found_by_what_somebody_pastes(connect):
    connection = connect()
    assert [one.remote_id for one in connection.find("@OurChannel")] == [f"channel:{CHANNEL}"]
    found = connection.find(f"https://www.youtube.com/playlist?list={PLAYLIST}")
    assert [(one.remote_id, one.title, one.count, one.type) for one in found] == [
        (f"playlist:{PLAYLIST}", "Our playlist", 120, "videos")
    ]
    assert connection.find("@nobodyatall") == []
    with pytest.raises(Invalid):
        connection.find("cats")


def test_a_feed_says_whether_there_is_something_new_and_costs_no_quota(fake, connect):
    connection, before = connect(), dict(fake.quota)
    first = connection.mark(f"channel:{CHANNEL}")
    assert first == connection.mark(f"channel:{CHANNEL}")
    fake.add(video("newnewnew01", "New"))
    fake.playlists["UU" + CHANNEL[2:]].videos.insert(0, "newnewnew01")
    assert connection.mark(f"channel:{CHANNEL}") != first
    assert connection.mark("playlist:PLgoneeeeeeeeeeeeee") is None
    assert fake.quota == before


def test_a_video_is_played_by_youtubes_own_player_and_nothing_else(connect):
    assert connect().open("video000001") == Embed("https://www.youtube-nocookie.com/embed/video000001")
    assert connect().open("../../evil?x") is None


def test_pictures_come_from_youtube_only(fake, connect):
    found = connect().picture(f"{fake.url}/vi/video000001/default.png")
    assert found.media_type == "image/png"
    for address in (
        "https://example.org/a.png",
        "http://169.254.169.254/latest",
        "file:///etc/passwd",
        "not an address",
    ):
        assert connect().picture(address) is None


@pytest.mark.parametrize(
    "answer",
    [
        Answer(503, "<html>Service Unavailable</html>"),
        Answer(200, "<html>hello</html>"),
        Answer(200, ""),
        Answer(200, []),
        error(503, "backendError", "Backend Error"),
        Answer(302, "", {"location": "http://127.0.0.1:1/"}),
    ],
)
def test_an_answer_that_makes_no_sense_is_a_broken_provider(fake, connect, answer):
    fake.errors["videos"] = answer
    with pytest.raises(ProviderBroken):
        connect().item("video000001")
    assert len(fake.asked) == 1


def test_an_answer_without_what_it_should_hold_is_empty(fake, connect):
    fake.errors["videos"] = Answer(200, {"items": [{"id": 7}, None, "x", {"id": "short"}]})
    assert connect().item("video000001") is None


def test_a_purse_that_is_used_up_stops_its_own_calls_until_midnight(fake, connect):
    fake.quota["search"] = 0
    with pytest.raises(ProviderBusy) as busy:
        connect().search("video", 5)
    assert busy.value.retry_after > 0
    assert connect().item("video000001") is not None
    fake.quota["rest"] = 0
    with pytest.raises(ProviderBusy):
        connect().item("video000001")


def test_nobody_there_is_a_broken_provider():
    connection = YouTubeProvider("http://127.0.0.1:1").connect(Account(uuid4(), "youtube", {"key": KEY}))
    with pytest.raises(ProviderBroken):
        connection.check()


def test_the_key_is_in_no_log_and_no_error(fake, connect, caplog):
    caplog.set_level(logging.DEBUG)
    connection = connect()
    connection.item("video000001")
    said = []
    for answer in (error(403, "forbidden", "No."), error(500, "backendError", "No."), day_over("rest")):
        fake.errors["videos"] = answer
        try:
            connection.item("video000001")
        except (ProviderBroken, ProviderBusy) as problem:
            said.append(f"{problem!r} {problem.subject} {problem.__cause__!r}")
    assert len(said) == 3
    assert fake.asked[0].query["key"] == KEY
    assert KEY not in " ".join(said) + caplog.text + repr(connection)
