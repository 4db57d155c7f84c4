"""Fixtures of the end-to-end ring: a real server and a real Chromium."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser import ARGUMENTS, find_or_fetch
from tests.e2e.server import Server, running_server, tail

ARTIFACTS = Path(__file__).resolve().parent.parent.parent / "test-artifacts"
_failed = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def media_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder beneath which the session's server may have libraries."""
    return tmp_path_factory.mktemp("media")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, media_root: Path, shared_dir: Path | None) -> Iterator[Server]:
    """One server for the whole session, with nobody in it at first."""
    roots = [media_root, *([shared_dir] if shared_dir else [])]
    with running_server(tmp_path_factory.mktemp("server") / "data", *roots) as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser process for the whole session."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_or_fetch(), args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser, server: Server) -> Iterator[BrowserContext]:
    """A person's browser: nobody signed in, English, wide, on the session's server."""
    made = chromium.new_context(base_url=server.url, viewport={"width": 1280, "height": 800}, locale="en-GB")
    made.set_default_timeout(20_000)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A tab. When the test fails, what it showed last is kept in ``test-artifacts``."""
    opened = context.new_page()
    yield opened
    if request.node.stash.get(_failed, False):
        ARTIFACTS.mkdir(exist_ok=True)
        name = re.sub(r"\W+", "-", request.node.name)[:120]
        opened.screenshot(path=ARTIFACTS / f"{name}.png")
        (ARTIFACTS / f"{name}.html").write_text(opened.content())


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    if report.failed:
        item.stash[_failed] = True
        server = getattr(item, "funcargs", {}).get("server")
        if isinstance(server, Server):
            report.sections.append(("The server's log", tail(server.log)))
    return report
