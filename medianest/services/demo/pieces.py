"""The pieces of the demo library: what is made together, and where each file of it belongs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from medianest.services.demo import artwork, recipes, sidecars
from medianest.services.demo.album import ALBUM
from medianest.services.demo.films import FILMS
from medianest.services.demo.show import SHOW
from medianest.services.demo.studio import Studio
from medianest.services.demo.titles import STUDIO, Episode, Film, Track

MOVIES, SHOWS, MUSIC = "Movies", "Shows", "Music"

Placed = tuple[Path, Path]  # the file as made, and where it belongs


@dataclass(frozen=True, slots=True)
class Piece:
    """Done when ``target`` exists; ``make`` yields its files, the target last."""

    label: str
    slug: str
    target: Path
    make: Callable[[Studio, Path], Iterator[Placed]]


def pieces(folder: Path) -> list[Piece]:
    """Everything that belongs into ``folder``; the slow ones first, so that the cores end together."""
    films = [_film(folder / MOVIES, film) for film in FILMS]
    episodes = [_episode(folder / SHOWS / SHOW.title, episode) for episode in SHOW.episodes]
    tracks = [
        _track(folder / MUSIC / ALBUM.artist / f"{ALBUM.title} ({ALBUM.year})", n) for n in range(len(ALBUM.tracks))
    ]
    return [*films, *episodes, *tracks]


def _write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def _film(root: Path, film: Film) -> Piece:
    stem = f"{film.clip.title} ({film.year})"
    target = root / stem / f"{stem}.{film.clip.coding.suffix}"
    return Piece(film.clip.title, stem, target, partial(_make_film, film, target))


def _make_film(film: Film, target: Path, studio: Studio, work: Path) -> Iterator[Placed]:
    clip, home = film.clip, target.parent
    media = recipes.film(studio, clip, f"A film by {film.director}", work, target.stem)
    still = work / "still.png"
    recipes.frame(studio, media, clip.seconds * 0.6, still)
    artwork.poster(still, clip.title, film.tagline, f"{STUDIO}  {film.year}", work / "poster.jpg", film.focus)
    artwork.backdrop(still, work / "fanart.jpg")
    yield _write(work / "film.nfo", sidecars.film_nfo(film)), home / f"{target.stem}.nfo"
    yield work / "poster.jpg", home / "poster.jpg"
    yield work / "fanart.jpg", home / "fanart.jpg"
    for code, lines in (clip.beside or {}).items():
        yield _write(work / f"beside.{code}.srt", sidecars.srt(lines)), home / f"{target.stem}.{code}.srt"
    yield media, target


def _episode(root: Path, episode: Episode) -> Piece:
    code = f"S{episode.season:02}E{episode.number:02}"
    stem = f"{SHOW.title} - {code} - {episode.clip.title}"
    target = root / f"Season {episode.season:02}" / f"{stem}.{episode.clip.coding.suffix}"
    return Piece(f"{SHOW.title}: {episode.clip.title}", code, target, partial(_make_episode, episode, target))


def _make_episode(episode: Episode, target: Path, studio: Studio, work: Path) -> Iterator[Placed]:
    clip, home = episode.clip, target.parent
    media = recipes.film(studio, clip, f"{SHOW.title}  {episode.season}.{episode.number}", work, target.stem)
    still = work / "still.png"
    recipes.frame(studio, media, clip.seconds * 0.6, still)
    artwork.backdrop(still, work / "thumb.jpg")
    if episode.number == 1:
        poster = work / "season.jpg"
        artwork.poster(still, SHOW.title, "", f"Season {episode.season}", poster)
        yield poster, home.parent / f"season{episode.season:02}-poster.jpg"
    if episode is SHOW.episodes[0]:
        artwork.poster(still, SHOW.title, "Nothing much happens, beautifully.", STUDIO, work / "poster.jpg")
        artwork.backdrop(still, work / "fanart.jpg")
        yield _write(work / "tvshow.nfo", sidecars.show_nfo(SHOW)), home.parent / "tvshow.nfo"
        yield work / "poster.jpg", home.parent / "poster.jpg"
        yield work / "fanart.jpg", home.parent / "fanart.jpg"
    yield _write(work / "episode.nfo", sidecars.episode_nfo(SHOW, episode)), home / f"{target.stem}.nfo"
    yield work / "thumb.jpg", home / f"{target.stem}-thumb.jpg"
    yield media, target


def _track(home: Path, index: int) -> Piece:
    piece = ALBUM.tracks[index]
    target = home / f"{index + 1:02} - {piece.title}.{piece.suffix}"
    return Piece(
        f"{ALBUM.title}: {piece.title}", f"track{index + 1:02}", target, partial(_make_track, piece, index, target)
    )


def _make_track(piece: Track, index: int, target: Path, studio: Studio, work: Path) -> Iterator[Placed]:
    cover = work / "cover.jpg"
    artwork.cover(ALBUM.title, ALBUM.artist, cover)
    media = recipes.track(studio, ALBUM, index + 1, piece, cover, work)
    if index == 0:
        yield _write(work / "album.nfo", sidecars.album_nfo(ALBUM)), target.parent / "album.nfo"
        yield cover, target.parent / "cover.jpg"
    if piece.lyrics:
        yield _write(work / "lyrics.lrc", sidecars.lrc(piece.lyrics)), target.with_suffix(".lrc")
    yield media, target
