"""Playing over REST: ask how, tell how far, mark as watched."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from medianest.api.identity import SignedIn
from medianest.api.replies import nothing, reply
from medianest.errors import Invalid
from medianest.services.playback import PlaybackWish
from medianest.services.playback_views import Choices, DeviceProfile, PlaybackOffer, ProgressReport, ProgressView

router = APIRouter(prefix="/media/{media_id}", tags=["playback"])

_Type = Annotated[str, Field(max_length=200)]
_Types = Annotated[list[_Type], Field(max_length=512)]


class ProfileBody(BaseModel):
    """What this device plays: MIME types with codecs, from files and in streams (HLS with fragmented MP4)."""

    files: _Types = []
    streams: _Types = []
    max_height: Annotated[int | None, Field(ge=100, le=9999)] = None
    max_bitrate: Annotated[int | None, Field(ge=100_000)] = None
    native_hls: bool = False

    def value(self) -> DeviceProfile:
        return DeviceProfile(tuple(self.files), tuple(self.streams), self.max_height, self.max_bitrate, self.native_hls)


class PlaybackBody(BaseModel):
    """Everything may be left out: then any browser's h264 and AAC, the best source, and the last position."""

    profile: ProfileBody | None = None
    source_id: UUID | None = None
    audio: Annotated[int | None, Field(ge=0, le=999, description="A stream's index.")] = None
    subtitle: Annotated[str | None, Field(max_length=20, description="A track's id, or `off`.")] = None
    without: Annotated[
        list[UUID], Field(max_length=50, description="Sources that have failed meanwhile: play from another one.")
    ] = []
    start: Annotated[float | None, Field(ge=0, description="Seconds; instead of the last position.")] = None
    force: Annotated[
        Literal["direct", "remux", "transcode"] | None,
        Field(description="The least to do, after a gentler way has failed."),
    ] = None
    quality: Annotated[
        str,
        Field(
            pattern=r"^(auto|original|[1-9]\d{2,3})$",
            description="An `id` of the offer's `qualities`: `auto`, `original`, or a class of lines such as `720`.",
        ),
    ] = "auto"
    max_bitrate: Annotated[int | None, Field(ge=100_000, description="Bits a second, picture and sound.")] = None


class TracksBody(BaseModel):
    """What is left out stays as it was chosen before."""

    source_id: UUID | None = None
    audio: Annotated[int | None, Field(ge=0, le=999, description="A stream's index.")] = None
    subtitle: Annotated[str | None, Field(max_length=20, description="A track's id, or `off`.")] = None


class ProgressBody(BaseModel):
    """`play_id` as playback gave it and a `seq` that grows: then reports may come late, twice and in any order."""

    position: float
    duration: float = 0.0
    play_id: str | None = None
    seq: int | None = None
    event: str = "time"
    source_id: UUID | None = None
    method: str = ""


@router.post("/playback", response_model=PlaybackOffer, summary="How to play a work now")
async def playback(media_id: UUID, asked: SignedIn, body: PlaybackBody | None = None) -> Response:
    """`url` is a file with byte ranges (`direct`) or an HLS master playlist (`remux`, `transcode`).

    `qualities` is the menu of a player. With `auto` the playlist holds several of them (those with a `level`), and the
    player changes between them as the network does; any other quality is one picture.
    """
    body = body or PlaybackBody()
    wish = PlaybackWish(
        body.profile.value() if body.profile else None,
        body.source_id,
        body.audio,
        body.subtitle,
        body.start,
        frozenset(body.without),
        Choices(least=body.force or "direct", max_bitrate=body.max_bitrate),
        body.quality,
    )
    return reply(await asked.call(asked.services.playback.offer, media_id, wish))


@router.put("/tracks", status_code=204, summary="Remember a choice of sound or subtitles")
async def remember_tracks(media_id: UUID, asked: SignedIn, body: TracksBody) -> Response:
    """For the whole show when it is an episode: the next one begins with tracks like these, on every device."""
    await asked.call(asked.services.track_choices.remember, media_id, body.source_id, body.audio, body.subtitle)
    return nothing()


@router.put("/progress", response_model=ProgressView, summary="How far a play has come")
async def progress(media_id: UUID, asked: SignedIn, body: ProgressBody) -> Response:
    """Within one play the highest `seq` wins; the newest play wins over older ones."""
    return await _report(media_id, asked, body)


@router.post("/progress", include_in_schema=False)
async def progress_beacon(media_id: UUID, asked: SignedIn, request: Request) -> Response:
    """The same from ``navigator.sendBeacon``, which posts, and as text where the page may not say JSON."""
    data = await request.body()
    try:
        body = ProgressBody.model_validate_json(data[:10_000])
    except ValueError as problem:
        raise Invalid("This report cannot be used.") from problem
    return await _report(media_id, asked, body)


async def _report(media_id: UUID, asked: Any, body: ProgressBody) -> Response:
    report = ProgressReport(
        body.position, body.duration, body.play_id, body.seq, body.event, body.source_id, body.method
    )
    return reply(await asked.call(asked.services.progress.report, media_id, report))


@router.put("/watched", status_code=204, summary="Mark as watched")
async def watched(media_id: UUID, asked: SignedIn) -> Response:
    """A show, a season, an artist or an album: everything beneath it."""
    await asked.call(asked.services.progress.mark, media_id, watched=True)
    return nothing()


@router.delete("/watched", status_code=204, summary="Mark as not watched")
async def unwatched(media_id: UUID, asked: SignedIn) -> Response:
    await asked.call(asked.services.progress.mark, media_id, watched=False)
    return nothing()
