"""How well a title answers what was typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medianest.services import ranking
from medianest.services.folding import fold, search_text, sort_title, trigrams


def rank(query: str, title: str, family: str = ""):
    folded = fold(query)
    return ranking.rank(folded, sort_title(query), fold(title), sort_title(title), search_text(title, family))


def rank_misspelt(query: str, title: str, family: str = ""):
    return ranking.rank_misspelt(fold(query), fold(title), sort_title(title), search_text(title, family))


def best_first(query: str, *titles: str) -> list[str]:
    ranked = [(rank(query, title), title) for title in titles]
    return [title for found, title in sorted((found, title) for found, title in ranked if found is not None)]


def test_the_title_itself_comes_before_what_begins_like_it_and_that_before_the_rest():
    assert best_first("alien", "My Alien Friend", "Aliens", "Alien", "Alien Resurrection", "Heat") == [
        *("Alien", "Alien Resurrection", "Aliens", "My Alien Friend"),
    ]


def test_an_article_more_or_less_is_the_same_title():
    assert rank("the matrix", "The Matrix")[0] == ranking.SAME
    assert rank("matrix", "The Matrix")[0] == ranking.SAME
    assert rank("the alien", "Alien")[0] == ranking.SAME


@pytest.mark.parametrize(
    ("query", "title", "tier"),
    [
        ("mat", "The Matrix", ranking.BEGINS),
        ("amelie", "Amélie", ranking.SAME),
        ("wall-e", "WALL·E", ranking.SAME),
        ("walle", "WALL·E", ranking.BEGINS),
        ("spiderman", "Spider-Man: Homecoming", ranking.BEGINS),
        ("run blade", "Blade Runner", ranking.IN_TITLE),
        ("rings lord", "The Lord of the Rings", ranking.IN_TITLE),
        ("of the rings", "The Lord of the Rings", ranking.INSIDE),
        ("2001 space", "2001: A Space Odyssey", ranking.IN_TITLE),
    ],
)
def test_prefixes_accents_punctuation_and_order_are_forgiven(query, title, tier):
    assert rank(query, title)[0] == tier


def test_a_family_name_counts_less_than_a_title():
    own, family = rank("dark", "Dark Star"), rank("dark", "Secrets", "Dark")
    assert own < family
    assert family[0] == ranking.IN_FAMILY
    assert rank("heat", "Ran") is None


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("terminater", "The Terminator"),
        ("termintor", "The Terminator"),
        ("terminattor", "The Terminator"),
        ("temrinator", "The Terminator"),
        ("terminatr", "The Terminator 2"),
        ("martix", "The Matrix"),
        ("alein", "Alien"),
        ("blad runer", "Blade Runner"),
        ("runer blade", "Blade Runner"),
        ("haet", "Heat"),
        ("spider man", "Spiderman"),
        ("startrek", "Star Trek"),
        ("startrke", "Star Trek"),
    ],
)
def test_one_slip_in_a_word_is_forgiven(query, title):
    assert rank_misspelt(query, title) is not None


@pytest.mark.parametrize(("query", "title"), [("tremiantor", "The Terminator"), ("cat", "Car"), ("heat", "Ran")])
def test_two_slips_or_a_short_word_are_not(query, title):
    assert rank_misspelt(query, title) is None


words = st.text("abcdefgh", min_size=5, max_size=12)


@given(words, st.data())
def test_one_half_of_a_word_survives_any_slip(word, data):
    """So the index finds whatever the rank would forgive."""
    at = data.draw(st.integers(0, len(word) - 1))
    kind = data.draw(st.sampled_from(["change", "leave out", "put in", "swap"]))
    typed = {
        "change": word[:at] + "x" + word[at + 1 :],
        "leave out": word[:at] + word[at + 1 :],
        "put in": word[:at] + "x" + word[at:],
        "swap": word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
    }[kind]
    assert ranking.one_slip(typed, word)
    if len(typed) < ranking.FORGIVEN_FROM:
        return
    there = trigrams(word)
    assert any(set(half) <= there for half in ranking.halves(typed)), (typed, ranking.halves(typed))


@given(words, words)
def test_a_slip_works_both_ways(first, second):
    assert ranking.one_slip(first, second) == ranking.one_slip(second, first)
