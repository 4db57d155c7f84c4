"""The operations ``subtitles`` (text tracks of a film) and ``subtitle_file`` (a file beside it), both as WebVTT.

Subtitles are hostile input like everything else: parsed here, within limits of size and number, and written out anew.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

import av.error
import charset_normalizer
import pysubs2
import pysubs2.exceptions
from av.stream import Discard

from medianest.errors import MediaRefused
from medianest.mediapool.containers import OpenedFile, refuse
from medianest.mediapool.operations import Reply
from medianest.mediapool.packets import base_time

TEXT_CODECS = frozenset(("subrip", "srt", "ass", "ssa", "mov_text", "webvtt", "text", "eia_608", "sami", "microdvd"))
MAX_FILE = 16 * 1024**2
MAX_EVENTS = 100_000
MAX_CHARACTERS = 8 * 1024**2
_LAST_SECONDS = 5
# Marks of style in one line, beyond which they are noise: reading them takes time with the square of their number.
_MAX_MARKS = 100
_MARKS = re.compile(r"[<{}>]")
_DEFAULT_FRAME_RATE = 23.976

# What subtitle files were written in before UTF-8, by the first two letters of ISO 639 codes (1, 2/B and 2/T agree).
_OF_LANGUAGE = {
    **dict.fromkeys(("cs", "cz", "pl", "po", "hu", "sk", "sl", "hr", "ro"), "cp1250"),
    **dict.fromkeys(("ru", "uk", "bg", "bu", "sr", "mk"), "cp1251"),
    **dict.fromkeys(("el", "gr"), "cp1253"),
    **dict.fromkeys(("lt", "lv", "et", "la"), "cp1257"),
    **dict.fromkeys(("ar", "fa", "pe"), "cp1256"),
    **dict.fromkeys(("zh", "ch"), "gb18030"),
    **{"tr": "cp1254", "tu": "cp1254", "he": "cp1255", "vi": "cp1258", "ja": "cp932", "jp": "cp932", "ko": "cp949"},
}
_ENCODINGS = sorted({*_OF_LANGUAGE.values(), "cp1252", "big5", "koi8_r", "euc_jp"})
_AS_GOOD = 0.02  # of charset-normalizer's measure of mess, 0 to 1


def subtitles(opened: OpenedFile, arguments: dict[str, Any]) -> Reply:
    """``{index: WebVTT}`` of the text tracks in ``streams``, from one reading of the file.

    Raises:
        MediaRefused: none of them holds text.
    """
    container = opened.container()
    wanted = {
        index: container.streams[index]
        for index in map(int, arguments["streams"])
        if 0 <= index < len(container.streams) and _is_text(container.streams[index])
    }
    if not wanted:
        raise MediaRefused("There is no text track of this kind in the file", "no_such_track")
    files = {index: pysubs2.SSAFile() for index in wanted}
    for stream in container.streams:
        stream.discard = Discard.default if stream.index in wanted else Discard.all
    base = base_time(opened)
    size = 0
    try:
        container.seek(0)
        for packet in container.demux(*wanted.values()):
            if not packet.size or packet.pts is None:
                continue
            size += packet.size
            events = files[packet.stream_index].events
            if size > MAX_CHARACTERS or len(events) > MAX_EVENTS:
                raise MediaRefused("The subtitles are larger than is allowed", "too_large")
            start = (packet.pts * Fraction(packet.time_base) - base) * 1000
            length = (packet.duration or 0) * Fraction(packet.time_base) * 1000 or _LAST_SECONDS * 1000
            for text in _texts(packet):
                events.append(pysubs2.SSAEvent(max(0, int(start)), max(0, int(start + length)), text))
    except av.error.FFmpegError as problem:
        raise refuse(problem) from problem
    return Reply({str(index): _webvtt(file) for index, file in files.items()})


def subtitle_file(opened: OpenedFile, arguments: dict[str, Any]) -> Reply:
    """The subtitle file itself as WebVTT.

    ``frame_rate`` is the film's, for formats that count frames; ``language`` helps to tell the encoding.

    Raises:
        MediaRefused: ``too_large``, or ``unknown_format`` for what is no subtitle text.
    """
    if opened.size > MAX_FILE:
        raise MediaRefused("The subtitles are larger than is allowed", "too_large")
    text = _decode(opened.read(opened.size), arguments.get("language"))
    try:
        file = pysubs2.SSAFile.from_string(text, fps=arguments.get("frame_rate") or _DEFAULT_FRAME_RATE)
    except (pysubs2.exceptions.Pysubs2Error, ValueError, KeyError, IndexError, AttributeError) as problem:
        raise MediaRefused("This is not a subtitle file that can be read", "unknown_format") from problem
    if len(file.events) > MAX_EVENTS:
        raise MediaRefused("The subtitles are larger than is allowed", "too_large")
    return Reply({"text": _webvtt(file)})


def _is_text(stream: Any) -> bool:
    return (
        stream.type == "subtitle"
        and stream.codec_context is not None
        and stream.codec_context.codec.canonical_name in TEXT_CODECS
    )


def _texts(packet: Any) -> list[str]:
    """What a packet shows, in the notation of ASS."""
    try:
        shown = packet.decode()
    except av.error.FFmpegError:
        return []
    found = []
    for rectangle in shown:
        line = rectangle.ass.decode("utf-8", "replace") if getattr(rectangle, "ass", None) else ""
        # ReadOrder, Layer, Style, Name, MarginL, MarginR, MarginV, Effect, Text
        parts = line.split(",", 8)
        if len(parts) == 9 and parts[8].strip():
            found.append(parts[8].strip("\r\n\0"))
    return found


def _webvtt(file: pysubs2.SSAFile) -> str:
    file.events = [event for event in file.events if not event.is_comment and event.text.strip()]
    file.sort()
    return file.to_string("vtt")


def _decode(data: bytes, language: str | None) -> str:
    """Text of a file that does not say how it is encoded.

    Guessed from its letters; between equals the file's language decides, then Western Europe.
    """
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _clean(data.decode(encoding, "replace"))
    try:
        return _clean(data.decode("utf-8"))
    except UnicodeDecodeError:
        guesses = list(charset_normalizer.from_bytes(data[: 256 * 1024], cp_isolation=_ENCODINGS))
        likely = [guess.encoding for guess in guesses if guess.chaos <= guesses[0].chaos + _AS_GOOD]
        preferred = (_OF_LANGUAGE.get((language or "")[:2].lower(), "cp1252"), "cp1252", *likely)
        chosen = next((encoding for encoding in preferred if encoding in likely), "cp1252")
        return _clean(data.decode(chosen, "replace"))


def _clean(text: str) -> str:
    lines = re.sub(r"\r\n?", "\n", text).replace("\0", "").split("\n")
    return "\n".join(map(_sober, lines))


def _sober(line: str) -> str:
    return line if line.count("<") + line.count("{") <= _MAX_MARKS else _MARKS.sub("", line)
