"""The bytes of works: whole files with ranges, HLS, subtitles. Authorised first, then nothing holds a connection."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from medianest.api.identity import Asked, SignedIn
from medianest.services.playback import PlayableSource
from medianest.streaming.decision import HLS_MIME
from medianest.streaming.room import Streaming

router = APIRouter(prefix="/media/{media_id}", tags=["streaming"])

Rendition = Annotated[str, Path(max_length=16)]
Track = Annotated[str, Path(max_length=8)]

# Segments never change under their address: it names the source, and a changed file is another version of it.
_SEGMENT = {"cache-control": "private, max-age=3600"}
_PLAYLIST = {"cache-control": "private, no-cache"}


def _room(asked: Asked) -> Streaming:
    return asked.services.streaming


def _watcher(asked: Asked) -> str:
    return str(asked.viewer.credential_id or asked.viewer.user_id)


async def _source(asked: Asked, media_id: UUID, source_id: UUID | None) -> PlayableSource:
    return await asked.call(asked.services.playback.open, media_id, source_id)


@router.get("/stream", summary="A source's own bytes")
@router.head("/stream", include_in_schema=False)
async def stream(media_id: UUID, asked: SignedIn, source: UUID | None = None) -> Response:
    """Ranges, several at once too, `If-Range`, `If-None-Match`. The connection is cut when the session ends."""
    return await file_of(asked, media_id, source)


async def file_of(asked: Asked, media_id: UUID, source_id: UUID | None) -> Response:
    """The answer of ``stream``, which ``api/media_bytes.py`` gives before any framework is asked."""
    asked.viewer.require_signed_in()
    allowed = (asked.viewer, media_id, source_id)
    found = lambda: _source(asked, media_id, source_id)  # noqa: E731
    headers = {**asked.request.headers, "method": asked.request.method}
    return await _room(asked).file(allowed, asked.viewer.credential_id, found, headers)


@router.get("/download", summary="The original file, to keep")
async def download(media_id: UUID, asked: SignedIn, source: UUID | None = None) -> Response:
    """As an attachment, with ranges, so that an interrupted download goes on. Refused to whoever may not download."""
    found = await asked.call(asked.services.playback.download, media_id, source)
    return await _room(asked).download(found, asked.viewer.credential_id)


@router.get("/hls/master.m3u8", summary="HLS, repacked or coded anew")
async def master(
    media_id: UUID,
    asked: SignedIn,
    source: UUID | None = None,
    plan: Annotated[str | None, Query(max_length=600, description="As playback wrote it.")] = None,
) -> Response:
    """Without a plan: h264 and AAC, which every browser plays."""
    text = await _room(asked).master(await _source(asked, media_id, source), plan)
    return Response(text, headers=_PLAYLIST, media_type=HLS_MIME)


@router.get("/hls/{source_id}/{rendition}/index.m3u8", include_in_schema=False)
async def playlist(media_id: UUID, source_id: UUID, rendition: Rendition, asked: SignedIn) -> Response:
    text = await _room(asked).playlist(await _source(asked, media_id, source_id), rendition)
    return Response(text, headers=_PLAYLIST, media_type=HLS_MIME)


@router.get("/hls/{source_id}/{rendition}/init.mp4", include_in_schema=False)
async def initialisation(media_id: UUID, source_id: UUID, rendition: Rendition, asked: SignedIn) -> Response:
    opened = await _source(asked, media_id, source_id)
    data = await _room(asked).initialisation(opened, rendition, _watcher(asked))
    return Response(data, headers=_SEGMENT, media_type="video/mp4")


@router.get("/hls/{source_id}/{rendition}/{number}.m4s", include_in_schema=False)
async def segment(
    media_id: UUID,
    source_id: UUID,
    rendition: Rendition,
    number: Annotated[int, Path(ge=0, le=1_000_000)],
    asked: SignedIn,
) -> Response:
    opened = await _source(asked, media_id, source_id)
    data = await _room(asked).segment(opened, rendition, number, _watcher(asked))
    return Response(data, headers=_SEGMENT, media_type="video/iso.segment")


@router.get("/subtitles/{track_id}.vtt", summary="A text track as WebVTT")
async def subtitles(media_id: UUID, track_id: Track, asked: SignedIn, source: UUID | None = None) -> Response:
    """Of the film itself, or of a file beside it; whatever its format and encoding were."""
    opened = await _source(asked, media_id, source)
    text = await asked.services.bridge.run("subtitles", _room(asked).subtitles.webvtt, opened, track_id)
    return Response(text, headers=_PLAYLIST, media_type="text/vtt")
