"""The operation ``storyboard``: one sheet of small pictures of a film, from its key frames alone.

A sheet at a time, so that whoever watches the same film never waits for all of it.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import av.error
from av.stream import Discard
from av.video.reformatter import Interpolation
from PIL import Image

from medianest.errors import MediaRefused
from medianest.mediapool.containers import OpenedFile
from medianest.mediapool.operations import Reply
from medianest.mediapool.packets import base_time, only, stamp, stream_of

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

MOST_TILES = 100
MOST_PIXELS = 4096 * 4096
QUALITY = 62
_MAX_PACKETS = 400  # after a seek, until a picture must have come
_PQ = 16  # SMPTE ST 2084
_PAPER_NITS = 203.0  # ITU-R BT.2408: what white is in SDR


def storyboard(opened: OpenedFile, arguments: dict[str, Any]) -> Reply:
    """A WebP of ``columns`` pictures a row, each ``width`` by ``height`` pixels, one for each second in ``times``.

    A picture is the key frame at or before its second, upright, with square pixels, whole inside its place. A second
    that does not decode shows the picture before it. The reply's value is how many did decode.

    Raises:
        MediaRefused: ``no_such_track``, ``no_picture`` when nothing decodes, ``too_many_pixels``.
    """
    times = [float(at) for at in arguments["times"]]
    size = int(arguments["width"]), int(arguments["height"])
    columns = int(arguments["columns"])
    rows = -(-len(times) // columns)
    if not 0 < len(times) <= MOST_TILES or size[0] * columns * size[1] * rows > MOST_PIXELS:
        raise MediaRefused("The sheet has too many pixels", "too_many_pixels")
    stream = stream_of(opened, int(arguments["stream"]), "video")
    sheet = Image.new("RGB", (size[0] * min(columns, len(times)), size[1] * rows))
    decoded = 0
    tile: Image.Image | None = None
    for number, (found, fresh) in enumerate(_pictures(opened, stream, times)):
        if found is not None and (fresh or tile is None):
            tile = _tile(found, stream, size)
        decoded += found is not None
        if tile is not None:
            sheet.paste(tile, (number % columns * size[0], number // columns * size[1]))
    if not decoded:
        raise MediaRefused("No picture can be taken from this video", "no_picture")
    encoded = io.BytesIO()
    sheet.save(encoded, "WEBP", quality=QUALITY, method=1)
    return Reply(decoded, encoded.getvalue())


def _pictures(opened: OpenedFile, stream: VideoStream, times: list[float]) -> Any:
    """For each second its key frame, decoded, and whether it is another than the one before."""
    container = opened.container()
    only(opened, stream)
    stream.discard = Discard.nonkey
    context = stream.codec_context
    before = context.skip_frame
    context.skip_frame = "NONKEY"
    base = float(base_time(opened))
    last: int | None = None
    found: VideoFrame | None = None
    try:
        for seconds in times:
            key, frame = _key_frame(container, stream, base + seconds, last)
            fresh = key is None or key != last
            if fresh:
                found, last = frame, key
            yield found, fresh
    finally:
        context.skip_frame = before
        stream.discard = Discard.default


def _key_frame(
    container: InputContainer, stream: VideoStream, seconds: float, known: int | None
) -> tuple[int | None, VideoFrame | None]:
    """The key frame before ``seconds`` and its time stamp; not decoded again when it is the ``known`` one."""
    key: int | None = None
    try:
        container.seek(int(seconds / stream.time_base) if stream.time_base else 0, stream=stream)
        stream.codec_context.flush_buffers()
        for count, packet in enumerate(container.demux(stream)):
            if key is None and packet.size:
                key = stamp(packet)
                if key is not None and key == known:
                    return key, None
            for decoded in packet.decode():
                return key, decoded
            if count > _MAX_PACKETS:
                break
    except (av.error.FFmpegError, ValueError):
        pass
    return key, None


def _tile(found: VideoFrame, stream: VideoStream, size: tuple[int, int]) -> Image.Image:
    turn = round(found.rotation / 90) * 90 % 360
    aspect = float(stream.sample_aspect_ratio or 1) or 1.0
    wide, high = found.width * (aspect if 0.1 < aspect < 10 else 1.0), float(found.height)
    room = size if turn % 180 == 0 else (size[1], size[0])
    scale = min(room[0] / wide, room[1] / high)
    width, height = max(1, round(wide * scale)), max(1, round(high * scale))
    small = found.reformat(width=width, height=height, format="rgb24", interpolation=Interpolation.AREA).to_image()
    if found.color_trc == _PQ:
        small = small.point(_PQ_TO_SDR * 3)
    if turn:
        small = small.rotate(turn, expand=True)
    if small.size == size:
        return small
    place = Image.new("RGB", size)
    place.paste(small, ((size[0] - small.width) // 2, (size[1] - small.height) // 2))
    return place


def _sdr(value: int) -> int:
    """A PQ sample of eight bits as a screen without HDR shows it: highlights rolled off, colours left as they are."""
    signal = (value / 255) ** (1 / 78.84375)
    light = 10_000 * (max(signal - 0.8359375, 0.0) / (18.8515625 - 18.6875 * signal)) ** (1 / 0.1593017578125)
    shown = light / _PAPER_NITS
    rolled = shown * (1 + shown / 16) / (1 + shown)  # Reinhard's curve, white where the light is four times paper's
    return round(255 * min(1.0, rolled * 1.25) ** (1 / 2.2))


_PQ_TO_SDR = [_sdr(value) for value in range(256)]
