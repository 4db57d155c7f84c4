"""How films are named on disk, and what we read from it."""

import pytest

from medianest.providers.local.names import FilmName, film

# folder, stem, title, year, edition, part, marked
FILMS = [
    ("", "Metropolis (1927)", "Metropolis", 1927, None, None, True),
    ("Metropolis (1927)", "Metropolis (1927)", "Metropolis", 1927, None, None, True),
    ("Metropolis (1927)", "Metropolis", "Metropolis", 1927, None, None, True),
    ("Metropolis (1927)", "metropolis.1080p", "Metropolis", 1927, None, None, True),
    ("Metropolis (1927)", "film", "Metropolis", 1927, None, None, True),
    ("Blade Runner (1982)", "Blade Runner (1982) - Final Cut", "Blade Runner", 1982, "Final Cut", None, True),
    ("Blade Runner (1982)", "Blade Runner - Final Cut", "Blade Runner", 1982, "Final Cut", None, True),
    ("", "Blade Runner (1982) {edition-Director's Cut}", "Blade Runner", 1982, "Director's Cut", None, True),
    ("", "Brazil (1985) - 1080p", "Brazil", 1985, "1080p", None, True),
    ("", "Brazil (1985) [1080p] [BluRay]", "Brazil", 1985, None, None, True),
    ("", "Brazil (1985) Extended 1080p BluRay x264", "Brazil", 1985, "Extended", None, True),
    ("", "Brazil [1985]", "Brazil", 1985, None, None, True),
    ("", "2001 A Space Odyssey (1968)", "2001 A Space Odyssey", 1968, None, None, True),
    ("", "1917 (2019)", "1917", 2019, None, None, True),
    ("", "2012", "2012", None, None, None, False),
    ("", "The.Matrix.1999.1080p.BluRay.x264-GRP", "The Matrix", 1999, None, None, False),
    ("", "The Matrix 1999 2160p UHD", "The Matrix", 1999, None, None, False),
    ("", "Blade.Runner.2049.2017.1080p.WEB-DL", "Blade Runner 2049", 2017, None, None, False),
    ("", "Some_Film_2003_DVDRip", "Some Film", 2003, None, None, False),
    ("", "Stalker (1979) cd1", "Stalker", 1979, None, 1, True),
    ("", "Stalker (1979) - part2", "Stalker", 1979, None, 2, True),
    ("", "Amélie", "Amélie", None, None, None, False),
    ("", "Le Fabuleux Destin d'Amélie Poulain (2001)", "Le Fabuleux Destin d'Amélie Poulain", 2001, None, None, True),
    ("", "千と千尋の神隠し (2001)", "千と千尋の神隠し", 2001, None, None, True),
    ("", "Mr. Nobody (2009)", "Mr. Nobody", 2009, None, None, True),
    ("", "M (1931)", "M", 1931, None, None, True),
    ("Box (2008)", "Iron Man (2008)", "Iron Man", 2008, None, None, True),
    ("Films", "Heat (1995)", "Heat", 1995, None, None, True),
    ("", "(500) Days of Summer (2009)", "(500) Days of Summer", 2009, None, None, True),
]


@pytest.mark.parametrize(("folder", "stem", "title", "year", "edition", "part", "marked"), FILMS)
def test_a_film_is_read_from_its_path(folder, stem, title, year, edition, part, marked):
    found = film((folder,) if folder else (), stem)

    assert (found.title, found.year, found.edition, found.part, found.marked) == (title, year, edition, part, marked)


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("Film (2000) {imdb-tt0111161}", {"imdb": "tt0111161"}),
        ("Film (2000) [imdbid-tt0111161]", {"imdb": "tt0111161"}),
        ("Film (2000) [tmdbid=278]", {"tmdb": "278"}),
        ("Film (2000) {tmdb-278} {imdb-tt0111161}", {"tmdb": "278", "imdb": "tt0111161"}),
    ],
)
def test_ids_in_a_name_are_taken_out_of_it(name, ids):
    assert film((), name) == FilmName("Film", 2000, marked=True, ids=ids)


def test_another_film_in_a_films_folder_keeps_its_own_name():
    found = film(("Heat (1995)",), "The Making of a Heist", alone=False)

    assert (found.title, found.marked) == ("The Making of a Heist", False)


def test_an_absurdly_long_name_is_read_in_reasonable_time():
    assert film((), "a.b-" * 500).title
