"""A furnished household for the tests of the players, on a server of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.e2e.playing import Household, Watching, furnish
from tests.e2e.server import running_server


@pytest.fixture(scope="session")
def household_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder beneath which the household's server may have libraries."""
    return tmp_path_factory.mktemp("household")


@pytest.fixture(scope="session")
def household(tmp_path_factory: pytest.TempPathFactory, household_root: Path) -> Iterator[Household]:
    """Films, a show and an album, scanned. Tests leave what they watched as they like, and never delete."""
    with running_server(tmp_path_factory.mktemp("player") / "data", household_root) as server:
        yield furnish(server, household_root)


@pytest.fixture
def ann(chromium: Browser, household: Household) -> Iterator[BrowserContext]:
    """Ann's browser, signed in, with nothing remembered from earlier tests."""
    context = household.browser_of_ann(chromium)
    yield context
    context.close()


@pytest.fixture
def watching(ann: BrowserContext) -> Watching:
    return Watching(ann.new_page())
