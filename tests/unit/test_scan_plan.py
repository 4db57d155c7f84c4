"""What a scan decides from what it found and what is known, for any library."""

from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from medianest.providers.described import FoundFile
from medianest.services.scans.plan import GONE_COUNT, GONE_SHARE, KnownIssue, KnownSource, plan

PATHS = st.sampled_from([f"{folder}/{number}.mkv" for folder in "abc" for number in range(30)])
VERSIONS = st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 2))
STATES = st.sampled_from(["available", "missing", "broken"])


def found_files(versions):
    return [FoundFile(path, *version) for path, version in sorted(versions.items())]


def known_sources(versions, states):
    return {
        path: KnownSource(path, *version, states.get(path, "available"), uuid4(), uuid4(), "", 1.0)
        for path, version in versions.items()
    }


FOUND = st.dictionaries(PATHS, VERSIONS)
KNOWN = st.builds(known_sources, FOUND, st.dictionaries(PATHS, STATES))


@given(FOUND, KNOWN)
def test_every_found_file_is_opened_described_or_left_alone(found, known):
    result = plan(found_files(found), known, {})

    opened, described = {file.path for file in result.opened}, {file.path for file in result.described}
    assert not opened & described
    assert len(opened) + len(described) + result.unchanged == len(found)
    assert opened | described <= set(found)


@given(FOUND)
def test_an_unchanged_library_asks_for_nothing(found):
    result = plan(found_files(found), known_sources(found, {}), {})

    assert result.nothing
    assert result.offline is None


@given(FOUND, KNOWN)
def test_only_what_was_there_and_is_not_seen_is_gone(found, known):
    result = plan(found_files(found), known, {})

    assert {one.path for one in result.gone} == {
        path for path, one in known.items() if one.state != "missing" and path not in found
    }


@given(FOUND, KNOWN)
def test_too_much_gone_at_once_is_a_disk_that_is_away(found, known):
    result = plan(found_files(found), known, {})

    available = sum(one.state != "missing" for one in known.values())
    if result.offline is None:
        plainly_moved = len(result.opened)
        lost = len(result.gone) - plainly_moved
        assert found or not available
        assert lost <= GONE_COUNT or lost <= available * GONE_SHARE


@given(FOUND, KNOWN)
def test_an_administrator_who_agrees_is_believed(found, known):
    assert plan(found_files(found), known, {}, accept_gone=True).offline is None


@given(FOUND, KNOWN)
def test_what_lies_in_an_unreadable_folder_is_not_gone(found, known):
    result = plan(found_files(found), known, {}, unreadable=["a"])

    assert not any(one.path.startswith("a/") for one in result.gone)


@given(FOUND, KNOWN)
def test_a_scan_of_one_folder_says_nothing_about_the_others(found, known):
    inside = {path: version for path, version in found.items() if path.startswith("b/")}
    result = plan(found_files(inside), known, {}, below=("b",))

    assert all(one.path.startswith("b/") for one in result.gone)


@given(FOUND)
def test_a_file_that_could_not_be_used_is_not_opened_again_while_unchanged(found):
    issues = {path: KnownIssue(path, version[0], version[1], "invalid_data") for path, version in found.items()}

    assert plan(found_files(found), {}, issues).opened == []
