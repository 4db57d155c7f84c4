"""What changes on a watched disk appears by itself, and a thousand changes are not a thousand scans."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis

from medianest.jobs.watch import Watcher
from medianest.repositories.leadership import Leadership
from medianest.services import Services
from medianest.services.browse import MediaQuery
from medianest.services.viewer import Viewer
from tests.integration.scanning.household import work_off
from tests.media import media

SYSTEM = Viewer.system()


def until(condition: Callable[[], object], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.1)


@pytest.fixture
def disk(settings, services: Services) -> Path:
    root = settings.library_roots[0] / "clips"
    root.mkdir()
    shutil.copy(media("film.mp4"), root / "first.mp4")
    services.libraries.add(SYSTEM, "Clips", str(root), "videos")
    work_off(services)
    return root


@pytest.fixture
def watcher(disk: Path, services: Services, redis_url: str) -> Iterator[Watcher]:
    cache = redis.Redis.from_url(redis_url)
    stopping = threading.Event()
    watcher = Watcher(services, Leadership(cache, "schedule"))
    thread = threading.Thread(target=watcher.run, args=(stopping,))
    thread.start()
    until(lambda: scans(services) > 1)  # with its eyes open it first has everything looked at
    work_off(services)
    yield watcher
    stopping.set()
    thread.join(20)
    cache.close()


def shown(services: Services) -> dict[str, object]:
    """Titles that are there, and their ids; what waits is done first."""
    work_off(services)
    page = services.browse.page(SYSTEM, MediaQuery(types=("video",)), limit=200)
    return {card.title: card.id for card in page.items}


def scans(services: Services) -> int:
    return sum(job.kind == "scan" for job in services.jobs.list(SYSTEM, limit=200))


def test_what_changed_while_nobody_watched_is_found(
    services: Services, disk: Path, request: pytest.FixtureRequest
) -> None:
    shutil.copy(media("wide.mp4"), disk / "meanwhile.mp4")
    assert set(shown(services)) == {"first"}
    request.getfixturevalue("watcher")
    assert set(shown(services)) == {"first", "meanwhile"}


@pytest.mark.usefixtures("watcher")
def test_a_file_that_is_dropped_renamed_and_taken_away_is_followed(services: Services, disk: Path) -> None:
    before = shown(services)
    shutil.copy(media("wide.mp4"), disk / "second.mp4")
    until(lambda: set(shown(services)) == {"first", "second"})
    second = shown(services)["second"]

    (disk / "second.mp4").rename(disk / "renamed.mp4")
    until(lambda: set(shown(services)) == {"first", "renamed"})
    assert shown(services) == {"first": before["first"], "renamed": second}

    (disk / "renamed.mp4").unlink()
    until(lambda: set(shown(services)) == {"first"})


@pytest.mark.usefixtures("watcher")
def test_a_burst_of_a_thousand_files_gives_few_scans_and_misses_none(services: Services, disk: Path) -> None:
    before = scans(services)
    source = media("silent.mp4").read_bytes()
    for number in range(1000):
        folder = disk / f"day {number % 20}"
        folder.mkdir(exist_ok=True)
        (folder / f"{number}.mp4").write_bytes(source)

    def count() -> int | None:
        work_off(services)
        return services.browse.page(SYSTEM, MediaQuery(types=("video",)), limit=1, total=True).total

    until(lambda: count() == 1001, 120)
    assert scans(services) - before <= 5


@pytest.mark.usefixtures("watcher")
def test_what_is_no_media_asks_for_nothing(services: Services, disk: Path) -> None:
    before = scans(services)
    (disk / ".hidden.mp4").write_bytes(b"x")
    (disk / "notes.docx").write_bytes(b"x")
    shutil.copy(media("wide.mp4"), disk / "last.mp4")  # what comes after it is seen, so those before were, too
    until(lambda: "last" in shown(services))
    assert scans(services) - before == 1
    assert services.libraries.list(SYSTEM)[0].issue_count == 0
