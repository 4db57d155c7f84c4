"""A scan that is stopped anywhere and started again ends like one that nobody disturbed."""

import pytest

from medianest.services.held import LostLease
from medianest.services.scans import run
from medianest.services.scans.run import ScanOrder


class EndsAfter:
    """A lease that is lost after some transactions, as when the worker is killed."""

    def __init__(self, transactions):
        self.left = transactions

    def hold(self, work):  # noqa: ARG002
        self.left -= 1
        if self.left < 0:
            raise LostLease("killed")


def picture(household):
    """The library without its random keys."""
    items = [(item.type, item.identity, item.title, item.parent_title, item.available) for item in household.items()]
    titles = {item.id: item.identity for item in household.items()}
    sources = {path: (titles[item], state) for path, (item, state) in household.sources().items()}
    return sorted(items, key=str), sources, household.issues()


def fill(household):
    for show in ("One", "Two"):
        for number in range(1, 7):
            household.different(f"{show}/Season 01/{show} - S01E{number:02d}.mp4")
    household.put("One/Season 01/One - S01E01 - 720p.mkv", "ac3.mkv")
    (household.root / "Two" / "Season 01" / "Two - S01E09.mp4").write_bytes(b"")


@pytest.mark.parametrize("killed_after", [0, 1, 2, 3])
def test_killed_and_started_again_ends_with_the_same_library(household, monkeypatch, killed_after):
    monkeypatch.setattr(run, "BATCH", 1)  # every message's worth is a transaction
    monkeypatch.setattr("medianest.services.scans.reading.CHUNK", 4)
    household.library("shows")
    fill(household)
    order = ScanOrder(household.library_id)

    with pytest.raises(LostLease):
        list(household.scanner.run(order, EndsAfter(killed_after)))
    assert len(household.sources()) <= killed_after * 4
    household.scan()
    resumed = picture(household)

    with household.transactions() as work:
        work.session.connection().exec_driver_sql("truncate media_items, scan_issues cascade")
        work.commit()
    household.scan()
    assert resumed == picture(household)
    assert len(resumed[1]) == 13
