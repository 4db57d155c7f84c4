"""The cache of segments keeps its limit, whatever is put in and asked for."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medianest.mediapool.segment_store import SegmentStore

LIMIT = 10_000
NAMES = st.tuples(st.sampled_from(["film-v0t", "film-v0t720", "other-v0t"]), st.integers(0, 9))
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("keep"), NAMES, st.integers(0, LIMIT + 500)),
        st.tuples(st.just("find"), NAMES, st.just(0)),
        st.tuples(st.just("tidy"), NAMES, st.just(0)),
        st.tuples(st.just("restart"), NAMES, st.integers(1, LIMIT)),
    ),
    max_size=40,
)


def on_disk(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


@settings(max_examples=150, deadline=None)
@given(STEPS)
def test_the_folder_never_holds_more_than_its_limit(steps: list[tuple[str, tuple[str, int], int]]) -> None:
    with tempfile.TemporaryDirectory() as scratch, tempfile.TemporaryDirectory() as place:
        folder, limit = Path(place), LIMIT
        store = SegmentStore(folder, limit)
        for what, (name, number), size in steps:
            file = f"{number}.m4s"
            if what == "keep" and size > limit:
                with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
                    store.keep(name, file, bytes(size), Path(scratch))
            elif what == "keep":
                store.keep(name, file, bytes(size), Path(scratch))
                found = store.find(name, file)
                assert found is not None
                assert found.stat().st_size == size
            elif what == "find":
                found = store.find(name, file)
                assert found is None or found.exists()
            elif what == "tidy":
                (folder / name / file).unlink(missing_ok=True)
            else:
                limit = size
                store = SegmentStore(folder, limit)
            assert on_disk(folder) <= limit
            assert on_disk(folder) <= store.total <= limit
        assert list(Path(scratch).iterdir()) == []


def test_what_was_used_last_stays(tmp_path: Path) -> None:
    store = SegmentStore(tmp_path / "cache", LIMIT)
    for number in range(10):
        store.keep("film-v0t", f"{number}.m4s", bytes(1000), tmp_path)
    store.find("film-v0t", "0.m4s")
    store.keep("film-v0t", "10.m4s", bytes(3000), tmp_path)
    assert [number for number in range(11) if store.find("film-v0t", f"{number}.m4s")] == [0, 4, 5, 6, 7, 8, 9, 10]


def test_the_order_of_use_outlives_a_restart(tmp_path: Path) -> None:
    store = SegmentStore(tmp_path, LIMIT)
    for number in range(4):
        store.keep("film-v0t", f"{number}.m4s", bytes(2000), tmp_path)
        os.utime(tmp_path / "film-v0t" / f"{number}.m4s", (1000 + number, 1000 + number))
    store.find("film-v0t", "0.m4s")
    again = SegmentStore(tmp_path, 4000)
    assert [number for number in range(4) if again.find("film-v0t", f"{number}.m4s")] == [0, 3]
