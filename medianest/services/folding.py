"""Fold text so that a search forgives what people do not type: case, accents, punctuation.

The scan writes ``media_items.search_text`` and ``trigrams`` with these functions and the search folds its query with
the same ones; both sides must agree, so a change here asks for a rescan of what is stored.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

MAX_FOLDED = 600  # characters; longer titles are cut at a word

# Letters that NFKD leaves whole, in the spelling people type without the key for them.
_SPELT_OUT = str.maketrans(
    {
        **{"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h"},
        **{"\u0131": "i", "ŋ": "n", "ĸ": "k", "ŧ": "t", "ƒ": "f", "&": " and "},
        **dict.fromkeys("'`\u2019\u2018\u02bc", ""),
    }
)
_SEPARATORS = re.compile(r"[\W_]+")
_PLAIN = re.compile(r"[a-z0-9 ]*")
# Only English: "Die Hard", "La La Land" and "Los Olvidados" begin with somebody else's article.
_ARTICLES = re.compile(r"^(?:the|an?) (?=\S)")
_NUMBER = re.compile(r"(?<!\d)\d{1,5}(?!\d)")


def fold(text: str) -> str:
    """Lower case, no accents, words separated by one space.

    >>> fold("Amélie: Le Fabuleux Destin")
    'amelie le fabuleux destin'
    """
    lowered = text.casefold()
    if not _PLAIN.fullmatch(lowered):
        lowered = lowered.translate(_SPELT_OUT)
        if not lowered.isascii():
            decomposed = unicodedata.normalize("NFKD", lowered).casefold()
            lowered = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
            lowered = lowered.translate(_SPELT_OUT)
        lowered = _SEPARATORS.sub(" ", lowered)
    folded = " ".join(lowered.split())
    return folded if len(folded) <= MAX_FOLDED else folded[:MAX_FOLDED].rpartition(" ")[0] or folded[:MAX_FOLDED]


def search_text(*parts: str | int | None) -> str:
    """One folded line of everything a work may be found by, each word once, in the order given."""
    words = fold(" ".join(str(part) for part in parts if part not in (None, "")))
    return " ".join(dict.fromkeys(words.split(" "))) if words else ""


def trigrams(folded: str) -> set[str]:
    """The three-letter pieces of each word, padded as pg_trgm pads: two spaces before, one after.

    >>> sorted(trigrams("up"))
    ['  u', ' up', 'up ']
    """
    return set(_pieces(folded.split()))


def _pieces(words: Iterable[str]) -> Iterable[str]:
    for word in words:
        padded = f"  {word} "
        for start in range(len(padded) - 2):
            yield padded[start : start + 3]


def sort_title(title: str) -> str:
    """What a title is sorted by: folded, without an article in front, numbers padded so that 2 comes before 10."""
    folded = fold(title)
    bare = _ARTICLES.sub("", folded, count=1)
    return _NUMBER.sub(lambda number: number[0].zfill(6), bare) or title.casefold()
