"""What "Play" plays on a show, a season, an artist or an album. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from medianest.services.plays import WATCHED_AT
from medianest.services.views import MediaCard, Progress

_NEVER = datetime.min.replace(tzinfo=UTC)


def in_progress(progress: Progress) -> bool:
    return progress.position > 1 and (progress.duration <= 0 or progress.position < progress.duration * WATCHED_AT)


def choose(works: Sequence[MediaCard], touched: Sequence[datetime | None]) -> int | None:
    """The place of the work to play, of works in playing order and when each was last touched.

    What was left in the middle, if it is the latest; else the first unwatched after the last watched; else the first
    unwatched; else, everything seen, the first. None when nothing can be played.
    """
    there = [place for place, work in enumerate(works) if work.available]
    if not there:
        return None
    begun = [place for place in there if in_progress(works[place].progress)]
    seen = [place for place, work in enumerate(works) if work.progress.watched]
    latest = max(begun, key=lambda place: touched[place] or _NEVER, default=None)
    last = max(seen, key=lambda place: (touched[place] or _NEVER, place), default=None)
    if latest is not None and (last is None or (touched[latest] or _NEVER) >= (touched[last] or _NEVER)):
        return latest
    fresh = [place for place in there if not works[place].progress.watched]
    after = [place for place in fresh if last is not None and place > last]
    return next(iter(after or fresh or there))
