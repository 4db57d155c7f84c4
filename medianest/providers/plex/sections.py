"""The sections of a server that can become libraries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from xml.etree.ElementTree import Element

# Sections of films that are looked up nowhere: people's own recordings.
_OWN_RECORDINGS = ("com.plexapp.agents.none", "tv.plex.agents.none")
_TYPES: dict[str, Literal["movies", "shows", "music"]] = {"movie": "movies", "show": "shows", "artist": "music"}
# What of a section can be played, and Plex's number for it.
_PLAYABLE = {"movies": ("movie", 1), "videos": ("movie", 1), "shows": ("episode", 4), "music": ("track", 10)}
PLAYABLE = ("movie", "episode", "track")


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    title: str
    type: Literal["movies", "shows", "music", "videos"]

    @property
    def playable(self) -> str:
        return _PLAYABLE[self.type][0]

    @property
    def number(self) -> int:
        return _PLAYABLE[self.type][1]

    @property
    def own(self) -> bool:
        return self.type == "videos"


def sections_of(listed: Element) -> list[Section]:
    """Photographs and what has no key of its own are left out."""
    found = []
    for one in listed:
        type, key = _TYPES.get(one.get("type", "")), one.get("key", "")
        if type is not None and key.isdecimal():  # a key goes into addresses
            own = type == "movies" and one.get("agent") in _OWN_RECORDINGS
            found.append(Section(key, one.get("title") or key, "videos" if own else type))
    return found
