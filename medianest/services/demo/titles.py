"""What the demo library is made of: the shape of a film, an episode and a track, before anything is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from medianest.services.demo.looks import Look
from medianest.services.demo.score import Score

Line = tuple[float, float, str]  # seconds from, seconds to, what is said
Subtitles = dict[str, tuple[Line, ...]]  # by ISO 639-1 code

STUDIO = "Paper Moon Pictures"
LANGUAGES = {"en": ("eng", "English"), "de": ("deu", "Deutsch")}


@dataclass(frozen=True, slots=True)
class Coding:
    """How a picture is written down. ``h264`` with ``aac`` plays everywhere; the others show what the server can do."""

    suffix: Literal["mp4", "mkv", "avi"] = "mp4"
    video: Literal["h264", "hevc", "mpeg4"] = "h264"
    audio: Literal["aac", "ac3", "mp3"] = "aac"


@dataclass(frozen=True, slots=True)
class Clip:
    """Something to look at. ``spoken`` are the languages of its sound, ``embedded`` and ``beside`` its subtitles."""

    title: str
    seconds: float
    look: Look
    score: Score
    overview: str
    coding: Coding = Coding()
    spoken: tuple[str, ...] = ("en",)
    chapters: tuple[tuple[float, str], ...] = ()
    embedded: Subtitles | None = None
    beside: Subtitles | None = None


@dataclass(frozen=True, slots=True)
class Film:
    clip: Clip
    year: int
    tagline: str
    genres: tuple[str, ...]
    director: str
    cast: tuple[tuple[str, str], ...]  # name, role; nobody that lives
    rating: float
    certificate: str = "G"
    tags: tuple[str, ...] = ()
    focus: float = 0.5  # the middle of the poster, as a share of the picture's width


@dataclass(frozen=True, slots=True)
class Episode:
    clip: Clip
    season: int
    number: int
    aired: str


@dataclass(frozen=True, slots=True)
class Show:
    title: str
    year: int
    overview: str
    genres: tuple[str, ...]
    cast: tuple[tuple[str, str], ...]
    rating: float
    episodes: tuple[Episode, ...]


@dataclass(frozen=True, slots=True)
class Track:
    title: str
    seconds: float
    score: Score
    suffix: Literal["flac", "mp3", "opus"]
    lyrics: tuple[tuple[float, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Album:
    title: str
    artist: str
    year: int
    genre: str
    overview: str
    tracks: tuple[Track, ...]
