"""A play outlives the death of the server under it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.e2e.playing import Household, Watching, furnish, until
from tests.e2e.server import Server, free_port, start_server


@pytest.fixture
def mortal(tmp_path: Path) -> Iterator[tuple[Household, list[Server]]]:
    """A household whose server may be killed: the last of the list is the one that runs."""
    port = free_port()
    servers = [start_server(tmp_path / "data", tmp_path / "media", port=port)]
    yield furnish(servers[0], tmp_path / "media"), servers
    for server in servers:
        if server.process.poll() is None:
            server.stop()


def _again(household: Household, servers: list[Server]) -> None:
    old = servers[-1]
    port = int(old.url.rsplit(":", 1)[1])
    servers.append(start_server(old.data_dir, port=port))
    household.server = servers[-1]


def test_killing_everything_while_a_film_plays_loses_at_most_ten_seconds(
    chromium: Browser, mortal: tuple[Household, list[Server]]
) -> None:
    household, servers = mortal
    film = household.works(type="movie")["A Long Test"]["id"]
    context = household.browser_of_ann(chromium)
    watching = Watching(context.new_page()).open(film)
    shown = watching.until(lambda now: now["time"] > 12)["time"]
    servers[-1].kill_everything()
    context.close()  # the browser dies too: only what the server has kept counts
    _again(household, servers)
    assert household.progress(film)["position"] >= shown - 10


def test_a_film_goes_on_by_itself_when_the_server_is_back(
    chromium: Browser, mortal: tuple[Household, list[Server]]
) -> None:
    household, servers = mortal
    film = household.works(type="movie")["A Long Test"]["id"]
    context = household.browser_of_ann(chromium)
    watching = Watching(context.new_page()).open(film)
    watching.until(lambda now: now["time"] > 2)
    servers[-1].kill_everything()
    watching.page.keyboard.press("k")
    paused = watching.until(lambda now: now["paused"])["time"]
    _again(household, servers)
    # The report of the pause could not be sent; it was kept, and is sent when somebody is there to take it.
    until(lambda: household.progress(film)["position"], lambda kept: abs(kept - paused) < 0.5, 60)
    watching.page.keyboard.press("8")
    watching.page.keyboard.press("k")
    watching.until(lambda now: now["time"] > 49 and not now["paused"], 60)
    context.close()
