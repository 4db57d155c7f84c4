"""A scan never deletes: what is not there is missing, and too much missing at once is a disk that is away."""

import shutil

import pytest


@pytest.fixture
def full(household):
    """Thirty films, scanned."""
    household.library("movies")
    for number in range(30):
        household.different(f"Film {number:02d} (2000).mp4")
    household.scan()
    return household


def everything(household):
    return [(item.id, item.title, item.available) for item in household.items()], household.sources()


def test_a_film_that_is_gone_is_missing_and_keeps_its_place(full):
    (full.root / "Film 07 (2000).mp4").unlink()

    done = full.scan()

    assert (done.phase, done.gone, full.state()) == ("done", 1, "online")
    assert len(full.items()) == 30
    assert full.one("movie", "Film 07").available is False


def test_an_emptied_folder_takes_the_library_offline_and_changes_nothing(full, tmp_path):
    before = everything(full)
    away = tmp_path / "away"
    away.mkdir()
    for path in list(full.root.iterdir()):
        shutil.move(path, away / path.name)

    done = full.scan()
    assert (done.phase, full.state(), everything(full)) == ("offline", "offline", before)

    for path in list(away.iterdir()):
        shutil.move(path, full.root / path.name)
    assert full.scan().phase == "done"
    assert (full.state(), everything(full)) == ("online", before)


def test_a_missing_folder_takes_the_library_offline_and_changes_nothing(full, tmp_path):
    before = everything(full)
    full.root.rename(tmp_path / "elsewhere")

    assert full.scan().phase == "offline"
    assert (full.state(), everything(full)) == ("offline", before)

    (tmp_path / "elsewhere").rename(full.root)
    full.scan()
    assert (full.state(), everything(full)) == ("online", before)


def test_nine_of_ten_gone_takes_the_library_offline_until_an_administrator_agrees(full):
    before = everything(full)
    for number in range(27):
        (full.root / f"Film {number:02d} (2000).mp4").unlink()

    assert full.scan().phase == "offline"
    assert everything(full) == before

    done = full.scan(accept_gone=True)
    assert (done.phase, done.gone, full.state()) == ("done", 27, "online")
    assert [item.title for item in full.items() if item.available] == ["Film 27", "Film 28", "Film 29"]


def test_moving_most_of_a_library_at_once_is_not_a_missing_disk(full):
    before = {item.title: item.id for item in full.items()}
    (full.root / "all").mkdir()
    for path in list(full.root.glob("*.mp4")):
        path.rename(full.root / "all" / path.name)

    assert full.scan().phase == "done"
    assert {item.title: item.id for item in full.items()} == before
    assert all(item.available for item in full.items())


def test_a_scan_of_one_part_says_nothing_about_the_rest(full):
    full.different("New/New (2001).mp4")
    (full.root / "Film 00 (2000).mp4").unlink()

    full.scan("New")

    assert full.one("movie", "New").available is True
    assert full.one("movie", "Film 00").available is True
