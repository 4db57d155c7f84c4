"""NFO files: what Kodi and Jellyfin write, and what the hostile write."""

from datetime import date

import pytest

from medianest.providers.local.nfo import MAX_BYTES, NfoCredit, UnreadableNfo, parse

FILM = """<?xml version="1.0" encoding="UTF-8" standalone="yes" ?>
<movie>
  <title>The Film</title><originaltitle>Der Film</originaltitle><sorttitle>Film, The</sorttitle>
  <ratings><rating name="imdb" max="10"><value>6.1</value></rating>
           <rating name="x" max="100" default="true"><value>74</value></rating></ratings>
  <plot>  A plot.
Second line. </plot><tagline>Line</tagline><mpaa>Rated PG-13</mpaa><premiered>1999-03-31</premiered>
  <uniqueid type="imdb" default="true">tt0133093</uniqueid><uniqueid type="tmdb">603</uniqueid>
  <genre>Action / Drama</genre><genre>action</genre><tag>Best</tag><studio>House</studio>
  <credits>Ann Writer</credits><director>Bob Director</director>
  <actor><name>Cleo Actor</name><role>Hero</role></actor><actor><name></name></actor>
</movie>"""


def test_a_films_nfo_tells_everything_we_keep():
    (found,) = parse(FILM.encode())

    assert (found.kind, found.title, found.original_title, found.sort_title) == (
        "movie",
        "The Film",
        "Der Film",
        "Film, The",
    )
    assert (found.rating, found.content_rating, found.year, found.released_on) == (
        7.4,
        "PG-13",
        1999,
        date(1999, 3, 31),
    )
    assert found.overview == "A plot.\nSecond line."
    assert (found.genres, found.tags, found.studios) == (("Action", "Drama"), ("Best",), ("House",))
    assert found.external_ids == {"imdb": "tt0133093", "tmdb": "603"}
    assert found.credits == (
        NfoCredit("Cleo Actor", "actor", "Hero"),
        NfoCredit("Bob Director", "director"),
        NfoCredit("Ann Writer", "writer"),
    )


def test_several_episodes_in_one_file_are_all_read():
    one = "<episodedetails><title>{0}</title><season>1</season><episode>{1}</episode></episodedetails>"
    found = parse((one.format("A", 1) + "\n" + one.format("B", 2)).encode())

    assert [(nfo.title, nfo.season, nfo.episode) for nfo in found] == [("A", 1, 1), ("B", 1, 2)]


def test_a_link_alone_gives_the_id():
    (found,) = parse(b"https://www.imdb.com/title/tt0111161/\n")

    assert found.external_ids == {"imdb": "tt0111161"}


def test_a_link_after_the_xml_adds_an_id():
    (found,) = parse(b"<movie><title>X</title></movie>\nhttps://www.themoviedb.org/movie/278")

    assert (found.title, found.external_ids) == ("X", {"tmdb": "278"})


def test_an_artists_nfo_is_read_by_name():
    (found,) = parse(b"<artist><name>Band</name><biography>Long ago</biography><genre>Rock</genre></artist>")

    assert (found.title, found.overview, found.genres) == ("Band", "Long ago", ("Rock",))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_is_read_in_the_encodings_that_occur(encoding):
    (found,) = parse("<movie><title>Amélie</title></movie>".encode(encoding))

    assert found.title == "Amélie"


BILLION = "<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;&a;'>]><movie><title>&b;</title></movie>"
OUTSIDE = "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><movie><title>&a;</title></movie>"


@pytest.mark.parametrize(
    "data",
    [
        BILLION.encode(),
        OUTSIDE.encode(),
        BILLION.encode("utf-16"),
        b"<movie><title>&undefined;</title></movie>",
        b"<movie><title>cut",
        b"<movie><title></movie>",
        b"",
        b"\x00\xff\xfe\x00",
        b"<playlist/>",
        b"x" * (MAX_BYTES + 1),
    ],
    ids=["billion laughs", "outside file", "utf-16", "undefined", "cut", "crossed", "empty", "noise", "other", "huge"],
)
def test_a_hostile_or_broken_nfo_is_refused(data):
    with pytest.raises(UnreadableNfo):
        parse(data)


def test_a_very_deep_nfo_does_no_harm():
    deep = b"<movie>" + b"<a>" * 100_000 + b"</a>" * 100_000 + b"<title>X</title></movie>"

    assert parse(deep)[0].title == "X"


def test_absurd_values_are_left_out():
    (found,) = parse(
        b"<movie><title>X</title><year>99999</year><rating>nan</rating><premiered>31.12.1999</premiered></movie>"
    )

    assert (found.year, found.rating, found.released_on) == (None, None, None)
