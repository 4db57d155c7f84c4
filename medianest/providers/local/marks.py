"""Small marks inside names: ids in braces, release tags, separators."""

from __future__ import annotations

import re

_ID = re.compile(r"[\[{(]\s*(imdb|tmdb|tvdb|tvmaze|anidb)(?:id)?\s*[-=:]\s*(tt\d+|\d+)\s*[\]})]", re.I)
_TAGS = (
    r"\d{3,4}[ip]|4k|uhd|web-?dl|web-?rip|web|hdtv|pdtv|dvd-?rip|bd-?rip|br-?rip|blu-?ray|x26[45]|h\.?26[45]|hevc|av1|"
    r"xvid|divx|10bit|hdr(?:10)?|aac|ac3|dts|proper|repack|internal|multi|remux|amzn|nf|dsnp"
)
_RELEASE_TAGS = re.compile(rf"[ ._\-\[(]+(?:{_TAGS})(?=$|[ ._\-\])+]).*$", re.I)
_DOTTED = re.compile(r"(?<=\S)[._](?=\S)")
_EDGES = " .-_\u2013\u2014"


def split_ids(name: str) -> tuple[str, dict[str, str]]:
    """Take "{imdb-tt0111161}", "[tmdbid=278]" and their like out of a name."""
    ids: dict[str, str] = {}
    for found in _ID.finditer(name):
        ids[found[1].lower()] = found[2].lower()
    return (_ID.sub("", name), ids) if ids else (name, ids)


def cut_release_tags(rest: str) -> str:
    """What comes before "1080p.WEB-DL..." and its like."""
    return _RELEASE_TAGS.sub("", rest)


def tidy_title(text: str) -> str:
    """Separators as people write them: dots and underscores become spaces when the name has no spaces of its own."""
    text = text.strip(_EDGES)
    if " " not in text:
        text = _DOTTED.sub(" ", text)
    return " ".join(text.replace("_", " ").split()).strip(_EDGES)


def plain(text: str) -> str:
    """Letters and digits only, for comparing a folder with what lies in it."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())
