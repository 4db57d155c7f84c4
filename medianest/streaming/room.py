"""The streaming room as doors see it: files, playlists, segments and subtitles of a source."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable, Mapping
from typing import Any
from uuid import UUID

from medianest.bridge import Bridge
from medianest.errors import MediaRefused, NotFound
from medianest.mediapool.beneath import open_beneath
from medianest.mediapool.client import MediaPool
from medianest.providers.base import LocalFile, StreamFacts
from medianest.services import plans
from medianest.services.playback import FarFile, PlayableSource
from medianest.services.playback_views import Choices
from medianest.streaming import playlists, timelines
from medianest.streaming.capabilities import container_key
from medianest.streaming.decision import MIMES, decide
from medianest.streaming.endings import SessionEndings
from medianest.streaming.files import FileStream
from medianest.streaming.open_files import OpenFile, OpenFiles
from medianest.streaming.playlists import Rendition
from medianest.streaming.relay import Relay, RelayStream
from medianest.streaming.subtitles import Subtitles
from medianest.streaming.transcodes import Transcodes

_KEPT_INDEXES = 256
_READ_LIMIT = 30.0  # seconds for one operation on a file

Index = Mapping[str, Any]
Find = Callable[[], Awaitable[PlayableSource]]


class Streaming:
    """One for each web process."""

    def __init__(
        self,
        bridge: Bridge,
        pool: MediaPool,
        endings: SessionEndings,
        subtitles: Subtitles,
        transcodes: Transcodes,
        relay: Relay,
    ) -> None:
        self._bridge = bridge
        self._pool = pool
        self.endings = endings
        self.subtitles = subtitles
        self._transcodes = transcodes
        self._relay = relay
        self._indexes: OrderedDict[tuple[LocalFile, int], Index | MediaRefused] = OrderedDict()
        self._files = OpenFiles()

    async def file(
        self, allowed: Hashable, session_id: UUID | None, find: Find, asked: Mapping[str, str]
    ) -> FileStream | RelayStream:
        """The source's own bytes. ``find`` authorises; what it gave for ``allowed`` holds for two seconds.

        ``asked`` are the request's headers, by names in lower case: a server that holds the file is asked for the same.
        """
        try:
            opened = await self._files.take(allowed, lambda: self._opened(find))
        except _Elsewhere as found:
            source, far = found.source, found.far
            return await self._relay.stream(far, _mime(source), asked, lambda: self.endings.of(session_id))
        return FileStream(opened.fd, opened.media_type, opened.name, self._read, lambda: self.endings.of(session_id))

    async def download(self, source: PlayableSource, session_id: UUID | None) -> FileStream:
        """The source's file as one to keep."""
        fd = await self._bridge.run("disk", open_beneath, source.file.root, source.file.relative_path)
        name = source.file.relative_path.rpartition("/")[2]
        ended = lambda: self.endings.of(session_id)  # noqa: E731
        return FileStream(fd, "application/octet-stream", name, self._read, ended, disposition="attachment")

    async def _opened(self, find: Find) -> OpenFile:
        source = await find()
        if isinstance(source.origin, FarFile):
            raise _Elsewhere(source, source.origin)
        fd = await self._bridge.run("disk", open_beneath, source.file.root, source.file.relative_path)
        return OpenFile(fd, _mime(source), source.file.relative_path.rpartition("/")[2])

    async def _read(self, *arguments: Any) -> bytes:
        return await self._bridge.run("disk", *arguments)

    async def master(self, source: PlayableSource, plan: str | None) -> str:
        """The master playlist of a plan; without one, of what any browser plays."""
        said = plans.read(plan or self._plain_plan(source))
        videos = []
        for index, copied, lines in said.videos:
            stream = _stream(source, index, "video")
            copied = copied and await self._can_be_cut(source, stream)
            if not copied:
                source.require_convertible()
            videos.append(Rendition(rendition_name("v", index, copied, lines), stream, copied, lines))
        tracks = [
            Rendition(rendition_name("a", index, copied), _stream(source, index, "audio"), copied)
            for index, copied in said.sound
        ]
        if not videos and not tracks:
            raise NotFound("There is nothing to play in this.", source=source.id)
        return playlists.master(str(source.id), videos, tracks, source.bitrate)

    async def playlist(self, source: PlayableSource, rendition: str) -> str:
        """The playlist of one track in one form."""
        one = _rendition(source, rendition)
        if one.stream.kind == "video" and one.copied:
            return playlists.media(timelines.cuts(await self._index(source, one.stream)).durations)
        return playlists.media((await self._grid(source, one)).durations)

    async def initialisation(self, source: PlayableSource, rendition: str, viewer: str) -> bytes:
        """``init.mp4`` of a track."""
        one = _rendition(source, rendition)
        if one.stream.kind == "video":
            if not one.copied:
                source.require_convertible()
                return await self._transcodes.initialisation(source, one, viewer)
            return await self._operate(source, "video_init", {"stream": one.stream.index})
        return await self._operate(source, "audio_init", {"stream": one.stream.index, "encode": not one.copied})

    async def segment(self, source: PlayableSource, rendition: str, number: int, viewer: str) -> bytes:
        """Segment ``number`` of a track. ``viewer`` tells one watcher from another.

        Raises:
            NotFound: there is no such segment.
        """
        one = _rendition(source, rendition)
        arguments: dict[str, Any] = {"stream": one.stream.index, "number": number}
        if one.stream.kind == "video" and one.copied:
            cut = timelines.cuts(await self._index(source, one.stream))
            _must_be_one_of(number, len(cut.marks))
            arguments["from"], arguments["to"] = cut.bounds(number)
            return await self._operate(source, "video_segment", arguments)
        grid = await self._grid(source, one)
        _must_be_one_of(number, grid.count)
        if one.stream.kind == "video":
            source.require_convertible()
            return await self._transcodes.segment(source, one, number, viewer)
        arguments["from"], arguments["to"] = grid.bounds(number)
        return await self._operate(source, "audio_segment", {**arguments, "encode": not one.copied})

    def _plain_plan(self, source: PlayableSource) -> str:
        decision = decide(source.container, source.streams, source.bitrate, None, Choices(least="remux"))
        return plans.written(decision)

    async def _can_be_cut(self, source: PlayableSource, stream: StreamFacts) -> bool:
        try:
            timelines.cuts(await self._index(source, stream))
        except MediaRefused:
            return False
        return True

    async def _grid(self, source: PlayableSource, one: Rendition) -> timelines.Grid:
        if one.stream.kind == "video":
            return timelines.picture_grid(one.stream, source.duration)
        return timelines.sound_grid(one.stream, (await self._known(source, one.stream, "sound_end"))["end"])

    async def _index(self, source: PlayableSource, stream: StreamFacts) -> Index:
        return await self._known(source, stream, "keyframes")

    async def _known(self, source: PlayableSource, stream: StreamFacts, operation: str) -> Index:
        """What a track's timeline is made from, read once for each version of the file; so is a refusal."""
        key = (source.file, stream.index)
        known = self._indexes.get(key)
        if known is None:
            try:
                outcome = await self._bridge.run(
                    "media", self._pool.one, source.file, operation, {"stream": stream.index}, _READ_LIMIT
                )
                known = outcome.value(operation)
            except MediaRefused as refused:
                known = refused
            self._indexes[key] = known
            while len(self._indexes) > _KEPT_INDEXES:
                self._indexes.popitem(last=False)
        self._indexes.move_to_end(key)
        if isinstance(known, MediaRefused):
            raise known
        return known

    async def _operate(self, source: PlayableSource, operation: str, arguments: Mapping[str, Any]) -> bytes:
        outcome = await self._bridge.run("media", self._pool.one, source.file, operation, arguments, _READ_LIMIT)
        try:
            return outcome.bytes_of(operation)
        except MediaRefused as refused:
            if refused.reason == "past_end":
                raise NotFound("The file ends before this place.", source=source.id) from refused
            raise


