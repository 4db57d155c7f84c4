"""Whatever is done to the rows of the audit log is told, and told of the right rows."""

from __future__ import annotations

import copy
import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medianest.keyring import Keyring
from medianest.models import AuditEntry
from medianest.services.audit_chain import PRUNED, START, ChainReport, Finding, examine, mac_of
from medianest.services.audit_checkpoints import Checkpoint, Checkpoints

KEYS = Keyring("a secret for tests that is long enough")
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
LENGTHS = st.integers(min_value=2, max_value=12)


def chain(count: int, pruned: AuditEntry | None = None) -> list[AuditEntry]:
    """``count`` rows as the service writes them; the last tells of a pruning through ``pruned``."""
    rows: list[AuditEntry] = []
    for number in range(1, count + 1):
        last = number == count and pruned is not None
        after = {"through": pruned.id, "mac": pruned.mac.hex()} if last and pruned else {"number": number}
        append(rows, PRUNED if last else "user.changed", after)
    return rows


def append(rows: list[AuditEntry], action: str, after: dict | None, **more: Any) -> None:
    content = {"at": EPOCH + timedelta(minutes=len(rows)), "actor": {"name": "Ann"}, **more}
    entry = AuditEntry(
        id=len(rows) + 1,
        action=action,
        after=after,
        **content,
        key_id="k",
        previous_mac=rows[-1].mac if rows else START,
        mac=b"",
    )
    entry.mac = mac_of(KEYS, entry)
    rows.append(entry)


def look(rows: list[AuditEntry], noted: list[AuditEntry] = ()) -> ChainReport:
    marks = [Checkpoint(row.id, row.mac) for row in noted]
    return examine(rows, KEYS, marks, lambda mac: any(row.mac == mac for row in rows))


def rows_of(report: ChainReport, *kinds: str) -> set[int]:
    found = [one for one in report.findings if one.kind in kinds]
    return set(itertools.chain.from_iterable(range(one.first, one.last + 1) for one in found))


@given(LENGTHS)
def test_an_untouched_chain_is_sound_with_every_row_noted(count):
    rows = chain(count)
    assert look(rows, rows).sound


@given(LENGTHS, st.data())
def test_an_edited_row_is_named_and_no_other(count, data):
    rows = chain(count)
    index = data.draw(st.integers(0, count - 1))
    name, value = data.draw(
        st.sampled_from(
            [
                ("actor", {"name": "Bob"}),
                ("action", "user.added"),
                ("at", EPOCH - timedelta(microseconds=1)),
                ("address", "10.0.0.9"),
                ("after", None),
                ("target_id", "x"),
                ("mac", b"\x01" * 32),
                ("previous_mac", b"\x01" * 32),
            ]
        )
    )
    noted = copy.deepcopy(rows)
    setattr(rows[index], name, value)
    assert look(rows, noted).findings == (Finding("edited", index + 1, index + 1),)


@given(LENGTHS, st.data())
def test_removed_rows_are_named(count, data):
    rows = chain(count)
    first = data.draw(st.integers(1, count - 1))
    last = data.draw(st.integers(first, count - 1))
    kept = [row for row in rows if not first <= row.id <= last]
    for noted in ([], rows):
        assert look(kept, noted).findings == (Finding("removed", first, last),)


@given(LENGTHS, st.data())
def test_a_cut_end_is_named_by_the_checkpoints(count, data):
    rows = chain(count)
    kept = data.draw(st.integers(0, count - 1))
    noted = data.draw(st.lists(st.sampled_from(rows), max_size=3))
    assert look(rows[:kept], [*noted, rows[-1]]).findings == (Finding("cut_off", kept + 1, count),)


@given(LENGTHS, st.integers(1, 5), st.data())
def test_an_end_that_was_cut_off_and_grew_again_is_told_even_when_it_was_noted_again(count, grown, data):
    rows = chain(count)
    kept = rows[: data.draw(st.integers(0, count - 1))]
    for number in range(grown):
        append(kept, "sign_in", {"again": number})
    assert count in rows_of(look(kept, [rows[-1], kept[-1]]), "cut_off")


@given(LENGTHS, st.data())
def test_rows_that_changed_places_are_named(count, data):
    rows = chain(count)
    one, other = sorted(data.draw(st.lists(st.integers(0, count - 1), min_size=2, max_size=2, unique=True)))
    noted = copy.deepcopy(rows)
    rows[one].id, rows[other].id = rows[other].id, rows[one].id
    report = look(sorted(rows, key=lambda row: row.id or 0), noted)
    assert {one + 1, other + 1} <= rows_of(report, "moved")
    assert rows_of(report, "edited", "removed") == set()


