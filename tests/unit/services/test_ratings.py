"""Ratings of many countries stand in one order, and what is not known is never taken for harmless."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medianest.services.ratings import OLDEST, age_of, own_age, table


@pytest.mark.parametrize(
    "mildest_first",
    [
        ("G", "PG", "PG-13", "R", "NC-17"),
        ("TV-Y", "TV-Y7", "TV-PG", "TV-14", "TV-MA"),
        ("FSK 0", "FSK 6", "FSK 12", "FSK 16", "FSK 18"),
        ("U", "PG", "12A", "15", "18", "R18"),
        ("AL", "6", "9", "12", "14", "16", "18"),
    ],
)
def test_each_country_keeps_its_own_order(mildest_first):
    ages = [age_of(label) for label in mildest_first]
    assert None not in ages
    assert ages == sorted(ages)
    assert ages[0] < ages[-1]


@pytest.mark.parametrize(
    ("label", "age"),
    [
        ("Rated PG-13 for some violence", 13),
        ("Rated R", 17),
        ("US:PG-13", 13),
        ("us:tv_ma", 17),
        ("de/16", 16),
        ("DE:FSK 12", 12),
        ("FSK-16", 16),
        ("fsk12", 12),
        ("ab 6", 6),
        ("BBFC: 15", 15),
        ("gb/12A", 12),
        ("16+", 16),
        ("US:PG / DE:FSK 12", 12),
        ("  tv-pg ", 10),
        ("99", OLDEST),
    ],
)
def test_ratings_are_known_however_tools_write_them(label, age):
    assert age_of(label) == age


@pytest.mark.parametrize("label", [None, "", "NR", "Not Rated", "Unrated", "n/a", "Approved", "gibberish", "PG-", "::"])
def test_what_is_no_rating_is_none(label):
    assert age_of(label) is None


def test_only_music_without_a_rating_is_for_everybody():
    assert own_age("track", None) == own_age("album", "") == 0
    assert own_age("movie", None) is None
    assert own_age("track", "18") == 18


def test_a_table_holds_only_what_is_known():
    assert table(["R", "NR", "FSK 6"]) == {"R": 17, "FSK 6": 6}


@given(st.text(max_size=60))
def test_no_label_breaks_it_or_leaves_the_scale(label):
    age = age_of(label)
    assert age is None or 0 <= age <= OLDEST
