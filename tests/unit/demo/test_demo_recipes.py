"""The demo library on paper: scores, sidecars and where each piece belongs."""

from pathlib import Path

import pysubs2
import pytest
from defusedxml import ElementTree

from medianest.services.demo import sidecars
from medianest.services.demo.album import ALBUM
from medianest.services.demo.films import FILMS
from medianest.services.demo.pieces import pieces
from medianest.services.demo.score import STEPS_PER_BAR, Score
from medianest.services.demo.show import SHOW

SCORES = [
    *(film.clip.score for film in FILMS),
    *(episode.clip.score for episode in SHOW.episodes),
    *(track.score for track in ALBUM.tracks),
]


def test_a_scale_s_length_further_is_an_octave_up():
    score = Score(220, "minor", 4, (0,), "0")
    assert score.pitch(7) == pytest.approx(440)
    assert score.pitch(-7) == pytest.approx(110)
    assert Score(220, "pentatonic", 4, (0,), "0").pitch(5) == pytest.approx(440)


def test_another_voice_sings_lower_and_with_another_sound():
    score = Score(220, "major", 4, (0,), "0", "bell")
    assert score.dubbed().root < score.root
    assert score.dubbed().timbre != score.timbre
    flute = Score(220, "major", 4, (0,), "0", "flute")
    assert flute.dubbed().timbre != "flute"


@pytest.mark.parametrize("score", SCORES)
def test_every_melody_fills_whole_bars(score):
    assert len(score.melody.split()) % STEPS_PER_BAR == 0
    assert all(step == "." or int(step) >= 0 for step in score.melody.split())


def test_there_are_ten_films_two_seasons_and_an_album():
    assert len(FILMS) == 10
    assert {episode.season for episode in SHOW.episodes} == {1, 2}
    assert len(ALBUM.tracks) == 7
    assert {track.suffix for track in ALBUM.tracks} == {"flac", "mp3", "opus"}


def test_a_newcomer_sees_direct_play_a_remux_and_a_transcode():
    codings = {(film.clip.coding.suffix, film.clip.coding.video, film.clip.coding.audio) for film in FILMS}
    assert ("mp4", "h264", "aac") in codings
    assert ("mkv", "h264", "ac3") in codings
    assert ("avi", "mpeg4", "mp3") in codings
    assert any(video == "hevc" for _, video, _ in codings)


def test_some_films_have_chapters_two_languages_and_both_kinds_of_subtitles():
    clips = [film.clip for film in FILMS]
    assert sum(len(clip.spoken) == 2 for clip in clips) >= 2
    assert sum(bool(clip.chapters) for clip in clips) >= 3
    assert any(clip.embedded for clip in clips)
    assert any(clip.beside for clip in clips)


def test_chapters_and_subtitles_end_before_their_clip_does():
    for clip in [film.clip for film in FILMS] + [episode.clip for episode in SHOW.episodes]:
        for subtitles in (clip.embedded or {}, clip.beside or {}):
            for lines in subtitles.values():
                assert all(start < end <= clip.seconds for start, end, _ in lines), clip.title
        starts = [start for start, _ in clip.chapters]
        assert starts == sorted(starts)
        assert not starts or (starts[0] == 0 and starts[-1] < clip.seconds), clip.title


def test_every_piece_has_a_place_of_its_own_beneath_the_folder(tmp_path):
    everything = pieces(tmp_path)
    assert len(everything) == 10 + 6 + 7
    assert len({piece.target for piece in everything}) == len(everything)
    assert len({piece.slug for piece in everything}) == len(everything)
    assert all(piece.target.is_relative_to(tmp_path) for piece in everything)
    assert {piece.target.relative_to(tmp_path).parts[0] for piece in everything} == {"Movies", "Shows", "Music"}
    assert list(tmp_path.iterdir()) == []


def test_a_film_s_nfo_says_what_the_film_is():
    film = FILMS[0]
    root = ElementTree.fromstring(sidecars.film_nfo(film))
    assert root.tag == "movie"
    assert root.findtext("title") == film.clip.title
    assert root.findtext("year") == str(film.year)
    assert tuple(genre.text for genre in root.findall("genre")) == film.genres
    assert tuple((a.findtext("name"), a.findtext("role")) for a in root.findall("actor")) == film.cast


def test_subtitles_are_read_back_as_they_were_written():
    lines = ((1.5, 3.25, "One"), (3661, 3662.007, "Two\nlines"))
    read = pysubs2.SSAFile.from_string(sidecars.srt(lines), format_="srt")
    assert [(event.start, event.end, event.plaintext) for event in read] == [
        (1500, 3250, "One"),
        (3661000, 3662007, "Two\nlines"),
    ]


def test_metadata_escapes_what_ffmpeg_would_take_for_its_own():
    text = sidecars.ffmetadata({"title": "a=b;c#d\\e\nf"}, ((0, "One"), (2.5, "Two; three")), 6)
    assert "title=a\\=b\\;c\\#d\\\\e\\\nf\n" in text
    assert "START=0\nEND=2500\ntitle=One\n" in text
    assert "START=2500\nEND=6000\ntitle=Two\\; three\n" in text


def test_lyrics_keep_their_time():
    assert sidecars.lrc(((0.5, "One"), (75.25, "Two"))) == "[00:00.50]One\n[01:15.25]Two\n"


def test_a_working_folder_is_hidden_from_scans():
    from medianest.services.demo import maker

    assert maker._WORKING.startswith(".")
    assert Path(maker._LOCK).name.startswith(".")
