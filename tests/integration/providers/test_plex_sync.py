"""A Plex library is filled by the scan that fills every library: in part, again, twice at once, and without loss."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Thread
from typing import Any
from uuid import UUID

import pytest

from medianest.services.scans.progress import ScanProgress
from medianest.services.scans.run import Scanner, ScanOrder
from medianest.services.viewer import Viewer
from tests.factories import Factory
from tests.fakes.plex_server import TOKEN


class Unfenced:
    def hold(self, work: object) -> None:
        """Nobody else wants the job."""


class NoPool:
    def read(self, *_: Any) -> Any:
        raise AssertionError("a file of another server was opened here")


@dataclass
class Synced:
    services: Any
    scanner: Scanner
    make: Factory
    account: UUID

    def library(self, section: Any, name: str = "") -> UUID:
        return self.services.provider_libraries.add_library(Viewer.system(), self.account, str(section.key), name)

    def scan(self, library_id: UUID, **order: Any) -> ScanProgress:
        *_, last = self.scanner.run(ScanOrder(library_id, **order), Unfenced())
        return last

    def shape(self) -> Any:
        """Everything that a sync writes, without ids and times."""
        return self.make.run(
            "select m.type, m.identity, m.title, m.available, m.child_count, s.remote_id, s.state, s.provider, s.size"
            " from media_items m left join media_sources s on s.item_id = m.id order by 1, 2, 6"
        )


@pytest.fixture
def synced(services, make, plex) -> Synced:
    account = services.provider_accounts.connect(Viewer.system(), "plex", {"address": plex.url, "token": TOKEN})
    scanner = services.scans._scanner
    scanner._pool = NoPool()
    return Synced(services, scanner, make, account.id)


def test_films_shows_and_records_become_libraries_and_the_second_run_changes_nothing(synced, plex):
    films = plex.films(120)
    series = plex.section("show", "Series")
    plex.show(series, "Dark", (2, 3))
    music = plex.section("artist", "Records")
    plex.album(music, plex.add(music, "artist", "Band"), "First", 4)
    libraries = [synced.library(section) for section in (films, series, music)]
    first = [synced.scan(one) for one in libraries]
    assert [(one.phase, one.found, one.added) for one in first] == [("done", 120, 120), ("done", 5, 5), ("done", 4, 4)]
    counts = dict(synced.make.run("select type, count(*) from media_items group by 1"))
    assert counts == {
        "movie": 120, "show": 1, "season": 2, "episode": 5, "artist": 1, "album": 1, "track": 4
    }  # fmt: skip
    before = synced.shape()
    again = [synced.scan(one) for one in libraries]
    assert [(one.phase, one.total, one.added, one.changed, one.gone) for one in again] == [("done", 0, 0, 0, 0)] * 3
    assert synced.shape() == before


def test_what_a_server_tells_stands_on_the_work_and_its_source(synced, plex):
    films = plex.films(1)
    synced.scan(synced.library(films))
    ((title, year, genres, ids, added, file_name, container, height, provider, account),) = synced.make.run(
        "select m.title, m.year, m.genres, m.external_ids, extract(epoch from m.added_at), s.file_name, s.container,"
        " m.height, s.provider, s.provider_account_id from media_items m join media_sources s on s.item_id = m.id"
    )
    thing = films.things[0]
    assert (title, year, genres, ids) == ("Film 0", 1950, ["Drama"], {"imdb": "tt0000000", "tmdb": "0"})
    assert (int(added), container, height, provider) == (thing.attributes["addedAt"], "mov", 720, "plex")
    assert file_name.endswith(".mp4")
    assert account == synced.account


def test_new_changed_and_gone_items_are_noticed_and_history_stays(synced, plex):
    films = plex.films(30)
    library = synced.library(films)
    synced.scan(library)
    gone, changed = films.things[0], films.things[1]
    item = synced.make.run("select id from media_items where title = 'Film 0'")[0][0]
    plex.remove(gone)
    changed.attributes["title"] = "Renamed"
    plex.films(2, films, start=500)
    done = synced.scan(library)
    assert (done.added, done.changed, done.gone) == (2, 1, 1)
    assert synced.make.run("select available from media_items where id = %s", item) == [(False,)]
    assert synced.make.run("select count(*) from media_items where title = 'Renamed'") == [(1,)]
    films.things.append(gone)
    plex.things[gone.key] = gone
    synced.scan(library)
    assert synced.make.run("select available from media_items where id = %s", item) == [(True,)]


def test_a_film_that_the_server_has_under_a_new_id_is_the_same_work(synced, plex):
    films = plex.films(30)
    library = synced.library(films)
    synced.scan(library)
    before = synced.make.run("select id from media_items where title = 'Film 3'")
    plex.remove(films.things[3])
    plex.films(1, films, start=3)
    synced.scan(library)
    assert synced.make.run("select id from media_items where title = 'Film 3'") == before


@pytest.mark.parametrize(
    "fault", [{"down": True}, {"revoked": True}, {"garbage": b"<html>"}, {"starting": True, "machine": "other"}]
)
def test_a_server_that_fails_takes_its_library_offline_with_a_reason_and_nothing_is_lost(synced, plex, fault):
    library = synced.library(plex.films(5))
    synced.scan(library)
    before, whole = synced.shape(), dict(vars(plex))
    for name, value in fault.items():
        setattr(plex, name, value)
    # A new process: nothing is known of the server yet.
    synced.scanner._trees._connections.forget(synced.account)
    failed = synced.scan(library)
    assert (failed.phase, bool(failed.note)) == ("offline", True)
    ((state, reason),) = synced.make.run("select state, state_reason from libraries")
    assert (state, reason) == ("offline", failed.note)
    assert TOKEN not in reason
    assert synced.shape() == before
    for name in fault:
        setattr(plex, name, whole[name])
    synced.services.provider_accounts.check(Viewer.system(), synced.account)
    assert synced.scan(library).phase == "done"
    assert synced.make.run("select state from libraries") == [("online",)]


def test_a_collection_that_is_empty_all_at_once_takes_its_library_offline(synced, plex):
    films = plex.films(30)
    library = synced.library(films)
    synced.scan(library)
    films.things.clear()
    assert synced.scan(library).phase == "offline"
    assert synced.make.run("select count(*) from media_items where available") == [(30,)]


def test_a_sync_that_breaks_off_in_the_middle_goes_on_where_it_stood(synced, plex):
    films = plex.films(700)
    library = synced.library(films)
    run = synced.scanner.run(ScanOrder(library), Unfenced())
    for progress in run:
        if progress.added:
            break
    run.close()
    stored = synced.make.run("select count(*) from media_sources")[0][0]
    assert 0 < stored < 700
    done = synced.scan(library)
    assert (done.found, done.total, done.added) == (700, 700 - stored, 700 - stored)
    assert synced.make.run("select count(*), count(distinct remote_id) from media_sources") == [(700, 700)]


def test_pages_that_move_while_they_are_read_list_nothing_twice(synced, plex):
    films = plex.films(250)

    def push(start: int) -> None:
        if start == 100:
            films.things.insert(0, films.things.pop())

    plex.at_page = push
    library = synced.library(films)
    synced.scan(library)
    plex.at_page = None
    synced.scan(library)
    assert synced.make.run("select count(*), count(distinct remote_id) from media_sources") == [(250, 250)]


def test_two_workers_at_once_make_one_library(services, synced, plex):
    library = synced.library(plex.films(700))
    ended: list[Any] = []

    def work(name: str) -> None:
        for job in services.jobs.list(Viewer.system(), 10):
            with services.jobs.take(job.id, name) as held:
                if held is not None and held.job.kind == "scan":
                    ended.append(services.scans.execute(held))

    threads = [Thread(target=work, args=(name,)) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one.added for one in ended] == [700]
    assert synced.make.run("select count(*) from media_items") == [(700,)]
    assert synced.scan(library).total == 0


def test_a_film_that_is_on_disk_as_well_is_one_work_with_two_sources(synced, plex, make):
    disk = make.make_library("Disk")
    film = make.make_item(disk, "movie", "Our own name", external_ids={"imdb": "tt0000001"})
    make.make_source(film)
    other = make.make_item(disk, "movie", "In doubt", external_ids={"imdb": "tt0000002"})
    doubt = make.make_item(disk, "movie", "In doubt as well", external_ids={"tmdb": "2"})
    library = synced.library(plex.films(3))
    synced.scan(library)
    sources = "select provider from media_sources where item_id = %s order by 1"
    assert make.run(sources, film.id) == [("local",), ("plex",)]
    assert make.run("select title from media_items where id = %s", film.id) == [("Our own name",)]
    # Two works have one of the two ids each: which of them it is would be a guess.
    assert make.run(sources, other.id) == make.run(sources, doubt.id) == []
    assert make.run("select title from media_items where library_id = %s order by 1", library) == [
        ("Film 0",), ("Film 2",)
    ]  # fmt: skip
    plex.sections[next(iter(plex.sections))].things[1].attributes["title"] = "Another name"
    assert synced.scan(library).total == 1
    assert make.run("select title from media_items where id = %s", film.id) == [("Our own name",)]


@pytest.mark.parametrize("goes", ["disk", "plex"])
def test_a_film_with_two_sources_outlives_either_library(synced, plex, make, services, goes):
    disk = make.make_library("Disk")
    film = make.make_item(disk, "movie", "Ours", external_ids={"imdb": "tt0000001"})
    make.make_source(film)
    library = synced.library(plex.films(3))
    synced.scan(library)
    services.libraries.remove(Viewer.system(), disk.id if goes == "disk" else library)
    left = library if goes == "disk" else disk.id
    assert make.run("select library_id, available from media_items where id = %s", film.id) == [(left, True)]
    kept = "plex" if goes == "disk" else "local"
    assert make.run("select provider, state from media_sources where item_id = %s", film.id) == [(kept, "available")]
    if goes == "disk":
        synced.scan(library)
        assert make.run("select count(*) from media_items where id = %s", film.id) == [(1,)]


def test_memory_does_not_grow_with_the_catalogue(synced, plex):
    import tracemalloc

    peaks = []
    for count in (200, 1200):
        library = synced.library(plex.films(count, start=count * 10))
        tracemalloc.start()
        synced.scan(library)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    # What is kept of each item is its id, its place and its work's key: a few kilobytes, with no description.
    assert (peaks[1] - peaks[0]) / 1000 < 8_000
