"""Scrolling through the grid of a library of 10,000 titles in a browser, beside the same scroll of an empty page."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from playwright.sync_api import Browser, Page, sync_playwright

from bench.frame import Row
from bench.people import sign_in, whole_app
from bench.rest import house
from medianest import routes
from medianest.services.sessions import COOKIE
from tests.browser import ARGUMENTS, find_or_fetch

ITEMS = 10_000
ROUNDS = 3
PIXELS, PER_SECOND = 24_000, 4_000  # about seven rows of posters a second: a quick hand
DUE = 1000 / 60  # milliseconds from one frame to the next

# Every frame's length in milliseconds, from now until it is asked for.
_RECORD = """() => {
  window.frames_ = [];
  let last = performance.now();
  const next = (now) => {
    window.frames_.push(now - last);
    last = now;
    requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
}"""
_EMPTY = f"data:text/html,<!doctype html><title>empty</title><div style='height:{PIXELS + 2_000}px'></div>"


@dataclass(frozen=True)
class Scroll:
    """``dropped`` are frames that were due while another took too long; ``longest`` is in milliseconds."""

    frames: int
    dropped: int
    longest: float

    @property
    def rate(self) -> float:
        """Frames a second."""
        return 60 * self.frames / (self.frames + self.dropped)


def measure() -> list[Row]:
    with house(films=ITEMS, tracks=0) as built, whole_app(built) as url, sync_playwright() as playwright:
        cookie = sign_in(built.settings, 1, 0).cookies[0].partition("=")[2]
        browser = playwright.chromium.launch(executable_path=find_or_fetch(), args=list(ARGUMENTS))
        turns = [
            (_grid(browser, url, cookie, routes.library(built.films.id)), _empty(browser)) for _round in range(ROUNDS)
        ]
        browser.close()
    ours, theirs = [grid for grid, _empty in turns], [empty for _grid, empty in turns]
    dropped = f"dropped {_share(ours):.1%} of the frames; the empty page {_share(theirs):.1%}"
    return [
        Row(
            f"scrolling through {ITEMS:,} titles",
            median(one.rate for one in ours),
            "frames/s",
            median(one.rate for one in theirs),
            "an empty page",
            bar=0.95,
            note=f"{dropped}; longest frame {max(one.longest for one in ours):.0f} ms",
        )
    ]


def _share(scrolls: list[Scroll]) -> float:
    return sum(one.dropped for one in scrolls) / sum(one.dropped + one.frames for one in scrolls)


def _grid(browser: Browser, url: str, cookie: str, path: str) -> Scroll:
    context = browser.new_context(base_url=url, viewport={"width": 1440, "height": 900})
    context.add_cookies([{"name": COOKIE, "value": cookie, "url": url}])
    page = context.new_page()
    page.goto(path)
    page.locator(".grid .card-title").first.wait_for(timeout=60_000)
    found = _scroll(page)
    if page.locator(".grid .card-title").count() == 0:
        raise RuntimeError("the grid is empty after scrolling")
    context.close()
    return found


def _empty(browser: Browser) -> Scroll:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(_EMPTY)
    found = _scroll(page)
    context.close()
    return found


def _scroll(page: Page) -> Scroll:
    """With the browser's own wheel, as fast for both."""
    page.wait_for_load_state("networkidle")
    wheel = page.context.new_cdp_session(page)
    gesture = {"x": 900, "y": 500, "yDistance": -PIXELS, "speed": PER_SECOND, "gestureSourceType": "mouse"}
    page.evaluate(_RECORD)
    wheel.send("Input.synthesizeScrollGesture", gesture)
    lengths: list[float] = page.evaluate("() => window.frames_")
    if page.evaluate("() => window.scrollY") < PIXELS * 0.9:
        raise RuntimeError("the page did not scroll")
    return Scroll(len(lengths), sum(max(0, round(length / DUE) - 1) for length in lengths), max(lengths))