@given(st.integers(3, 12), st.data())
def test_lawful_retention_leaves_a_sound_chain_and_what_was_taken_beyond_it_is_named(count, data):
    through = data.draw(st.integers(1, count - 2))
    rows = chain(count, pruned=chain(count)[through - 1])
    kept = rows[through:]
    report = look(kept, rows)
    assert (report.sound, report.pruned) == (True, through)
    beyond = data.draw(st.integers(1, len(kept) - 1))
    assert look(kept[beyond:], rows).findings == (Finding("removed", through + 1, through + beyond),)


TEXTS = st.text(st.characters(codec="utf-8"), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
MAPPINGS = st.none() | st.dictionaries(TEXTS, VALUES, max_size=3)
FIELDS = {
    "at": st.datetimes(timezones=st.just(UTC)).map(lambda moment: moment.replace(fold=0)),
    "actor": st.dictionaries(TEXTS, VALUES, max_size=2),
    "action": TEXTS,
    "target_id": TEXTS,
    "before": MAPPINGS,
    "after": MAPPINGS,
}
CONTENTS = st.fixed_dictionaries(FIELDS)
EDITS = [st.tuples(st.just(name), values) for name, values in FIELDS.items()]
EDITS += [st.tuples(st.sampled_from(["mac", "previous_mac"]), st.binary(min_size=32, max_size=32))]
EDITS += [st.just(("after", {"n": number})) for number in (float("inf"), 10**30)]
Log = dict[int, AuditEntry]


@st.composite
def logs(draw) -> Log:
    """A log by number, as the service leaves it: any contents, its beginning perhaps taken away by retention."""
    rows: list[AuditEntry] = []
    for content in draw(st.lists(CONTENTS, min_size=1, max_size=8)):
        append(rows, **content)
    through = draw(st.integers(0, len(rows) - 1))
    if through:
        append(rows, PRUNED, {"through": through, "mac": rows[through - 1].mac.hex()})
    return {row.id: row for row in rows[through:]}


def edit(log: Log, data: st.DataObject) -> None:
    row = log[data.draw(st.sampled_from(sorted(log)))]
    name, value = data.draw(st.one_of(EDITS))
    setattr(row, name, value)


def remove(log: Log, data: st.DataObject) -> None:
    del log[data.draw(st.sampled_from(sorted(log)))]


def remove_and_close_the_ranks(log: Log, data: st.DataObject) -> None:
    gone = data.draw(st.sampled_from(sorted(log)))
    put(log, {number - (number > gone): row for number, row in log.items() if number != gone})


def reorder(log: Log, data: st.DataObject) -> None:
    put(log, dict(zip(log, data.draw(st.permutations(list(log.values()))), strict=True)))


def renumber(log: Log, data: st.DataObject) -> None:
    start, shift = data.draw(st.sampled_from(sorted(log))), data.draw(st.integers(1, 3))
    put(log, {number + shift * (number >= start): row for number, row in log.items()})


def cut(log: Log, data: st.DataObject) -> None:
    first = data.draw(st.sampled_from(sorted(log)))
    put(log, {number: row for number, row in log.items() if number < first})


def insert(log: Log, data: st.DataObject) -> None:
    """A row that was forged without the secret, or another row once more; those after it make room."""
    place = data.draw(st.integers(min(log), max(log) + 1))
    new = copy.deepcopy(data.draw(st.sampled_from(list(log.values()))))
    if data.draw(st.booleans()):
        new.action, new.mac = "forged", data.draw(st.binary(min_size=32, max_size=32))
    put(log, {number + (number >= place): row for number, row in log.items()} | {place: new})


def put(log: Log, changed: Log) -> None:
    log.clear()
    log.update(changed)
    for number, row in log.items():
        row.id = number


TAMPERINGS = [edit, remove, remove_and_close_the_ranks, reorder, renumber, cut, insert]


def stands(row: AuditEntry) -> tuple:
    names = ("at", "actor", "action", "target_id", "before", "after", "previous_mac", "mac")
    # As text: to Python True is 1, and 1.0 too.
    return tuple(repr(getattr(row, name)) for name in names)


@given(logs(), st.data())
def test_a_log_that_nobody_touched_is_sound_whatever_it_holds_and_whatever_was_pruned(log, data):
    noted = data.draw(st.lists(st.sampled_from(list(log.values())), max_size=3))
    report = look(list(log.values()), noted)
    assert (report.sound, report.pruned, report.rows) == (True, min(log) - 1, len(log))


@settings(max_examples=400)
@given(logs(), st.data())
def test_after_whatever_was_done_the_first_row_that_is_not_as_it_was_is_named(log, data):
    """The checkpoints know the end, as those of a running server do, and perhaps rows before it."""
    written = copy.deepcopy(log)
    noted = [written[max(written)], *data.draw(st.lists(st.sampled_from(list(written.values())), max_size=2))]
    for tampering in data.draw(st.lists(st.sampled_from(TAMPERINGS), min_size=1, max_size=3)):
        if log:
            tampering(log, data)
    numbers = sorted(written.keys() | log.keys())
    touched = [
        number
        for number in numbers
        if number not in log or number not in written or stands(log[number]) != stands(written[number])
    ]
    report = look([log[number] for number in sorted(log)], noted)
    named = rows_of(report, "edited", "removed", "moved", "cut_off")
    if not touched:
        assert report.sound
    elif min(written) > 1 and max(written) in touched:
        # The row that told of retention: without it nobody can say how far the log lawfully begins.
        assert named & {1, touched[0]}, report
    else:
        assert touched[0] in named, report


@given(LENGTHS, st.data())
def test_a_forged_row_is_named_wherever_it_was_put(count, data):
    rows = chain(count)
    place = data.draw(st.integers(1, count + 1))
    before = rows[place - 2].mac if place > 1 else START
    forged = AuditEntry(id=place, at=EPOCH, action="forged", key_id="k", previous_mac=before, mac=b"\x01" * 32)
    forged.mac = mac_of(Keyring("the secret of somebody else, long enough"), forged)
    log = {row.id: row for row in rows}
    noted = copy.deepcopy(rows)
    put(log, {number + (number >= place): row for number, row in log.items()} | {place: forged})
    assert place in rows_of(look([log[number] for number in sorted(log)], noted), "edited")


def test_without_the_row_that_tells_of_it_a_missing_beginning_is_no_retention():
    rows = chain(6)
    assert look(rows[3:]).findings == (Finding("removed", 1, 3),)


def test_a_row_of_another_secret_is_not_ours():
    rows = chain(3)
    rows[1].mac = Keyring("another secret for tests, long enough").mac("audit chain", rows[1].previous_mac, b"")
    assert rows_of(look(rows), "edited") == {2}


@pytest.fixture
def checkpoints(tmp_path):
    return Checkpoints(tmp_path / "audit.checkpoints", KEYS)


def fill(checkpoints: Checkpoints, count: int) -> None:
    for number in range(1, count + 1):
        assert checkpoints.add(number, bytes([number]) * 32, EPOCH)


def test_checkpoints_are_read_as_they_were_written_and_none_twice(checkpoints, tmp_path):
    fill(checkpoints, 3)
    assert not checkpoints.add(3, b"\x03" * 32, EPOCH)
    read = checkpoints.read()
    assert [one.row_id for one in read.checkpoints] == [1, 2, 3]
    assert read.broken_lines == ()
    assert (tmp_path / "audit.checkpoints").stat().st_mode & 0o777 == 0o600


def test_a_changed_checkpoint_and_a_missing_one_are_told(checkpoints, tmp_path):
    fill(checkpoints, 4)
    path = tmp_path / "audit.checkpoints"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([lines[0], lines[1].replace(b'"row":2', b'"row":9'), *lines[2:]]))
    assert 2 in checkpoints.read().broken_lines
    path.write_bytes(b"".join([lines[0], *lines[2:]]))
    assert checkpoints.read().broken_lines == (2,)


def test_a_line_that_a_crash_has_cut_counts_for_nothing_and_the_next_one_takes_its_place(checkpoints, tmp_path):
    fill(checkpoints, 2)
    path = tmp_path / "audit.checkpoints"
    path.write_bytes(path.read_bytes() + b'{"at":"2026')
    assert len(checkpoints.read().checkpoints) == 2
    checkpoints.add(3, b"\x03" * 32, EPOCH)
    read = checkpoints.read()
    assert (len(read.checkpoints), read.broken_lines) == (3, ())


@pytest.mark.parametrize("line", [b"", b"null", b"{}", b'{"signature": 5}', b'{"signature": "zz"}', b"\xff\xff"])
def test_garbage_among_the_checkpoints_is_told_and_harms_nothing(checkpoints, tmp_path, line):
    fill(checkpoints, 1)
    path = tmp_path / "audit.checkpoints"
    path.write_bytes(path.read_bytes() + line + b"\n")
    assert checkpoints.read().broken_lines == (2,)