class _Elsewhere(Exception):
    """What was to be opened here is held by another server."""

    def __init__(self, source: PlayableSource, far: FarFile) -> None:
        super().__init__()
        self.source, self.far = source, far


def _mime(source: PlayableSource) -> str:
    played = tuple(stream for stream in source.streams if stream.kind in ("video", "audio"))
    with_picture, alone = MIMES.get(container_key(source.container, played), ("application/octet-stream",) * 2)
    return with_picture if any(stream.kind == "video" for stream in played) else alone


def rendition_name(kind: str, index: int, copied: bool, lines: int | None = None) -> str:
    """A track's folder in addresses: the plan's own word for it."""
    return f"{kind}{index}{'c' if copied else 't'}" + (str(lines) if lines and not copied else "")


def _rendition(source: PlayableSource, name: str) -> Rendition:
    said = plans.read(name)
    if len(said.videos) == 1 and not said.sound:
        index, copied, lines = said.videos[0]
        return Rendition(name, _stream(source, index, "video"), copied, lines)
    if not said.videos and len(said.sound) == 1:
        return Rendition(name, _stream(source, said.sound[0][0], "audio"), said.sound[0][1])
    raise NotFound("There is no such track.", source=source.id)


def _stream(source: PlayableSource, index: int, kind: str) -> StreamFacts:
    for stream in source.streams:
        if stream.index == index and stream.kind == kind:
            return stream
    raise NotFound("There is no such track.", source=source.id)


def _must_be_one_of(number: int, count: int) -> None:
    if not 0 <= number < count:
        raise NotFound("There is no such segment.", segment=number)
