"""Where and when lines of subtitles stand, run where it runs: in JavaScript."""

from __future__ import annotations

from pathlib import Path

from medianest import frontend
from tests.unit.player.test_play_queue import node, run

__all__ = ["node"]
CUES = Path(frontend.PROJECT_ROOT) / "medianest" / "components" / "player" / "cues.js"
# As a browser's: it refuses an end before the beginning.
LINE = """
const line = (start, end, at = "auto") => ({
  held: [start, end], line: at, snapToLines: true,
  get startTime() { return this.held[0]; },
  set startTime(to) { if (to > this.held[1]) throw new Error("begins after its end"); this.held[0] = to; },
  get endTime() { return this.held[1]; },
  set endTime(to) { if (to < this.held[0]) throw new Error("ends before its beginning"); this.held[1] = to; },
});
"""


def test_lines_move_in_time_and_back_to_where_they_were(node: str) -> None:
    said = run(
        node,
        CUES,
        f"{LINE} const cue = line(10, 12); return [2.5, -9, -30, 60, 0].map((delay) => {{"
        ' m.arrange(cue, { delay, place: "low" }); return [cue.startTime, cue.endTime]; });',
    )
    assert said == [[12.5, 14.5], [1, 3], [0, 0], [70, 72], [10, 12]]


def test_lines_move_up_and_down_unless_they_say_where_they_stand(node: str) -> None:
    said = run(
        node,
        CUES,
        f"{LINE} const said = []; for (const cue of [line(1, 2), line(1, 2, 3)])"
        ' for (const place of ["top", "high", "low"]) { m.arrange(cue, { delay: 0, place }); said.push(cue.line); }'
        " return said;",
    )
    assert said == [6, 78, "auto", 3, 3, 3]


def test_steps_add_up_to_tenths_of_a_second_and_end_at_a_minute(node: str) -> None:
    body = "return [m.stepped(0.1, 0.1), m.stepped(0.2, 0.1), m.stepped(59.9, 0.5), m.stepped(-60, -1)];"
    assert run(node, CUES, body) == [0.2, 0.3, 60, -60]
