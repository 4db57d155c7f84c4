"""Folding: what a search forgives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medianest.services.folding import MAX_FOLDED, fold, search_text, sort_title, trigrams


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Amélie", "amelie"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("Ænima", "aenima"),
        ("Sigur Rós \u2013 Ágætis byrjun", "sigur ros agaetis byrjun"),
        ("Łódź", "lodz"),
        ("Smørrebrød", "smorrebrod"),
        ("Don't Look Up!", "dont look up"),
        ("Don\u2019t Look Up", "dont look up"),
        ("Spider-Man: No_Way  Home", "spider man no way home"),
        ("AC/DC", "ac dc"),
        ("Simon & Garfunkel", "simon and garfunkel"),
        ("千と千尋", "千と千尋"),
        ("Война и мир", "воина и мир"),
        ("WALL·E", "wall e"),
        ("\ufb01lm", "film"),
        ("", ""),
        ("!!!", ""),
    ],
)
def test_text_is_folded_to_what_people_type(text, folded):
    assert fold(text) == folded


@given(st.text(max_size=200))
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=2000))
def test_what_is_stored_has_a_bearable_length(text):
    assert len(fold(text)) <= MAX_FOLDED


def test_a_search_line_says_each_word_once():
    assert search_text("The Beatles", None, "Beatles for Sale", 1964) == "the beatles for sale 1964"


def test_trigrams_pad_each_word_as_pg_trgm_does():
    assert trigrams("cat") == {"  c", " ca", "cat", "at "}
    assert trigrams("") == set()


@pytest.mark.parametrize(
    ("title", "sorted_by"),
    [
        ("The Matrix", "matrix"),
        ("A Bug's Life", "bugs life"),
        ("Die Hard", "die hard"),
        ("Theatre", "theatre"),
        ("The", "the"),
        ("Rocky 2", "rocky 000002"),
        ("Ocean's 11", "oceans 000011"),
        ("!!!", "!!!"),
    ],
)
def test_titles_sort_without_their_article_and_with_numbers_in_order(title, sorted_by):
    assert sort_title(title) == sorted_by
