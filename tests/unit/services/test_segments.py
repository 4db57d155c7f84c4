"""Which chapters are openings, recaps and credits."""

from __future__ import annotations

import pytest

from medianest.services.segments import from_chapters
from medianest.services.views import ChapterView

HOUR = 3600.0


def kinds(*chapters: tuple[float, float, str], duration: float = HOUR) -> list[tuple[str, float, float]]:
    found = from_chapters([ChapterView(*each) for each in chapters], duration)
    return [(each.kind, each.start, each.end) for each in found]


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Intro", "intro"), ("OPENING", "intro"), ("Opening Credits", "intro"), ("OP", "intro"), ("Intro 1", "intro"),
        ("Vorspann", "intro"), ("Générique", "intro"), ("Recap", "recap"), ("Previously on...", "recap"),
        ("Was bisher geschah", "recap"), ("Opening - 02", "intro"), ("オープニング", "intro"),
    ],
)  # fmt: skip
def test_what_comes_before_the_story_is_known_by_its_name(title: str, kind: str) -> None:
    assert kinds((60, 150, title), (150, 3600, "Part A")) == [(kind, 60, 150)]


@pytest.mark.parametrize(
    ("title", "kind"),
    [("End Credits", "credits"), ("Ending", "credits"), ("ED", "credits"), ("Abspann", "credits"),
     ("Générique de fin", "credits"), ("Títulos", None), ("Créditos finales", "credits"), ("Preview", "preview")],
)  # fmt: skip
def test_what_comes_after_it_too(title: str, kind: str | None) -> None:
    assert kinds((0, 3400, "Story"), (3400, 3600, title)) == ([(kind, 3400, 3600)] if kind else [])


@pytest.mark.parametrize("title", ["Chapter 1", "Introducing Anna", "The Opening of the Gates", "Credit where due", ""])
def test_a_chapter_of_the_story_is_none_of_them(title: str) -> None:
    assert kinds((60, 150, title)) == []


def test_an_opening_of_ten_minutes_is_no_opening_and_an_ending_in_the_first_half_no_end() -> None:
    assert kinds((0, 600, "Opening"), (600, 700, "Ending"), (700, 3600, "Story")) == []


def test_a_chapter_without_an_end_reaches_to_the_next() -> None:
    assert kinds((60, 60, "Intro"), (140, 140, "Story"), (3500, 3500, "Credits")) == [
        ("intro", 60, 140),
        ("credits", 3500, 3600),
    ]


def test_no_credits_last_longer_than_the_film() -> None:
    assert kinds((3500, 9000, "Credits")) == [("credits", 3500, 3600)]
