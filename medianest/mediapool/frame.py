"""The operation ``frame``: one good picture of a video, for when there is no poster.

Good means a key frame about a tenth in that is neither dark nor empty; else the best of a few.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import av.error

from medianest.errors import MediaRefused
from medianest.mediapool.containers import OpenedFile
from medianest.mediapool.operations import Reply

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream
    from PIL.Image import Image

_PLACES = (0.1, 0.2, 0.35, 0.5, 0.04)
# Of 255: a picture darker or flatter than this says nothing about a film.
_DARK, _FLAT = 28, 14
_MAX_PACKETS = 400
_ATTACHED_PICTURE = 0x400


def frame(opened: OpenedFile, arguments: dict[str, Any]) -> Reply:
    """A JPEG of at most ``width`` (1280) pixels; ``{"width", "height", "position"}`` beside it, position in seconds.

    ``position`` in the arguments asks for the key frame at or before that second instead.

    Raises:
        MediaRefused: ``no_picture`` when there is no video or nothing of it decodes.
    """
    image, position = good_frame(opened, arguments.get("position"))
    image.thumbnail((int(arguments.get("width", 1280)), 4096))
    encoded = io.BytesIO()
    image.save(encoded, "JPEG", quality=88)
    return Reply({"width": image.width, "height": image.height, "position": position}, encoded.getvalue())


def good_frame(opened: OpenedFile, position: float | None = None) -> tuple[Image, float]:
    """The picture itself, upright and with square pixels, and its second in the film."""
    container = opened.container()
    stream = _video(container)
    start = (container.start_time or 0) / 1_000_000
    length = (container.duration or 0) / 1_000_000
    places = [position] if position is not None else [length * place for place in _PLACES]
    best: tuple[float, Image, float] | None = None
    for place in dict.fromkeys(places):
        found = _decode_at(container, stream, start + place)
        if found is None:
            continue
        image = _upright(found, stream)
        brightness, contrast = _light(image)
        at = max(0.0, (found.time or start) - start)
        if position is not None or (brightness > _DARK and contrast > _FLAT):
            return image, at
        if best is None or contrast > best[0]:
            best = (contrast, image, at)
    if best is None:
        raise MediaRefused("No picture can be taken from this video", "no_picture")
    return best[1], best[2]


def _video(container: InputContainer) -> VideoStream:
    for stream in container.streams.video:
        if not int(stream.disposition) & _ATTACHED_PICTURE and stream.codec_context is not None:
            return stream
    raise MediaRefused("There is no video in this file", "no_picture")


def _decode_at(container: InputContainer, stream: VideoStream, seconds: float) -> VideoFrame | None:
    """The first frame that decodes at the key frame before ``seconds``."""
    try:
        container.seek(int(seconds * 1_000_000))
        stream.codec_context.flush_buffers()
        for count, packet in enumerate(container.demux(stream)):
            for decoded in packet.decode():
                return decoded
            if count > _MAX_PACKETS:
                return None
    except (av.error.FFmpegError, ValueError):
        return None
    return None


def _upright(found: VideoFrame, stream: VideoStream) -> Image:
    image = found.to_image()
    aspect = float(stream.sample_aspect_ratio or 1) or 1.0
    if abs(aspect - 1) > 0.01 and 0.1 < aspect < 10:
        image = image.resize((max(1, round(image.width * aspect)), image.height))
    turn = round(found.rotation / 90) * 90 % 360
    return image.rotate(turn, expand=True) if turn else image


def _light(image: Image) -> tuple[float, float]:
    """Mean and spread of the picture's brightness, from a small copy."""
    from PIL import ImageStat

    small = ImageStat.Stat(image.convert("L").resize((64, 36)))
    return small.mean[0], small.stddev[0]
