"""The operations ``artwork`` and ``resize``: pictures of any origin as WebP, within limits of pixels and bytes.

A picture is as hostile as a film: only these formats are read, only the first frame, and nothing past the pixel limit.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import av.error
from PIL import Image, ImageOps, UnidentifiedImageError

from medianest.errors import MediaRefused
from medianest.mediapool.containers import OpenedFile
from medianest.mediapool.frame import good_frame
from medianest.mediapool.operations import Reply

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "AVIF")
MAX_PIXELS = 80_000_000
MAX_BYTES = 40 * 1024**2
LARGEST = 1920  # pixels wide; nothing larger is kept
QUALITY = 82
_ATTACHED_PICTURE = 0x400
_BROKEN = (UnidentifiedImageError, OSError, ValueError, SyntaxError, TypeError, Image.DecompressionBombError)


def artwork(opened: OpenedFile, arguments: dict[str, Any]) -> Reply:
    """A WebP of at most ``width`` pixels; ``{"width", "height", "color"}`` beside it.

    ``from``: ``file`` (it is a picture), ``embedded`` (a cover in a media file) or ``frame`` (a good one of a film).

    Raises:
        MediaRefused: ``no_picture``, ``too_many_pixels``, or what opening the file refuses.
    """
    width = min(int(arguments.get("width", LARGEST)), LARGEST)
    origin = arguments["from"]
    if origin == "frame":
        picture, _ = good_frame(opened)
        return _encode(picture, width)
    if origin == "file":
        if opened.size > MAX_BYTES:
            raise MediaRefused("The picture file is too large", "too_many_pixels")
        return _encode(_read(opened.read(opened.size), width), width)
    for data in _covers(opened):
        try:
            return _encode(_read(data, width), width)
        except MediaRefused:
            continue
    raise MediaRefused("There is no picture in this file", "no_picture")


def resize(opened: OpenedFile, arguments: dict[str, Any]) -> Reply:
    """A picture of ours at another width, never enlarged."""
    width = int(arguments["width"])
    return _encode(_read(opened.read(min(opened.size, MAX_BYTES)), width), width)


def _covers(opened: OpenedFile) -> Iterator[bytes]:
    """Pictures attached to a media file, the front cover first."""
    container = opened.container()
    attached = [stream for stream in container.streams.video if int(stream.disposition) & _ATTACHED_PICTURE]
    attached.sort(key=lambda stream: "front" not in stream.metadata.get("comment", "").lower())
    for stream in attached[:4]:
        try:
            container.seek(0)
            for count, packet in enumerate(container.demux(stream)):
                if packet.size:
                    if packet.size <= MAX_BYTES:
                        yield bytes(packet)
                    break
                if count > 50:
                    break
        except (av.error.FFmpegError, ValueError):
            continue


def _read(data: bytes, width: int) -> Image.Image:
    try:
        image = Image.open(io.BytesIO(data), formats=FORMATS)
        if image.width * image.height > MAX_PIXELS:
            raise MediaRefused("The picture has too many pixels", "too_many_pixels")
        image.draft("RGB", (width, width))  # a JPEG is decoded at a half or a quarter when that is enough
        image.load()
        return ImageOps.exif_transpose(image)
    except _BROKEN as problem:
        raise MediaRefused("The picture cannot be read", "no_picture") from problem


def _encode(image: Image.Image, width: int) -> Reply:
    transparent = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    image = image.convert("RGBA" if transparent else "RGB")
    if image.width < 8 or image.height < 8:
        raise MediaRefused("The picture is too small to show", "no_picture")
    image.thumbnail((width, width * 4), Image.Resampling.LANCZOS)
    encoded = io.BytesIO()
    image.save(encoded, "WEBP", quality=QUALITY, method=4)
    return Reply({"width": image.width, "height": image.height, "color": _color(image)}, encoded.getvalue())


def _color(image: Image.Image) -> str:
    """What fills the place until the picture is there: its mean, as ``#rrggbb``."""
    red, green, blue = image.convert("RGB").resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))  # type: ignore[misc]
    return f"#{red:02x}{green:02x}{blue:02x}"
