"""The small files beside the media: NFO, subtitles, lyrics and the metadata that ffmpeg reads."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from medianest.services.demo.titles import STUDIO, Album, Episode, Film, Line, Show


def _document(root: Element) -> str:
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _add(root: Element, **texts: object) -> None:
    for tag, value in texts.items():
        for one in value if isinstance(value, tuple) else (value,):
            SubElement(root, tag).text = str(one)


def _cast(root: Element, cast: Iterable[tuple[str, str]]) -> None:
    for name, role in cast:
        _add(SubElement(root, "actor"), name=name, role=role)


def film_nfo(film: Film) -> str:
    root = Element("movie")
    _add(
        root,
        title=film.clip.title,
        year=film.year,
        plot=film.clip.overview,
        tagline=film.tagline,
        mpaa=film.certificate,
    )
    _add(root, rating=film.rating, genre=film.genres, tag=film.tags, studio=STUDIO, director=film.director)
    _cast(root, film.cast)
    return _document(root)


def show_nfo(show: Show) -> str:
    root = Element("tvshow")
    _add(
        root, title=show.title, year=show.year, plot=show.overview, rating=show.rating, genre=show.genres, studio=STUDIO
    )
    _add(root, premiered=show.episodes[0].aired, mpaa="TV-G")
    _cast(root, show.cast)
    return _document(root)


def episode_nfo(show: Show, episode: Episode) -> str:
    root = Element("episodedetails")
    _add(root, title=episode.clip.title, showtitle=show.title, season=episode.season, episode=episode.number)
    _add(root, plot=episode.clip.overview, aired=episode.aired)
    return _document(root)


def album_nfo(album: Album) -> str:
    root = Element("album")
    _add(root, title=album.title, artist=album.artist, year=album.year, genre=album.genre, review=album.overview)
    return _document(root)


def _clock(seconds: float) -> str:
    whole, thousandth = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02},{thousandth:03}"


def srt(lines: Iterable[Line]) -> str:
    return "\n".join(
        f"{n}\n{_clock(start)} --> {_clock(end)}\n{text}\n" for n, (start, end, text) in enumerate(lines, 1)
    )


def lrc(lines: Iterable[tuple[float, str]]) -> str:
    return "".join(f"[{int(at) // 60:02}:{at % 60:05.2f}]{text}\n" for at, text in lines)


def _escaped(value: object) -> str:
    text = str(value)
    for special in "\\=;#\n":
        text = text.replace(special, "\\" + special)
    return text


def ffmetadata(tags: dict[str, object], chapters: Iterable[tuple[float, str]] = (), seconds: float = 0) -> str:
    """ffmpeg's own text format for tags and chapters; the last chapter ends at ``seconds``."""
    text = ";FFMETADATA1\n" + "".join(f"{key}={_escaped(value)}\n" for key, value in tags.items())
    starts = list(chapters)
    ends = [*(start for start, _ in starts[1:]), seconds][: len(starts)]
    for (start, title), end in zip(starts, ends, strict=True):
        text += f"[CHAPTER]\nTIMEBASE=1/1000\nSTART={start * 1000:.0f}\nEND={end * 1000:.0f}\ntitle={_escaped(title)}\n"
    return text
