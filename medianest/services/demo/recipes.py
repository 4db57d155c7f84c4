"""From a clip or a track to the arguments of ffmpeg, and to the finished files in a working folder."""

from __future__ import annotations

import re
from pathlib import Path

from medianest.services.demo import artwork, sidecars
from medianest.services.demo.looks import RATE
from medianest.services.demo.score import music
from medianest.services.demo.studio import Studio, inputs
from medianest.services.demo.titles import LANGUAGES, Album, Clip, Track

_VIDEO = {
    "h264": "-c:v libx264 -preset ultrafast -crf 24 -profile:v high -g 48 -pix_fmt yuv420p -threads 1",
    "hevc": "-c:v libx265 -preset ultrafast -crf 27 -g 48 -pix_fmt yuv420p"
    " -x265-params log-level=error:pools=1:frame-threads=1",
    "mpeg4": "-c:v mpeg4 -q:v 4 -g 48 -vtag XVID -pix_fmt yuv420p",
}
_SOUND = {
    "aac": "-c:a aac -b:a 128k",
    "ac3": "-c:a ac3 -b:a 192k",
    "mp3": "-c:a libmp3lame -b:a 160k",
}
_ALBUM = {"flac": "-c:a flac", "mp3": "-c:a libmp3lame -q:a 3 -id3v2_version 3", "opus": "-c:a libopus -b:a 112k"}
_GAIN = re.compile(r"track_gain = ([+-]?[\d.]+) dB")
_PEAK = re.compile(r"track_peak = ([\d.]+)")
_ALONE = ("-filter_threads", "1", "-filter_complex_threads", "1")


def film(studio: Studio, clip: Clip, small: str, folder: Path, stem: str) -> Path:
    """Draw, play and encode ``clip`` into ``folder``; the title stands in the picture for the first seconds."""
    picture = clip.look(folder, clip.seconds)
    card = folder / "card.png"
    artwork.card(clip.title, small, card)
    pictures = [*picture.inputs, card]
    graph = (
        f"{picture.graph};[{len(picture.inputs)}:v]loop=loop=-1:size=1:start=0,fps={RATE},trim=duration=4.4,"
        "format=yuva420p,fade=t=in:st=0.3:d=0.7:alpha=1,fade=t=out:st=3.2:d=1:alpha=1[card];"
        f"[{picture.output}][card]overlay=eof_action=pass,fade=t=in:d=0.5,"
        f"fade=t=out:st={clip.seconds - 0.8:g}:d=0.8,format=yuv420p[v]"
    )
    for number, _ in enumerate(clip.spoken):
        score = clip.score.dubbed() if number else clip.score
        graph += f";{music(score, clip.seconds, f'sound{number}')}"
    texts = _texts(clip, folder)
    target = folder / f"{stem}.{clip.coding.suffix}"
    studio.run(
        *_ALONE, *inputs([*pictures, *texts]), "-filter_complex", graph, "-map", "[v]",
        *(word for number, _ in enumerate(clip.spoken) for word in ("-map", f"[sound{number}]")),
        *(word for number in range(1, len(texts)) for word in ("-map", str(len(pictures) + number))),
        "-map_metadata", str(len(pictures)), "-map_chapters", str(len(pictures)), "-t", f"{clip.seconds:g}",
        *_VIDEO[clip.coding.video].split(), *_SOUND[clip.coding.audio].split(), *_languages(clip), target,
    )  # fmt: skip
    return target


def _texts(clip: Clip, folder: Path) -> list[Path]:
    """The metadata and the embedded subtitles, written down as inputs."""
    metadata = folder / "metadata.txt"
    metadata.write_text(sidecars.ffmetadata({"title": clip.title}, clip.chapters, clip.seconds), encoding="utf-8")
    paths = [metadata]
    for code, lines in (clip.embedded or {}).items():
        paths.append(folder / f"embedded.{code}.srt")
        paths[-1].write_text(sidecars.srt(lines), encoding="utf-8")
    return paths


def _languages(clip: Clip) -> list[str]:
    words: list[str] = []
    for kind, codes in (("a", clip.spoken), ("s", tuple(clip.embedded or {}))):
        for number, code in enumerate(codes):
            language, name = LANGUAGES[code]
            words += [f"-metadata:s:{kind}:{number}", f"language={language}"]
            words += [f"-metadata:s:{kind}:{number}", f"title={name}"]
    words += ["-disposition:a:0", "default"]
    if clip.embedded:
        words += ["-c:s", "mov_text" if clip.coding.suffix == "mp4" else "subrip", "-disposition:s", "0"]
    return [*words, "-movflags", "+faststart"] if clip.coding.suffix == "mp4" else words


def frame(studio: Studio, media: Path, at: float, target: Path) -> None:
    """One still of ``media``, ``at`` seconds in."""
    studio.run("-ss", f"{at:g}", "-i", media, "-frames:v", "1", "-update", "1", target)


def track(studio: Studio, album: Album, number: int, piece: Track, cover: Path, folder: Path) -> Path:
    """Play, measure and encode one track with its tags, its loudness (ReplayGain) and, where it fits, its cover."""
    wave = folder / "track.wav"
    graph = f"{music(piece.score, piece.seconds, 'sound', rate=44100)};[sound]replaygain[out]"
    heard = studio.run(*_ALONE, "-filter_complex", graph, "-map", "[out]", wave)
    gain, peak = _GAIN.search(heard), _PEAK.search(heard)
    tags: dict[str, object] = {
        "title": piece.title, "artist": album.artist, "album_artist": album.artist, "album": album.title,
        "date": album.year, "genre": album.genre, "track": f"{number}/{len(album.tracks)}", "disc": "1/1",
    }  # fmt: skip
    if gain and peak:
        tags |= {"REPLAYGAIN_TRACK_GAIN": f"{gain[1]} dB", "REPLAYGAIN_TRACK_PEAK": peak[1]}
    if piece.lyrics:
        tags["lyrics"] = "\n".join(line for _, line in piece.lyrics)
    metadata = folder / "metadata.txt"
    metadata.write_text(sidecars.ffmetadata(tags), encoding="utf-8")
    target = folder / f"{number:02} - {piece.title}.{piece.suffix}"
    embed = piece.suffix != "opus"  # ffmpeg writes no pictures into Ogg; the folder's cover serves
    picture = ["-map", "2:v", "-c:v", "copy", "-disposition:v", "attached_pic"] if embed else []
    studio.run(
        *inputs([wave, metadata, *([cover] if embed else [])]), "-map", "0:a", *picture, "-map_metadata", "1",
        *_ALBUM[piece.suffix].split(), target,
    )  # fmt: skip
    return target
