"""How episodes are named on disk, and what we read from it."""

from datetime import date

import pytest

from medianest.providers.local.names import ShowName, episode, season_of, show_name

# folders, stem, show, season, first, last, title
EPISODES = [
    (("Show", "Season 01"), "Show - S01E02 - Name", "Show", 1, 2, None, "Name"),
    (("Show", "Season 01"), "Show - s01e02", "Show", 1, 2, None, None),
    (("Show", "Season 1"), "S01E02", "Show", 1, 2, None, None),
    (("Show", "Specials"), "Show - S00E01 - Pilot", "Show", 0, 1, None, "Pilot"),
    (("Show", "Season 00"), "Show - S00E01", "Show", 0, 1, None, None),
    (("Show", "Season 1"), "Show - S01E01-E02 - Two in One", "Show", 1, 1, 2, "Two in One"),
    (("Show", "Season 1"), "Show - S01E01-02 - Two in One", "Show", 1, 1, 2, "Two in One"),
    (("Show", "Season 1"), "show.s01e01e02e03.720p.hdtv", "Show", 1, 1, 3, None),
    (("Show", "Season 1"), "Show.S01E03-1080p", "Show", 1, 3, None, None),
    (("Show", "S02"), "Show.S02E05.The.Name.1080p.WEB-DL.x264-GRP", "Show", 2, 5, None, "The Name"),
    (("Show",), "1x05 Fifth", "Show", 1, 5, None, "Fifth"),
    (("Show",), "Show - 1x05-06 - Both", "Show", 1, 5, 6, "Both"),
    (("Show", "Staffel 3"), "Show - S03E10 - Ende", "Show", 3, 10, None, "Ende"),
    (("Show", "Season 2"), "03 - Third", "Show", 2, 3, None, "Third"),
    (("Show", "Season 2"), "Episode 4", "Show", 2, 4, None, None),
    (("Show", "Season 2"), "E07", "Show", 2, 7, None, None),
    (("Anime",), "[Group] Anime - 012 [1080p]", "Anime", 1, 12, None, None),
    (("Anime",), "Anime - 112 - A Title", "Anime", 1, 112, None, "A Title"),
    (("Show",), "Show S2020E104", "Show", 2020, 104, None, None),
    ((), "Lost.S02E03.720p", "Lost", 2, 3, None, None),
    ((), "The Office - S01E01 - Pilot", "The Office", 1, 1, None, "Pilot"),
    (("Show", "Season 1"), "Show - S01E02 - 1984", "Show", 1, 2, None, "1984"),
    (("24", "Season 1"), "24 - S01E01 - Midnight", "24", 1, 1, None, "Midnight"),
]


@pytest.mark.parametrize(("folders", "stem", "show", "season", "first", "last", "title"), EPISODES)
def test_an_episode_is_read_from_its_path(folders, stem, show, season, first, last, title):
    found = episode(folders, stem)

    assert (found.show.title, found.season, found.episode, found.episode_end, found.title) == (
        show,
        season,
        first,
        last,
        title,
    )


def test_an_episode_with_a_date_is_placed_in_the_season_of_its_year():
    found = episode(("Daily",), "Daily - 2020-03-04 - A Guest")

    assert (found.aired, found.season, found.episode, found.title) == (date(2020, 3, 4), 2020, None, "A Guest")


def test_a_name_that_tells_no_number_keeps_its_title():
    found = episode(("Show", "Season 1"), "An Evening With Nobody")

    assert (found.show.title, found.season, found.episode, found.title) == ("Show", 1, None, "An Evening With Nobody")


@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        ("The Office (2005)", ShowName("The Office", 2005)),
        ("The Office (2005) {tvdb-73244}", ShowName("The Office", 2005, {"tvdb": "73244"})),
        ("the_wire", ShowName("the wire")),
        ("Dark", ShowName("Dark")),
    ],
)
def test_a_shows_folder_tells_title_year_and_ids(folder, expected):
    assert show_name(folder) == expected


@pytest.mark.parametrize(
    ("folder", "season"),
    [
        ("Season 1", 1), ("season 01", 1), ("Season_12", 12), ("S03", 3), ("Series 2", 2), ("Saison 4", 4),
        ("Specials", 0), ("Season 0", 0), ("Season 2 (2010)", 2), ("Extras", None), ("Show", None), ("Sherlock", None),
    ],
)  # fmt: skip
def test_a_seasons_folder_is_known_by_its_name(folder, season):
    assert season_of(folder) == season
