"""What a player asks and is told: the values behind ``POST media/{id}/playback``.

The player measures once what its browser can decode and sends that :class:`DeviceProfile`; the server answers with a
:class:`PlaybackPlan`. Codecs are libav's canonical names (``h264``, ``eac3``); a name with ``:10`` is the ten-bit kind.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from medianest.services.views import ChapterView, MediaCard, Picture


@dataclass(frozen=True, slots=True)
class ContainerProfile:
    """What may lie in one container: names of video and audio codecs."""

    video: tuple[str, ...] = ()
    audio: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DeviceProfile:
    """What one browser can play.

    ``direct`` is keyed by container (``mp4``, ``webm``, ``matroska``, ``mp3``, ``ogg``, ``flac``, ``wav``, ``adts``);
    ``segments`` is what it takes as fragmented MP4 through Media Source Extensions.
    """

    direct: dict[str, ContainerProfile] = field(default_factory=dict)
    segments: ContainerProfile = field(default_factory=ContainerProfile)
    hls: bool = True
    hdr: bool = False
    channels: int = 2


@dataclass(frozen=True, slots=True)
class AudioTrackView:
    """``id`` is what the player sends back as ``audio`` to choose this track: the stream's index in its file."""

    id: int
    language: str | None
    title: str | None
    codec: str
    channels: int | None
    default: bool
    selected: bool


@dataclass(frozen=True, slots=True)
class SubtitleTrackView:
    """``url`` is a WebVTT file for text; None for pictures, which are burnt in when sent back as ``subtitle``."""

    id: str
    language: str | None
    title: str | None
    forced: bool
    hearing_impaired: bool
    default: bool
    selected: bool
    url: str | None


@dataclass(frozen=True, slots=True)
class PlaybackTracks:
    audio: tuple[AudioTrackView, ...] = ()
    subtitles: tuple[SubtitleTrackView, ...] = ()
    video: bool = True  # a picture is to be expected: the player watches for the silent trap of none
    gain: float | None = None  # ReplayGain of the track, decibels
    gain_peak: float | None = None  # linear, 1.0 is full scale


@dataclass(frozen=True, slots=True)
class PlaybackPlan:
    """How a work will reach this player. ``position`` is where to go on, 0 at the start."""

    play_id: str
    media_id: UUID
    source_id: UUID
    method: str  # direct, remux, transcode, embed
    url: str
    mime: str
    reasons: tuple[str, ...]  # why not direct, in words
    tracks: PlaybackTracks
    position: float  # seconds
    duration: float  # seconds
    chapters: tuple[ChapterView, ...] = ()
    next: MediaCard | None = None
    storyboard: Picture | None = None
