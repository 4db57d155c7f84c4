"""How reports become a ledger of plays, and the ledger a position. Pure (rule 8 of the design).

Within one play the highest ``seq`` wins; the newest play wins over older ones; a late or repeated report changes
nothing. A play's beginning is in its id, so that a report that was kept on a device for days still finds its place.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from medianest.services.playback_views import ProgressReport

WATCHED_AT = 0.9  # of the duration
SILENCE = timedelta(minutes=30)  # after which a report without a play's id begins a new play
MARK = "mark"  # the ``method`` of ledger rows that a person made by hand
WATCHED, UNWATCHED = "watched", "unwatched"
_HEX = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class Play:
    """One row of the ledger, as far as merging needs it. ``mark`` is set on rows made by hand."""

    play_id: str
    started_at: datetime
    reported_at: datetime
    position: float = 0.0
    duration: float = 0.0
    seq: int = 0
    completed: bool = False
    mark: str | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """Where a person is in a work: the projection of all their plays of it."""

    position: float = 0.0
    duration: float = 0.0
    watched: bool = False
    play_count: int = 0
    play_id: str = ""
    play_started_at: datetime | None = None
    last_watched_at: datetime | None = None
    updated_at: datetime | None = None


def new_play_id(now: float | None = None) -> str:
    """An id that sorts by when the play began: 48 bits of milliseconds, then chance."""
    return f"{int((time.time() if now is None else now) * 1000):012x}{secrets.token_hex(10)}"


def began(play_id: str, now: datetime) -> datetime:
    """When the play with this id began; ``now`` for ids of other makers, and never later than now."""
    if len(play_id) == 32 and set(play_id) <= _HEX:
        milliseconds = int(play_id[:12], 16)
        if milliseconds < now.timestamp() * 1000:
            return datetime.fromtimestamp(milliseconds / 1000, UTC)
    return now


def merge(play: Play | None, report: ProgressReport, play_id: str, now: datetime) -> Play | None:
    """The play after this report; None when the report is late or repeated and changes nothing."""
    if play is None:
        play = Play(play_id, began(play_id, now), now, seq=-1)
    if report.seq is not None and report.seq <= play.seq:
        return None
    duration = max(0.0, report.duration) or play.duration
    position = min(max(0.0, report.position), duration) if duration else max(0.0, report.position)
    return replace(
        play,
        reported_at=now,
        position=position,
        duration=duration,
        seq=max(play.seq, 0) if report.seq is None else report.seq,
        completed=play.completed or finished(report.event, position, duration),
    )


def finished(event: str, position: float, duration: float) -> bool:
    return event == "ended" or (duration > 0 and position >= duration * WATCHED_AT)


def continues(last: Play | None, now: datetime) -> bool:
    """Whether a report that names no play goes on with this one."""
    return last is not None and last.mark is None and now - last.reported_at <= SILENCE


def project(plays: Iterable[Play]) -> Position:
    """The position that a ledger amounts to; the same in whatever order its rows come."""
    every = sorted(plays, key=lambda play: (play.started_at, play.play_id))
    if not every:
        return Position()
    newest = every[-1]
    forgotten = max((place for place, play in enumerate(every) if play.mark == UNWATCHED), default=-1)
    seen = [play for play in every[forgotten + 1 :] if play.completed]
    return Position(
        position=0.0 if newest.mark else newest.position,
        duration=max((play.duration for play in reversed(every) if play.duration), default=0.0)
        if newest.mark
        else newest.duration,
        watched=bool(seen),
        play_count=len(seen),
        play_id=newest.play_id,
        play_started_at=newest.started_at,
        last_watched_at=max((play.reported_at for play in seen), default=None),
        updated_at=max(play.reported_at for play in every),
    )


def step(before: Position, old: Play | None, new: Play) -> Position | None:
    """``project`` for the ordinary report, without the whole ledger; None when the ledger must be asked.

    Ordinary is a report of the newest play that does not complete it for the first time.
    """
    if before.play_id != new.play_id or old is None or old.completed != new.completed:
        return None
    last_watched = before.last_watched_at
    if new.completed and before.watched:
        last_watched = max(filter(None, (last_watched, new.reported_at)))
    return replace(
        before,
        position=new.position,
        duration=new.duration,
        last_watched_at=last_watched,
        updated_at=max(filter(None, (before.updated_at, new.reported_at))),
    )
