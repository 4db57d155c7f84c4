"""Which files a library takes, by suffix. A suffix only invites a look: the media pool decides by the bytes."""

from __future__ import annotations

_VIDEO = (
    "mkv mk3d mp4 m4v mov qt avi divx wmv asf ts m2ts mts m2t mpg mpeg mpe m1v m2v vob webm ogv ogm flv f4v 3gp 3g2 "
    "rm rmvb wtv mxf dv ivf"
)
_AUDIO = (
    "mp3 mp2 flac m4a m4b m4r aac ogg oga opus spx wav aif aiff aifc wma wv ape mpc mp+ mka tta dsf dff ac3 eac3 dts "
    "caf amr au snd alac weba"
)
VIDEO = frozenset(_VIDEO.split())
AUDIO = frozenset(_AUDIO.split())
IMAGE = frozenset(("jpg", "jpeg", "png", "webp", "gif", "bmp", "avif", "tbn"))
SUBTITLE = frozenset(("srt", "ass", "ssa", "vtt", "sub", "smi", "sami", "ttml", "dfxp"))
LYRICS = frozenset(("lrc",))
NFO = frozenset(("nfo",))

BESIDE = IMAGE | SUBTITLE | LYRICS | NFO

# Home videos are what a household recorded, sound recordings included.
TAKES: dict[str, frozenset[str]] = {
    "movies": VIDEO,
    "shows": VIDEO,
    "videos": VIDEO | AUDIO,
    "music": AUDIO,
}


def suffix(name: str) -> str:
    """The suffix in lower case without its dot."""
    dot = name.rfind(".")
    return name[dot + 1 :].lower() if dot > 0 else ""


def stem(name: str) -> str:
    dot = name.rfind(".")
    return name[:dot] if dot > 0 else name
