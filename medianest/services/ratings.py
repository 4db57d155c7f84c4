"""Content ratings of many countries as one order: the age in years from which a work is meant to be seen.

A rating that is not known here is no rating: it is never guessed to be harmless.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

OLDEST = 18
"""What is for adults only; nothing is rated higher."""

# What an administrator may choose as the most that somebody sees: an age, and what it lets through by name.
STEPS: tuple[tuple[int, str], ...] = (
    (0, "G, TV-Y, FSK 0, U"),
    (6, "TV-Y7, FSK 6"),
    (10, "PG, TV-PG, 10"),
    (12, "12, 12A, FSK 12"),
    (14, "PG-13, TV-14"),
    (16, "16, FSK 16, 15"),
    (18, "R, 18, TV-MA, NC-17"),
)

# Music is rated by nobody: who may open a music library may hear what is in it.
_UNRATED_KINDS = ("artist", "album", "track")

# Ratings by the name that stands on the box. Where countries use one name, the stricter meaning counts.
_NAMES: dict[str, int] = {
    # United States: MPAA and TV Parental Guidelines
    **{"G": 0, "PG": 10, "PG-13": 13, "R": 17, "NC-17": 18, "X": 18},
    **{"TV-Y": 0, "TV-Y7": 7, "TV-Y7-FV": 7, "TV-G": 0, "TV-PG": 10, "TV-14": 14, "TV-MA": 17},
    # United Kingdom and Ireland
    **{"U": 0, "UC": 0, "12A": 12, "12PG": 12, "15A": 15, "15PG": 15, "R18": 18},
    # Canada
    **{"14A": 14, "18A": 18, "C": 0, "C8": 8, "14+": 14, "18+": 18},
    # Australia and New Zealand
    **{"E": 0, "M": 15, "MA": 15, "MA15+": 15, "MA-15+": 15, "R18+": 18, "X18+": 18, "R13": 13, "R15": 15, "R16": 16},
    "RP16": 16,
    "RP13": 13,
    # France, Spain, Italy, the Netherlands, Brazil, Nordic countries, Japan, Korea, Hong Kong
    **{"TP": 0, "APTA": 0, "A": 0, "T": 0, "VM14": 14, "VM18": 18, "AL": 0, "L": 0, "BTL": 0, "S": 0, "ALLA": 0},
    **{"G (JP)": 0, "PG12": 12, "R15+": 15, "ALL": 0, "I": 0, "IIA": 12, "IIB": 16, "III": 18, "0+": 0},
}

# Said by many tools for a work that nobody has rated.
_NONE = {"", "NR", "UR", "UNRATED", "NOT RATED", "NONE", "N/A", "PENDING", "APPROVED", "PASSED", "EXEMPT"}

# A country, or the body that rates, before the rating itself: "US:PG-13", "de/16", "FSK 12", "BBFC: 15", "Rated R".
_BEFORE = re.compile(
    r"^(?:RATED|FSK|BBFC|MPAA?|KIJKWIJZER|PEGI|CNC|ICAA|EIRIN|ACB|OFLC|CLASSIND|IFCO|USK|JMK|AB|[A-Z]{2}\s*[:/])"
    r"\s*[:/-]?\s*",
)
_AGE = re.compile(r"^(?:AB\s*)?(\d{1,2})\s*(?:\+|ANS|AÑOS|ANOS|J|JAHRE|YEARS)?$")
_REASONS = re.compile(r"\s+(?:FOR|WEGEN|POUR)\s.*$")


def age_of(label: str | None) -> int | None:
    """The age in years that a rating asks for, at most 18; None for no rating and for one that is not known."""
    text = " ".join((label or "").upper().replace("_", "-").split())
    if "/" in text and ":" in text:  # Kodi's list: "US:PG-13 / DE:FSK 12"
        ages = [age for part in text.split(" / ") if (age := _single(part)) is not None]
        return max(ages, default=None)
    return _single(text)


def _single(text: str) -> int | None:
    text = _REASONS.sub("", text.strip())
    for _ in range(3):
        if text in _NONE:
            return None
        if text in _NAMES:
            return _NAMES[text]
        found = _AGE.match(text)
        if found:
            return min(int(found[1]), OLDEST)
        shorter = _BEFORE.sub("", text)
        if shorter == text:
            return None
        text = shorter
    return None


def own_age(type_: str, label: str | None) -> int | None:
    """``age_of``, and nothing to keep from anybody for music without a rating."""
    age = age_of(label)
    return 0 if age is None and type_ in _UNRATED_KINDS else age


def table(labels: Iterable[str]) -> dict[str, int]:
    """The ages of those of ``labels`` that are ratings."""
    found = {label: age_of(label) for label in labels}
    return {label: age for label, age in found.items() if age is not None}
