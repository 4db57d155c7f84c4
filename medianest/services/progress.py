"""What people did: reports become one ledger row for each play, and positions are built from the ledger."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from medianest.errors import Invalid, NotFound
from medianest.models import PlaybackPosition, WatchHistory
from medianest.models.columns import now
from medianest.models.media import PLAYABLE_TYPES
from medianest.repositories.now_playing import NowPlaying
from medianest.repositories.unit_of_work import Transactions, UnitOfWork
from medianest.services import events, plays
from medianest.services.browse import sight
from medianest.services.playback_views import ProgressReport, ProgressView
from medianest.services.plays import Play, Position
from medianest.services.viewer import Viewer

LONGEST = 7 * 24 * 3600.0  # seconds; nothing that is played lasts longer
_EVENTS = ("time", "play", "pause", "seek", "ended", "close")


class Progress:
    def __init__(self, transactions: Transactions, playing: NowPlaying) -> None:
        self._uow = transactions
        self._playing = playing

    def report(self, viewer: Viewer, media_id: UUID, report: ProgressReport) -> ProgressView:
        """Take one report of a player in. Reports may come late, twice and in any order.

        Raises:
            NotFound: no such work, or not the viewer's to see.
            Invalid: numbers that no player reports.
        """
        person = viewer.person()
        _check(report)
        with self._uow() as work:
            title = _title(work, viewer, media_id)
            work.playback.lock(person, media_id)
            at = now()
            play_id = report.play_id or self._running(work, person, media_id, at)
            row = work.playback.play(person, play_id)
            if row is not None and row.media_item_id != media_id:
                raise Invalid("This play is of another title.", {"play_id": "Ask for playback again."})
            old = _play(row) if row is not None else None
            new = plays.merge(old, report, play_id, at)
            if new is not None:
                if row is None:
                    row = WatchHistory(
                        user_id=person,
                        media_item_id=media_id,
                        source_id=work.playback.source_of(media_id, report.source_id),
                        session_id=viewer.session_id,
                        play_id=play_id,
                        title=title,
                        device_name=viewer.device_name,
                        method=report.method[:20],
                    )
                _write(row, new)
                work.playback.add(row)
                self._project(work, person, media_id, old, new)
                at_place = {"position": new.position, "duration": new.duration}
                types = _happened(report.event, old, new)
                events.tell(work, *events.played(work, viewer, media_id, types, play_id, at_place))
            view = _view(work.playback.position(person, media_id), play_id, accepted=new is not None)
            work.commit()
        if viewer.credential_id is not None:
            if report.event in ("ended", "close"):
                self._playing.end(person, viewer.credential_id)
            else:
                self._playing.goes_on(person, viewer.credential_id, media_id)
        return view

    def mark(self, viewer: Viewer, media_id: UUID, *, watched: bool) -> None:
        """Mark a work, or everything beneath a show, season, artist or album, as watched or not.

        Raises:
            NotFound: no such work, or not the viewer's to see.
        """
        person = viewer.person()
        with self._uow() as work:
            title = _title(work, viewer, media_id, playable=False)
            for item_id in work.playback.playable_beneath(media_id):
                work.playback.lock(person, item_id)
                known = work.playback.position(person, item_id)
                if known is not None and known.watched == watched and not known.position:
                    continue
                at = now()
                row = WatchHistory(
                    user_id=person,
                    media_item_id=item_id,
                    session_id=viewer.session_id,
                    play_id=f"{plays.MARK}-{plays.new_play_id()}",
                    title=title,
                    device_name=viewer.device_name,
                    method=plays.MARK,
                    started_at=at,
                    reported_at=at,
                    completed=watched,
                    details={plays.MARK: plays.WATCHED if watched else plays.UNWATCHED},
                )
                work.playback.add(row)
                self._rebuild(work, person, item_id)
            work.commit()

    def rebuild(self, viewer: Viewer, user_id: UUID | None = None) -> int:
        """Build positions again from the ledger, of one person or of everybody; how many.

        Raises:
            Forbidden: not an administrator.
        """
        viewer.require_admin()
        with self._uow() as work:
            work.playback.forget_positions(user_id)
            count = 0
            for person, item_id in work.playback.watched_pairs(user_id):
                self._rebuild(work, person, item_id)
                count += 1
            work.commit()
        return count

    @staticmethod
    def _running(work: UnitOfWork, person: UUID, media_id: UUID, at: datetime) -> str:
        """The play that a report without an id belongs to."""
        last = work.playback.last_play(person, media_id)
        if last is not None and plays.continues(_play(last), at):
            return last.play_id
        return plays.new_play_id()

    def _project(self, work: UnitOfWork, person: UUID, media_id: UUID, old: Play | None, new: Play) -> None:
        row = work.playback.position(person, media_id)
        stepped = plays.step(_position(row), old, new) if row is not None else None
        if row is None or stepped is None:
            self._rebuild(work, person, media_id)
            return
        _write_position(row, stepped)
        work.playback.put_position(row)

    @staticmethod
    def _rebuild(work: UnitOfWork, person: UUID, media_id: UUID) -> None:
        position = plays.project(map(_play, work.playback.plays(person, media_id)))
        row = work.playback.position(person, media_id)
        if row is None:
            row = PlaybackPosition(user_id=person, media_item_id=media_id)
        _write_position(row, position)
        work.playback.put_position(row)


def _happened(event: str, old: Play | None, new: Play) -> list[str]:
    """What others are told of a report."""
    types = [events.PLAYBACK_STARTED] if old is None else []
    if new.completed and not (old and old.completed):
        types.append(events.PLAYBACK_WATCHED)
    if event == "pause":
        types.append(events.PLAYBACK_PAUSED)
    if event in ("ended", "close"):
        types.append(events.PLAYBACK_STOPPED)
    return types


def _check(report: ProgressReport) -> None:
    wrong = {}
    if not 0 <= report.position <= LONGEST:
        wrong["position"] = "Seconds from 0 on."
    if not 0 <= report.duration <= LONGEST:
        wrong["duration"] = "Seconds from 0 on."
    if report.play_id is not None and not (0 < len(report.play_id) <= 64 and report.play_id.isprintable()):
        wrong["play_id"] = "As playback gave it."
    if report.seq is not None and not 0 <= report.seq < 2**63:
        wrong["seq"] = "A whole number from 0 on."
    if report.event not in _EVENTS:
        wrong["event"] = "One of " + ", ".join(_EVENTS)
    if wrong:
        raise Invalid("This report cannot be used.", wrong)


def _title(work: UnitOfWork, viewer: Viewer, media_id: UUID, *, playable: bool = True) -> str:
    rows = work.media.cards([media_id], viewer.user_id, sight(viewer))
    row = rows.get(media_id)
    if row is None or (playable and row[1] not in PLAYABLE_TYPES):
        raise NotFound("There is no such title.", media=media_id)
    return row[2]


def _play(row: WatchHistory) -> Play:
    return Play(
        row.play_id,
        row.started_at,
        row.reported_at,
        row.position,
        row.duration,
        row.seq,
        row.completed,
        row.details.get(plays.MARK) if row.method == plays.MARK else None,
    )


def _write(row: WatchHistory, play: Play) -> None:
    row.started_at = play.started_at
    row.reported_at = play.reported_at
    row.position = play.position
    row.duration = play.duration
    row.seq = play.seq
    row.completed = play.completed


def _position(row: PlaybackPosition) -> Position:
    return Position(
        row.position,
        row.duration,
        row.watched,
        row.play_count,
        row.play_id,
        row.play_started_at,
        row.last_watched_at,
        row.updated_at,
    )


def _write_position(row: PlaybackPosition, position: Position) -> None:
    row.position = position.position
    row.duration = position.duration
    row.watched = position.watched
    row.play_count = position.play_count
    row.play_id = position.play_id
    row.play_started_at = position.play_started_at or now()
    row.last_watched_at = position.last_watched_at
    row.updated_at = position.updated_at or now()


def _view(row: PlaybackPosition | None, play_id: str, *, accepted: bool) -> ProgressView:
    if row is None:
        return ProgressView(0.0, 0.0, False, 0, play_id, accepted)
    return ProgressView(row.position, row.duration, row.watched, row.play_count, play_id, accepted, row.last_watched_at)
