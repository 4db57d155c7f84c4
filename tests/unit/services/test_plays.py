"""Reports may come late, twice and in any order: what people did comes out the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from medianest.services import plays
from medianest.services.playback_views import ProgressReport
from medianest.services.plays import Play, Position

START = datetime(2026, 1, 1, tzinfo=UTC)
DURATION = 1000.0
IDS = [plays.new_play_id(START.timestamp() + hour * 3600) for hour in range(4)]

reports = st.lists(
    st.builds(
        lambda play, seq, position, event: (IDS[play], ProgressReport(position, DURATION, IDS[play], seq, event)),
        st.integers(0, 3),
        st.integers(0, 50),
        st.floats(0, DURATION),
        st.sampled_from(["time", "pause", "seek", "ended"]),
    ),
    unique_by=lambda pair: (pair[0], pair[1].seq),
    max_size=30,
)


def take_in(pairs: list[tuple[str, ProgressReport]]) -> tuple[dict[str, Play], Position]:
    """As the service does: merge into the ledger, then a step of the position or all of it anew."""
    ledger: dict[str, Play] = {}
    position = Position()
    for minute, (play_id, report) in enumerate(pairs):
        old = ledger.get(play_id)
        new = plays.merge(old, report, play_id, START + timedelta(days=1, minutes=minute))
        if new is None:
            continue
        ledger[play_id] = new
        position = plays.step(position, old, new) or plays.project(ledger.values())
    return ledger, position


def essence(ledger: dict[str, Play]) -> dict[str, tuple[float, int]]:
    return {play_id: (play.position, play.seq) for play_id, play in ledger.items()}


@given(reports, st.randoms())
def test_order_and_repetition_change_nothing(pairs, chance) -> None:
    in_order = sorted(pairs, key=lambda pair: pair[1].seq)
    shuffled = pairs + pairs[: len(pairs) // 2]
    chance.shuffle(shuffled)
    first, one = take_in(in_order)
    second, other = take_in(shuffled)
    assert essence(first) == essence(second)
    assert (one.position, one.play_id) == (other.position, other.play_id)


@given(reports)
def test_the_position_is_always_what_the_ledger_amounts_to(pairs) -> None:
    ledger, position = take_in(pairs)
    assert position == plays.project(ledger.values())


@given(reports)
def test_a_repeated_report_is_told_from_a_new_one(pairs) -> None:
    ledger, _ = take_in(pairs)
    for play_id, report in pairs:
        assert plays.merge(ledger[play_id], report, play_id, START + timedelta(days=2)) is None


def test_the_newest_play_wins_though_an_older_one_reports_later() -> None:
    late = [
        (IDS[1], ProgressReport(100, DURATION, IDS[1], 1)),
        (IDS[0], ProgressReport(700, DURATION, IDS[0], 1)),
    ]
    assert take_in(late)[1].position == 100


def test_a_deliberate_seek_back_is_a_report_like_any_other() -> None:
    pairs = [(IDS[0], ProgressReport(at, DURATION, IDS[0], seq)) for seq, at in enumerate([10, 500, 20])]
    assert take_in(pairs)[1].position == 20


def test_nine_tenths_are_watched_and_stay_so() -> None:
    pairs = [(IDS[0], ProgressReport(at, DURATION, IDS[0], seq)) for seq, at in enumerate([899, 900, 5])]
    _, position = take_in(pairs)
    assert (position.watched, position.play_count, position.position) == (True, 1, 5)


def test_watching_again_counts_twice() -> None:
    pairs = [(play_id, ProgressReport(950, DURATION, play_id, 1)) for play_id in IDS[:2]]
    assert take_in(pairs)[1].play_count == 2


def test_a_mark_forgets_what_was_seen_before_it() -> None:
    seen = Play(IDS[0], START, START, 950, DURATION, 1, completed=True)
    mark = Play("mark-1", START + timedelta(hours=5), START + timedelta(hours=5), mark=plays.UNWATCHED)
    position = plays.project([mark, seen])
    assert (position.watched, position.play_count, position.position) == (False, 0, 0)


def test_thirty_silent_minutes_end_a_play_without_a_name() -> None:
    play = Play("x", START, START)
    assert plays.continues(play, START + timedelta(minutes=30))
    assert not plays.continues(play, START + timedelta(minutes=31))
    assert not plays.continues(None, START)


def test_a_play_from_the_future_began_now() -> None:
    assert plays.began(plays.new_play_id(START.timestamp() + 10**6), START) == START
    assert plays.began("a-program's-own-id", START) == START
    assert plays.began(IDS[0], START + timedelta(days=1)) == START
