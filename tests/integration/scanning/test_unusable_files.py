"""Broken and hostile files are listed with their reason and harm nothing else."""

import os


def test_broken_files_are_listed_and_not_opened_again_while_unchanged(household):
    household.library("movies")
    household.put("Good (2000).mp4")
    (household.root / "Empty (2000).mkv").write_bytes(b"")
    (household.root / "Noise (2000).mp4").write_bytes(os.urandom(65536))
    whole = household.put("Cut (2000).mkv").read_bytes()
    (household.root / "Cut (2000).mkv").write_bytes(whole[: len(whole) // 3].replace(b"ftyp", b"ftyq"))

    done = household.scan()
    opened = household.opener.opened

    assert [item.title for item in household.items()] == ["Good"]
    assert household.issues()["Empty (2000).mkv"] == "empty"
    assert household.issues()["Noise (2000).mp4"] == "unknown_format"
    assert done.issues == len(household.issues()) >= 3
    household.scan()
    assert household.opener.opened == opened


def test_a_mended_file_is_taken_up_and_its_complaint_forgotten(household):
    household.library("movies")
    (household.root / "Film (2000).mp4").write_bytes(b"")
    household.scan()
    assert household.issues()

    household.put("Film (2000).mp4")
    household.scan()

    assert household.issues() == {}
    assert household.one("movie").available is True


def test_a_film_that_breaks_keeps_its_work(household):
    household.library("movies")
    household.put("Film (2000).mp4")
    household.scan()
    before = household.one("movie").id

    (household.root / "Film (2000).mp4").write_bytes(os.urandom(70000))
    household.scan()
    assert (household.one("movie").id, household.one("movie").available) == (before, False)
    assert household.sources()["Film (2000).mp4"] == (before, "broken")

    household.put("Film (2000).mp4")
    household.scan()
    assert (household.one("movie").id, household.one("movie").available) == (before, True)


def test_a_playlist_that_pretends_to_be_a_film_reads_no_other_file(household):
    household.library("movies")
    secret = household.put("Secret (2000).mp4")
    (household.root / "Trap (2000).mp4").write_text(f"#EXTM3U\n#EXTINF:10,\nfile://{secret}\n#EXT-X-ENDLIST\n")
    (household.root / "List (2000).mp4").write_text(f"ffconcat version 1.0\nfile '{secret}'\n")

    household.scan()

    assert [item.title for item in household.items()] == ["Secret"]
    assert set(household.issues().values()) == {"unknown_format"}


def test_a_link_out_of_the_library_is_refused_and_one_inside_is_followed(household, tmp_path):
    household.library("videos")
    outside = tmp_path / "outside.mp4"
    household.put("inside.mp4")
    os.link(household.root / "inside.mp4", outside)
    (household.root / "out.mp4").symlink_to(outside)
    (household.root / "again.mp4").symlink_to("inside.mp4")
    (household.root / "loop").symlink_to(household.root)

    household.scan()

    assert household.issues() == {"out.mp4": "outside_library"}
    assert sorted(household.sources()) == ["again.mp4", "inside.mp4"]


def test_hidden_marked_and_system_folders_are_passed_over(household):
    household.library("videos")
    household.put("seen.mp4")
    for folder in (".hidden", "@eaDir", "lost+found", "private"):
        household.put(f"{folder}/unseen.mp4")
    (household.root / "private" / ".nomedia").touch()
    household.put("._apple.mp4")
    household.put("patterns/kept.mp4")
    household.put("patterns/draft-1.mp4")
    (household.root / "patterns" / ".ignore").write_text("draft-*\n")

    household.scan()

    assert sorted(household.sources()) == ["patterns/kept.mp4", "seen.mp4"]


def test_a_very_deep_tree_ends_at_a_limit(household):
    household.library("videos")
    household.put("/".join(["d"] * 31) + "/deep.mp4")
    household.put("/".join(["e"] * 40) + "/deeper.mp4")

    household.scan()

    assert [path[0] for path in household.sources()] == ["d"]
    assert list(household.issues().values()) == ["too_deep"]


def test_a_hostile_nfo_is_listed_and_the_film_is_there_all_the_same(household):
    household.library("movies")
    household.put("Film (2000)/Film (2000).mp4")
    nfo = household.root / "Film (2000)" / "movie.nfo"
    nfo.write_text("<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><movie><title>&a;</title></movie>")

    household.scan()
    assert household.one("movie").title == "Film"
    assert household.issues() == {"Film (2000)/movie.nfo": "unreadable_nfo"}

    nfo.write_text("<movie><title>Mended</title><year>2000</year></movie>")
    household.scan()
    assert household.one("movie").title == "Mended"
    assert household.issues() == {}


def test_trailers_and_samples_are_no_films(household):
    household.library("movies")
    household.put("Film (2000)/Film (2000).mp4")
    household.different("Film (2000)/Film (2000)-trailer.mp4")
    household.different("Film (2000)/extras/Making of.mp4")
    household.different("Film (2000)/Sample/sample.mp4")

    household.scan()

    assert [item.title for item in household.items()] == ["Film"]
