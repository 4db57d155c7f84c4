"""Each kind of library, from real files to works."""


def test_films_become_works_with_their_versions_and_sidecars(household):
    household.library("movies")
    household.put("Heat (1995)/Heat (1995).mp4")
    household.different("Heat (1995)/Heat (1995) - Director's Cut.mp4")
    (household.root / "Heat (1995)" / "Heat (1995).en.forced.srt").write_text("1\n00:00:01,000 --> 00:00:02,000\nHi\n")
    (household.root / "Heat (1995)" / "movie.nfo").write_text(
        "<movie><title>Heat</title><plot>Cops.</plot><genre>Crime</genre><actor><name>Al</name></actor></movie>"
    )
    household.different("Ran (1985).mp4")

    done = household.scan()

    assert (done.phase, done.found, done.added, done.issues) == ("done", 3, 2, 0)
    assert [(item.title, item.year, item.available) for item in household.items()] == [
        ("Heat", 1995, True),
        ("Ran", 1985, True),
    ]
    heat = household.one("movie", "Heat").id
    assert {path for path, (item, _) in household.sources().items() if item == heat} == {
        "Heat (1995)/Heat (1995).mp4",
        "Heat (1995)/Heat (1995) - Director's Cut.mp4",
    }


def test_episodes_stand_in_seasons_of_shows(household):
    household.library("shows")
    household.different("The Show (2001)/Season 01/The Show - S01E01 - One.mp4")
    household.different("The Show (2001)/Season 01/The Show - S01E02-E03 - Two and Three.mp4")
    household.different("The Show (2001)/Specials/The Show - S00E01 - Making of.mp4")

    household.scan()

    assert [(item.type, item.title) for item in household.items("show", "season")] == [
        ("season", "Season 1"),
        ("show", "The Show"),
        ("season", "Specials"),
    ]
    double = household.one("episode", "Two and Three")
    assert (double.index_number, double.index_end, double.parent_title) == (2, 3, "Season 1")


def test_tracks_stand_on_albums_of_artists(household):
    household.library("music")
    tags = {"artist": "Singer", "albumartist": "Band", "album": "Record", "date": "1999"}
    household.put("x/1.flac", "song.flac", title="First", tracknumber="1/2", discnumber="1", **tags)
    household.put("x/2.flac", "song.flac", title="Second", tracknumber="2/2", discnumber="1", **tags)
    (household.root / "x" / "1.lrc").write_text("[00:01.00]La")

    household.scan()

    assert [(item.type, item.title, item.parent_title) for item in household.items()] == [
        ("artist", "Band", None),
        ("track", "First", "Record"),
        ("album", "Record", "Band"),
        ("track", "Second", "Record"),
    ]
    assert household.one("track", "First").details["lyrics"] == "[00:01.00]La"


def test_home_videos_are_works_of_their_own_named_by_their_stems(household):
    household.library("videos")
    household.put("2020/VID_20200704_1201.mp4")
    household.put("2020/Beach.mp4")
    household.put("2021/Beach.mkv", "ac3.mkv")

    household.scan()

    assert [item.title for item in household.items("video")] == ["Beach", "Beach", "VID_20200704_1201"]
    assert household.one("video", "VID_20200704_1201").year == 2020


def test_an_unchanged_library_is_not_opened_again(household):
    household.library("movies")
    household.put("A (2000).mp4")
    household.scan()
    household.opener.opened = 0

    done = household.scan()

    assert (household.opener.opened, done.added, done.changed) == (0, 0, 0)


def test_a_new_sidecar_is_taken_up_without_opening_the_film(household):
    household.library("movies")
    household.put("A (2000)/A (2000).mp4")
    household.scan()
    household.opener.opened = 0
    (household.root / "A (2000)" / "A (2000).nfo").write_text("<movie><title>Better</title><year>2000</year></movie>")

    household.scan()

    assert household.opener.opened == 0
    assert household.one("movie").title == "Better"
