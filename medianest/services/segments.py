"""The parts of a film that a viewer may pass over, as its chapters name them. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from medianest.services.playback_views import SegmentView
from medianest.services.views import ChapterView

# What chapters are called, in the languages that most files are in. A number after the name is no part of it.
_NAMES = {
    "intro": (
        "intro", "introduction", "opening", "opening credits", "opening titles", "opening theme", "opening song", "op",
        "main title", "main titles", "title sequence", "vorspann", "titelsequenz", "générique", "générique de début",
        "generique", "generique de debut", "cabecera", "apertura", "sigla", "sigla iniziale", "abertura", "leader",
        "オープニング", "заставка", "опенинг", "czołówka", "片头", "오프닝",
    ),
    "recap": (
        "recap", "previously", "previously on", "last time", "rückblick", "was bisher geschah", "zusammenfassung",
        "résumé", "précédemment", "resumen", "anteriormente", "riassunto", "resumo", "前回", "ранее", "前情提要",
    ),
    "credits": (
        "credits", "end credits", "closing credits", "ending credits", "closing", "ending", "ed", "outro", "end titles",
        "closing titles", "credit roll", "abspann", "nachspann", "générique de fin", "generique de fin", "créditos",
        "créditos finales", "créditos finais", "cierre", "titoli di coda", "sigla finale", "encerramento", "aftiteling",
        "エンディング", "титры", "эндинг", "napisy końcowe", "片尾", "엔딩",
    ),
    "preview": ("preview", "next episode", "next time", "vorschau", "prochain épisode", "avance", "anteprima", "予告"),
}  # fmt: skip
_KIND = {name: kind for kind, names in _NAMES.items() for name in names}
_AFTER = re.compile(r"[\s:._#-]*\d{0,2}[\s.:_-]*$")
_SHORTEST, _LONGEST = 3.0, 360.0  # seconds; what is longer is not only its titles
_CREDITS_AFTER = 0.5  # of the film: an "Ending" before is another kind of end


def from_chapters(chapters: Sequence[ChapterView], duration: float) -> tuple[SegmentView, ...]:
    """Openings, recaps, credits and previews, in the order of time. A chapter without an end reaches to the next."""
    found = []
    for place, chapter in enumerate(chapters):
        kind = _KIND.get(_plain(chapter.title))
        after = chapters[place + 1].start if place + 1 < len(chapters) else duration
        end = chapter.end if chapter.end > chapter.start else after
        length = end - chapter.start
        if kind is None or length < _SHORTEST:
            continue
        if kind in ("intro", "recap") and length > _LONGEST:
            continue
        if kind in ("credits", "preview") and chapter.start < duration * _CREDITS_AFTER:
            continue
        found.append(SegmentView(kind, chapter.start, min(end, duration) if duration else end))
    return tuple(found)


def _plain(title: str) -> str:
    return _AFTER.sub("", title.strip().casefold()).strip(" -\u2013:\u00b7.\u2026'\"()[]")
