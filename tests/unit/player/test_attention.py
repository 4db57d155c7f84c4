"""When the player asks whether somebody still watches, and when a film is over; run where it runs: in JavaScript."""

from __future__ import annotations

from pathlib import Path

from medianest import frontend
from tests.unit.player.test_play_queue import node, run

__all__ = ["node"]
PLAYER = Path(frontend.PROJECT_ROOT) / "medianest" / "components" / "player"
SITTING = """
let time = 0;
const kept = new Map();
const storage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
const watching = () => new m.Attention(storage, () => time);
"""
CREDITS = "const credits = (start, end) => ({ kind: 'credits', start, end });"


def test_it_asks_after_three_titles_that_began_by_themselves(node: str) -> None:
    said = run(
        node,
        PLAYER / "attention.js",
        f"{SITTING} watching().touched(); const said = [];"
        " for (let title = 0; title < 4; title += 1) { said.push(watching().doubts()); watching().advanced(); }"
        " return said;",
    )
    assert said == [False, False, False, True]


def test_a_touch_begins_the_count_anew_and_three_quiet_hours_end_it(node: str) -> None:
    said = run(
        node,
        PLAYER / "attention.js",
        f"{SITTING} for (let title = 0; title < 5; title += 1) watching().advanced();"
        " const asks = watching().doubts(); watching().touched(); const touched = watching().doubts();"
        " time += 3 * 3600_000; return [asks, touched, watching().doubts()];",
    )
    assert said == [True, False, True]


def test_a_storage_with_nonsense_in_it_is_no_reason_to_ask(node: str) -> None:
    body = """const holding = (text) => ({ getItem: () => text, setItem() {} });
    return ["nonsense", "null", "{}"].map((text) => new m.Attention(holding(text)).doubts());"""
    assert run(node, PLAYER / "attention.js", body) == [False, False, False]


def test_a_film_is_over_where_the_last_credits_begin_that_reach_to_its_end(node: str) -> None:
    body = f"""{CREDITS} return [
      m.creditsFrom([credits(90, 100)], 100),
      m.creditsFrom([credits(60, 70), {{ kind: "preview", start: 70, end: 100 }}], 100),
      m.creditsFrom([credits(60, 70)], 100),
      m.creditsFrom([{{ kind: "intro", start: 0, end: 9 }}], 100),
    ];"""
    assert run(node, PLAYER / "stretches.js", body) == [90, 60, None, None]


def test_openings_and_credits_are_treated_as_the_viewer_wants_each(node: str) -> None:
    body = """const want = { intros: "skip", credits: "none" };
    return ["intro", "recap", "credits", "preview"].map((kind) => m.wayOf({ kind }, want));"""
    assert run(node, PLAYER / "stretches.js", body) == ["skip", "skip", "none", "none"]
