"""What playing says to a browser or a program: the offer that answers ``POST media/{id}/playback``, and its words.

Their JSON (``orjson.dumps``) is the wire format. Positions and durations are seconds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from medianest.services.views import ChapterView, MediaCard

Method = Literal["direct", "remux", "transcode", "embed"]


@dataclass(frozen=True, slots=True)
class DeviceProfile:
    """What a browser told once about itself.

    ``files`` are MIME types with codecs that its media element plays from a file
    (``video/mp4; codecs="avc1.640028, mp4a.40.2"`` where ``canPlayType`` was not empty); ``streams`` are those that its
    ``MediaSource.isTypeSupported`` takes. ``max_height`` and ``max_bitrate`` are wishes of the person. With nothing
    said, every browser's h264 and aac are assumed.
    """

    files: tuple[str, ...] = ()
    streams: tuple[str, ...] = ()
    max_height: int | None = None
    max_bitrate: int | None = None  # bits per second
    native_hls: bool = False


@dataclass(frozen=True, slots=True)
class AudioTrackView:
    """``id`` is what ``audio`` takes when playback is asked for again; ``selected`` is what the offer plays."""

    id: int
    language: str | None
    title: str | None
    codec: str
    channels: int | None
    default: bool
    selected: bool


@dataclass(frozen=True, slots=True)
class SubtitleTrackView:
    """A text track has a ``url`` of WebVTT; pictures (PGS, VobSub) have none and cannot be shown yet."""

    id: str
    language: str | None
    title: str | None
    codec: str
    default: bool
    forced: bool
    hearing_impaired: bool
    external: bool
    url: str | None
    selected: bool


@dataclass(frozen=True, slots=True)
class VideoTrackView:
    id: int
    codec: str
    width: int | None
    height: int | None
    frame_rate: float | None
    hdr: str | None


@dataclass(frozen=True, slots=True)
class Tracks:
    video: VideoTrackView | None = None
    audio: tuple[AudioTrackView, ...] = ()
    subtitles: tuple[SubtitleTrackView, ...] = ()


@dataclass(frozen=True, slots=True)
class QualityView:
    """One line of a player's menu of qualities.

    ``id`` is what ``quality`` takes when playback is asked for again: ``auto``, ``original``, or a class of lines
    (``720`` fits into 1280 by 720). ``height`` are its lines and ``bitrate`` the bits a second that it takes at most,
    None where nobody knows. ``method`` and ``reasons`` are what choosing it would mean. When ``level`` is not None this
    offer's master playlist holds the quality already, as the variant whose RESOLUTION has that height: a player
    switches to it (or back to ``auto``) without asking again.
    """

    id: str
    height: int | None
    bitrate: int | None
    method: Method
    reasons: tuple[str, ...]
    selected: bool
    level: int | None = None


@dataclass(frozen=True, slots=True)
class SegmentView:
    """A stretch that may be passed over. ``kind``: intro, recap, credits, preview. Seconds."""

    kind: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class PlaybackOffer:
    """How to play one work now.

    ``url`` is a path on this server: a file with byte ranges when ``method`` is ``direct``, else an HLS master
    playlist; ``mime`` says which. With ``embed`` it is the address of another site's player, for a frame.
    ``reasons`` are stable codes of why it is not simpler (``video_codec``, ``audio_codec``, ``container``...), empty
    for direct play. ``play_id`` goes into every progress report, with a ``seq`` that grows. ``position`` is where to
    resume, 0 for the beginning. ``qualities`` are what this viewer may
    choose, ``auto`` first and then from the best down; empty when there is no picture.
    """

    play_id: str
    media_id: UUID
    source_id: UUID
    method: Method
    url: str
    mime: str
    reasons: tuple[str, ...]
    tracks: Tracks
    position: float
    duration: float
    title: str
    subtitle: str
    poster_url: str | None
    audio_only: bool
    qualities: tuple[QualityView, ...] = ()
    chapters: tuple[ChapterView, ...] = ()
    segments: tuple[SegmentView, ...] = ()
    next: MediaCard | None = None
    gain: float | None = None  # dB, ReplayGain 2.0 of the track
    gain_peak: float | None = None  # highest sample, 1 is full scale
    storyboard_url: str | None = None  # WebVTT of small pictures for the scrub bar


@dataclass(frozen=True, slots=True)
class ProgressReport:
    """What a player says while it plays. ``event``: time, play, pause, seek, ended, close."""

    position: float
    duration: float
    play_id: str | None = None
    seq: int | None = None
    event: str = "time"
    source_id: UUID | None = None
    method: str = ""


@dataclass(frozen=True, slots=True)
class ProgressView:
    """Where the viewer is after a report; ``accepted`` is False when it was late or repeated and changed nothing."""

    position: float
    duration: float
    watched: bool
    play_count: int
    play_id: str
    accepted: bool
    last_watched_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    """What the person chose: an audio stream by index, and the least that must be done to the source.

    ``least`` is how a player falls back: ``remux`` after direct play failed, ``transcode`` after the remux did.
    ``max_lines`` and ``max_bitrate`` (bits a second) limit the picture; ``ladder`` allows lower qualities beside the
    first, between which the player changes as the network does.
    """

    audio: int | None = None
    least: Method = "direct"
    max_lines: int | None = None
    max_bitrate: int | None = None
    ladder: bool = False


@dataclass(frozen=True, slots=True)
class StreamChoice:
    """What to do with one stream of the source: ``index`` in the file, taken as it is or made anew.

    ``lines`` is the class that a picture made anew is kept within; None for its own.
    """

    index: int
    copy: bool
    codec: str  # of what the browser gets
    lines: int | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """How a source reaches this browser, stream by stream, and why.

    ``ladder`` are the classes of lines in which the same picture is offered beside it, made anew.
    """

    method: Method
    reasons: tuple[str, ...]
    video: StreamChoice | None = None
    audio: tuple[StreamChoice, ...] = field(default=())
    mime: str = ""
    ladder: tuple[int, ...] = ()
