"""How well a candidate answers a query. Pure.

Everything is folded (``services/folding.py``) before it comes here. A rank is a tuple, the smallest is the best;
None is no answer at all.
"""

from __future__ import annotations

from collections.abc import Sequence

Rank = tuple[int, int, int, str]

# Tiers of a rank.
SAME, BEGINS, INSIDE, IN_TITLE, IN_FAMILY, MISSPELT, MISSPELT_FAMILY = range(7)

# Shorter words have too many neighbours for a slip to be forgiven.
FORGIVEN_FROM = 4


def rank(query: str, sort_key: str, title: str, sort_title: str, text: str) -> Rank | None:
    """Of works whose words were typed rightly.

    Args:
        query: the folded query.
        sort_key: the query as a sort title, so that "the matrix" and "matrix" are the same.
        title: the folded title.
        sort_title: the stored one.
        text: everything the work may be found by.
    """
    words = query.split()
    rest = (len(title), sort_title)
    if title == query or sort_title == sort_key:
        return (SAME, 0, *rest)
    if title.startswith(query) or sort_title.startswith(sort_key) or title.replace(" ", "").startswith(query):
        whole = title[len(query) : len(query) + 1] == " "
        return (BEGINS, 0 if whole else 1, *rest)
    padded = f" {title} "
    if f" {query}" in padded:
        return (INSIDE, 0 if f" {query} " in padded else 1, *rest)
    cut = sum(f" {word} " not in padded for word in words)
    if all(f" {word}" in padded for word in words):
        return (IN_TITLE, cut, *rest)
    everything = f" {text}"
    if all(f" {word}" in everything for word in words):
        return (IN_FAMILY, cut, *rest)
    return None


def rank_misspelt(query: str, title: str, sort_title: str, text: str) -> Rank | None:
    """Of works that look alike: each word of the query may have one slip (a letter more, less, another or swapped)."""
    words = query.split()
    joined = "".join(words)
    rest = (len(title), sort_title)
    compact = title.replace(" ", "")
    if compact == joined or (len(joined) >= FORGIVEN_FROM and compact.startswith(joined)):
        return (MISSPELT, 0, *rest)
    own = slips(words, title.split())
    if own is not None:
        return (MISSPELT, own, *rest)
    if len(joined) >= 6 and one_slip(joined, compact):
        return (MISSPELT, 1, *rest)
    family = slips(words, text.split())
    return (MISSPELT_FAMILY, family, *rest) if family is not None else None


def slips(words: Sequence[str], among: Sequence[str]) -> int | None:
    """How many of ``words`` are found only with a slip; None when one is not found at all."""
    total = 0
    for word in words:
        if any(other.startswith(word) for other in among):
            continue
        if len(word) < FORGIVEN_FROM or not any(_alike(word, other) for other in among):
            return None
        total += 1
    return total


def _alike(word: str, other: str) -> bool:
    """``other``, or a beginning of it, is ``word`` but for one slip."""
    length = len(word)
    if len(other) < length - 1:
        return False
    if len(other) <= length + 1 and one_slip(word, other):
        return True
    return len(other) > length and any(one_slip(word, other[:end]) for end in (length, length - 1, length + 1))


def one_slip(first: str, second: str) -> bool:
    """They differ by at most one letter put in, left out or changed, or two neighbours swapped."""
    if abs(len(first) - len(second)) > 1:
        return False
    start = 0
    shorter = min(len(first), len(second))
    while start < shorter and first[start] == second[start]:
        start += 1
    end = 0
    while end < shorter - start and first[-1 - end] == second[-1 - end]:
        end += 1
    left, right = first[start : len(first) - end], second[start : len(second) - end]
    return (len(left) <= 1 and len(right) <= 1) or (len(left) == 2 and left == right[::-1])


def halves(word: str) -> list[list[str]]:
    """Trigrams of the two parts of a word of which one survives any single slip.

    The letter between them belongs to neither, so that two swapped neighbours cannot spoil both.
    """
    middle = 1 if len(word) == FORGIVEN_FROM else len(word) // 2
    front, back = f"  {word[:middle]}", word[middle + 1 :]
    if len(back) < 3:
        back += " "
    parts = ([front[at : at + 3] for at in range(len(front) - 2)], [back[at : at + 3] for at in range(len(back) - 2)])
    return [part for part in parts if part]
