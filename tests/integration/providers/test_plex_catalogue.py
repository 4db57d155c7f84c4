"""What a Plex server tells, as plain values: films, shows and records, whatever is missing or strange."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from medianest.errors import ProviderBroken, ProviderBusy, SignInAgain
from medianest.providers.base import Account, RemoteHttp, RemoteItem
from medianest.providers.plex import provider
from medianest.providers.plex.connection import PAGE
from tests.fakes.plex_server import PNG, TOKEN, PlexServer


def connected(plex: PlexServer, token: str = TOKEN):
    return provider.connect(Account(uuid4(), "plex", {"token": token}, {"address": plex.url}, plex.machine))


def everything(connection, section) -> list[RemoteItem]:
    found, cursor = [], None
    while True:
        page = connection.page(str(section.key), cursor)
        found += page.items
        if page.cursor is None:
            assert page.total is not None
            return found
        cursor = page.cursor


def test_a_film_is_told_with_all_that_the_server_knows(plex):
    films = plex.section("movie", "Films")
    film = plex.add(
        films,
        "movie",
        "Æon",
        guids=("imdb://tt0000001", "tmdb://11", "tvdb://12"),
        titleSort="Aeon",
        originalTitle="Eon",
        year=1999,
        contentRating="gb/PG",
        audienceRating="8.5",
        tagline="Once.",
        studio="Studio",
        originallyAvailableAt="1999-05-06",
        viewCount=2,
        viewOffset=61_000,
        lastViewedAt=1_500_000_000,
        art="/library/metadata/1/art/5",
    )
    film.tags |= {"Genre": [{"tag": "Drama"}], "Director": [{"tag": "Ann"}], "Role": [{"tag": "Bo", "role": "King"}]}
    (item,) = everything(connected(plex), films)
    work = item.work
    assert (work.type, work.title, work.sort_title, work.original_title, work.year) == (
        "movie", "Æon", "Aeon", "Eon", 1999
    )  # fmt: skip
    assert work.external_ids == {"imdb": "tt0000001", "tmdb": "11", "tvdb": "12"}
    assert (work.content_rating, work.rating, work.released_on) == ("gb/PG", 8.5, date(1999, 5, 6))
    assert [(one.name, one.role, one.character) for one in work.credits] == [
        ("Ann", "director", ""), ("Bo", "actor", "King")
    ]  # fmt: skip
    assert work.pictures["poster"] == [{"from": "remote", "path": f"/library/metadata/{film.key}/thumb/1700000000"}]
    assert item.played is not None
    assert (item.played.watched, item.played.position) == (True, 61.0)
    assert item.played.at == datetime.fromtimestamp(1_500_000_000, UTC)
    (part,) = item.parts
    facts = part.facts
    assert (facts.container, facts.duration, facts.bitrate) == ("mov", 60.0, 1_200_000)
    assert [(one.kind, one.codec, one.height) for one in facts.streams] == [
        ("video", "h264", 720), ("audio", "aac", None)
    ]  # fmt: skip


def test_streams_are_told_with_libav_s_names_when_the_server_lists_them(plex):
    films = plex.section("movie", "Films")
    film = plex.add(films, "movie", "Deep")
    film.media[0] |= {"container": "mkv", "videoCodec": "hevc"}
    part = film.media[0]["parts"][0]
    part["container"] = "mkv"
    part["streams"] = [
        {"id": 1, "streamType": 1, "index": 0, "codec": "hevc", "bitDepth": 10, "colorTrc": "smpte2084", "width": 3840,
         "height": 2160, "chromaSubsampling": "4:2:0", "frameRate": "23.976", "default": 1},
        {"id": 2, "streamType": 2, "index": 1, "codec": "dca", "channels": 6, "languageCode": "eng", "default": 1},
        {"id": 3, "streamType": 3, "index": 2, "codec": "srt", "languageCode": "ger", "forced": 1},
        {"id": 4, "streamType": 3, "codec": "srt", "key": "/library/streams/4"},
        {"id": 5, "streamType": 4, "index": 4, "codec": "lrc"},
    ]  # fmt: skip
    ((item,)) = everything(connected(plex), films)
    facts = item.parts[0].facts
    assert facts.container == "matroska"
    told = [(one.index, one.kind, one.codec, one.language, one.bit_depth, one.hdr) for one in facts.streams]
    assert told == [
        (0, "video", "hevc", None, 10, "hdr10"),
        (1, "audio", "dts", "eng", None, None),
        (2, "subtitle", "subrip", "ger", None, None),
    ]


def test_versions_of_a_film_are_parts_of_one_item_and_a_film_in_two_files_is_two_works(plex):
    films = plex.section("movie", "Films")
    twice = plex.add(films, "movie", "Twice")
    twice.media.append(plex.media(width=3840, height=2160))
    split = plex.add(films, "movie", "Split")
    split.media[0]["parts"] += plex.media()["parts"]
    found = everything(connected(plex), films)
    assert [(one.work.title, one.work.part_number, len(one.parts)) for one in found] == [
        ("Twice", None, 2), ("Split", 1, 1), ("Split", 2, 1)
    ]  # fmt: skip
    assert len({part.remote_id for one in found for part in one.parts}) == 4


def test_episodes_come_with_their_show_and_season(plex):
    series = plex.section("show", "Series")
    plex.show(series, "Dark", (2, 1), contentRating="TV-MA")
    found = everything(connected(plex), series)
    assert [(one.work.title, one.work.index_number) for one in found] == [
        ("Dark 1x1", 1), ("Dark 1x2", 2), ("Dark 2x1", 1)
    ]  # fmt: skip
    show, season = found[2].holders
    assert (show.type, show.title, show.year, show.content_rating) == ("show", "Dark", 2010, "TV-MA")
    assert (season.type, season.index_number) == ("season", 2)


def test_tracks_come_with_their_artist_and_album(plex):
    music = plex.section("artist", "Records")
    artist = plex.add(music, "artist", "Band")
    plex.album(music, artist, "First", 2)
    found = everything(connected(plex), music)
    assert [(one.work.type, one.work.title, one.work.index_number) for one in found] == [
        ("track", "First 1", 1), ("track", "First 2", 2)
    ]  # fmt: skip
    assert [(one.type, one.title, one.year) for one in found[0].holders] == [
        ("artist", "Band", None), ("album", "First", 1999)
    ]  # fmt: skip


def test_own_recordings_are_works_of_their_own(plex):
    home = plex.section("movie", "Home", agent="com.plexapp.agents.none")
    plex.add(home, "movie", "Birthday", guids=("imdb://tt1",))
    (item,) = everything(connected(plex), home)
    assert (item.work.type, item.work.external_ids) == ("video", {})


def test_a_catalogue_is_told_in_pages_and_holders_are_asked_for_once(plex):
    films = plex.films(2 * PAGE + 50)
    connection = connected(plex)
    assert len({one.remote_id for one in everything(connection, films)}) == 2 * PAGE + 50
    pages = [one for one in plex.asked if one.path.endswith("/all")]
    assert [one.headers["x-plex-container-start"] for one in pages] == ["0", "100", "200"]
    series = plex.section("show", "Series")
    plex.show(series, "Long", (150,))
    everything(connection, series)
    assert len([one for one in plex.asked if one.path.startswith("/library/metadata/")]) == 1


def test_a_version_changes_with_what_is_told_and_with_nothing_else(plex):
    films = plex.films(1)
    connection = connected(plex)
    (before,) = everything(connection, films)
    film = films.things[0]
    film.attributes |= {"viewCount": 7, "lastRatedAt": 5}
    assert everything(connection, films)[0].version == before.version
    film.attributes["summary"] = "Another story."
    assert everything(connection, films)[0].version != before.version


def test_a_page_that_is_short_of_what_was_promised_is_no_end(plex, monkeypatch):
    films = plex.films(PAGE + 10)
    connection = connected(plex)
    first = connection.page(str(films.key), None)
    empty = b'<MediaContainer size="0" totalSize="110" offset="100"/>'
    monkeypatch.setattr(plex, "answer", lambda _: (200, empty, {}))
    with pytest.raises(ProviderBroken):
        connection.page(str(films.key), first.cursor)


def test_a_collection_that_is_gone_is_none(plex):
    assert connected(plex).page("77", None) is None


def test_the_bytes_of_a_part_are_named_with_the_token_in_a_header_alone(plex):
    films = plex.films(1)
    connection = connected(plex)
    (item,) = everything(connection, films)
    source = connection.open(item.parts[0].remote_id)
    assert isinstance(source, RemoteHttp)
    assert (source.url, source.size) == (
        plex.url + films.things[0].media[0]["parts"][0]["key"],
        item.parts[0].facts.size,
    )
    assert TOKEN not in source.url
    assert source.headers["X-Plex-Token"] == TOKEN
    assert TOKEN not in repr(connection.__class__) + repr(connection)
    assert connection.open("99999/1") is None
    assert connection.open(f"{item.remote_id}/1") is None


@pytest.mark.parametrize("key", ["1", "@evil/", "//evil/x", "http://evil/", "/a/../b", "/library\\x", ""])
def test_a_key_that_leads_elsewhere_is_not_followed(plex, key):
    films = plex.films(1)
    connection = connected(plex)
    (before,) = everything(connection, films)
    films.things[0].media[0]["parts"][0]["key"] = key
    assert connection.open(before.parts[0].remote_id) is None
    (item,) = everything(connection, films)
    assert (item.parts, item.unavailable) == ((), "gone")
    assert connection.picture(key) is None


def test_pictures_are_fetched_with_the_token_in_a_header(plex):
    films = plex.films(1)
    connection = connected(plex)
    (item,) = everything(connection, films)
    picture = connection.picture(item.work.pictures["poster"][0]["path"])
    assert (picture.content, picture.media_type) == (PNG, "image/png")
    assert all(TOKEN not in str(one.query) for one in plex.asked)


def test_search_finds_what_can_be_played(plex):
    series = plex.section("show", "Series")
    plex.show(series, "Dark", (1,))
    plex.films(3)
    assert [one.work.title for one in connected(plex).search("dark", 5)] == ["Dark 1x1"]


def test_what_is_played_here_is_reported_there(plex):
    films = plex.films(1)
    connection = connected(plex)
    key = str(films.things[0].key)
    connection.report(f"{key}/5", "paused", 61.5, 600)
    connection.report(key, "watched", 600, 600)
    connection.report(key, "unwatched", 0, 600)
    assert [path for path, _ in plex.said] == ["/:/timeline", "/:/scrobble", "/:/unscrobble"]
    told = plex.said[0][1]
    assert (told["ratingKey"], told["state"], told["time"], told["duration"]) == (key, "paused", "61500", "600000")


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"revoked": True}, SignInAgain),
        ({"down": True}, ProviderBusy),
        ({"garbage": b"<html>"}, ProviderBroken),
        ({"garbage": b"<MediaContainer><Video/></MediaContainer>"}, ProviderBroken),
        ({"garbage": b"\xff\xfe\x00"}, ProviderBroken),
        ({"garbage": b"<a>" * 5000}, ProviderBroken),
        ({"garbage": b'<!DOCTYPE a [<!ENTITY b "cc">]><MediaContainer machineIdentifier="&b;"/>'}, ProviderBroken),
    ],
)
def test_what_goes_wrong_is_one_of_three_kinds_and_names_no_secret(plex, fault, error):
    films = plex.films(1)
    connection = connected(plex)
    for name, value in fault.items():
        setattr(plex, name, value)
    for ask in (connection.check, connection.collections, lambda: connection.page(str(films.key), None)):
        with pytest.raises(error) as told:
            ask()
        assert TOKEN not in repr(told.value) + str(told.value)
        assert told.value.__cause__ is None


def test_a_server_that_is_switched_off_is_broken(plex):
    connection = connected(plex)
    plex.close()
    with pytest.raises(ProviderBroken):
        connection.check()


def test_an_answer_without_end_is_cut_off(plex, monkeypatch):
    monkeypatch.setattr("medianest.providers.plex.client.LONGEST_ANSWER", 100_000)
    plex.garbage = b"<MediaContainer>" + b" " * 200_000 + b"</MediaContainer>"
    with pytest.raises(ProviderBroken):
        connected(plex).check()
